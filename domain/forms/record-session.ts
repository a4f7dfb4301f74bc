/** What the facilitator supports the group to ascertain, and what it agrees: change, success measures, actions, review. */
import { onAnyStep } from './any-form.ts';
import { attendance, atLeastTwoOrWhyNot, attendanceOnce } from './attendance.ts';
import {
  date,
  exactly,
  id,
  ownSuccessMeasureId,
  shortText,
  successMeasureId,
  text,
  yesNo,
} from './fields.ts';
import { form } from './form.ts';
import { eachOnce, groupsIn } from './sent.ts';
import { group, list, toldBy, toldByPresence } from './shapes.ts';
import type { Rule } from './shapes.ts';

const held = { label: 'Was the session held?', ask: 'Say whether the session was held' };

const prompt = (label: string) => text({ label, mayBeEmpty: true });

const changeNeeded = group(
  { label: 'Change needed' },
  {
    what: text({ label: 'What needs to change', ask: 'Say what needs to change' }),
    from: shortText({
      label: 'From whom',
      hint: 'Practitioners included',
      ask: 'Say from whom change is needed',
    }),
  },
);

const successMeasure = group(
  { label: 'Success measure' },
  { id: ownSuccessMeasureId(), text: text({ label: 'Success measure' }) },
);

const action = group(
  { label: 'Action' },
  {
    what: text({ label: 'What will be done', ask: 'Say what will be done' }),
    ownerId: id({ label: 'Who will do it', ask: 'Choose who will do it', of: 'participant' }),
    dueOn: date({ label: 'Due date of the action' }, 'toCome'),
    successMeasureId: successMeasureId().optional(),
  },
);

const planChangesSuggested = toldByPresence(
  {
    label: 'Changes suggested to the child’s plan',
    ask: 'Say which changes to the child’s plan are suggested, or none',
  },
  {
    of: ['none'],
    shape: group(
      { label: 'None' },
      { none: exactly(true, { label: 'None', ask: 'Say that none are suggested, or which' }) },
    ),
  },
  {
    of: ['what', 'sharedBy'],
    shape: group(
      { label: 'Changes suggested' },
      {
        what: text({ label: 'What is suggested to change', ask: 'Say what is suggested to change' }),
        sharedBy: id({
          label: 'Who shares it with the child and family',
          ask: 'Choose who shares it with the child and family',
          of: 'participant',
        }),
      },
    ),
  },
);

/** Ids of the success measures are the client’s own: unique, and the only ones that actions may name. */
const measuresAreKnown: Rule = (sent, fault) => {
  const ids = groupsIn(sent['successMeasures']).map((measure) => measure['id']);
  eachOnce(ids, (place) => {
    fault(`successMeasures[${place}].id`, 'Use each id once');
  });
  const known = new Set(ids);
  groupsIn(sent['actions']).forEach((item, place) => {
    const named = item['successMeasureId'];
    if (typeof named === 'string' && !known.has(named)) {
      fault(`actions[${place}].successMeasureId`, 'Choose one of the success measures');
    }
  });
};

export const recordSession = form({
  id: 'recordSession',
  version: 1,
  schema: toldBy('held', held, [
    group(
      { label: 'Not held' },
      {
        held: exactly(false, held),
        reason: text({ label: 'Why the session was not held', ask: 'Say why the session was not held' }),
        ...onAnyStep,
      },
    ),
    group(
      { label: 'Held' },
      {
        held: exactly(true, held),
        heldOn: date(
          { label: 'Date on which the session was held', hint: 'The planned date unless given' },
          'past',
        ).optional(),
        attendance,
        proceededWithout: text({
          label: 'Why the session went on',
          hint: 'Needed where the lead professional was absent or fewer than two attended',
          neededSometimes: true,
        }).optional(),
        immediateRiskDiscussed: yesNo({ label: 'Was an immediate risk discussed?' }),
        known: prompt('What is known about the child’s lived experience'),
        notKnown: prompt('What is not known about the child’s lived experience'),
        strengths: prompt('Current areas of strength'),
        concerns: prompt('Current areas of concern'),
        hypotheses: prompt('Hypotheses'),
        changeNeeded: list({ label: 'Where change may be needed, and from whom' }, changeNeeded),
        successMeasures: list(
          { label: 'Success measures', ask: 'Give at least one success measure', least: 1 },
          successMeasure,
        ),
        plan: text({ label: 'Plan' }).optional(),
        actions: list({ label: 'Actions', ask: 'List the actions, or give an empty list' }, action),
        planChangesSuggested,
        reviewOn: date({ label: 'Review date' }, 'toCome'),
        ...onAnyStep,
      },
      (sent, fault) => {
        attendanceOnce(sent, fault);
        atLeastTwoOrWhyNot(sent, fault);
        measuresAreKnown(sent, fault);
      },
    ),
  ]),
  datesMayHavePassedWhenCorrected: true,
});
