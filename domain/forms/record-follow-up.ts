/** The interview six months after the session "to evaluate the outcomes for the child and their family". */
import { onAnyStep } from './any-form.ts';
import { choice, date, exactly, id, successMeasureId, text } from './fields.ts';
import { form } from './form.ts';
import { eachOnce, groupsIn, isGiven } from './sent.ts';
import { group, list, toldBy } from './shapes.ts';
import type { Rule } from './shapes.ts';

const RESULTS = { better: 'Better', same: 'The same', worse: 'Worse', unknown: 'Not known' };
const WHY_NOT_HELD = { declined: 'Declined', notPossible: 'Not possible', notAppropriate: 'Not appropriate' };
const INTERVIEWED = { leadProfessional: 'The lead professional', child: 'A child', family: 'The family' };

const held = { label: 'Was the interview held?', ask: 'Say whether the interview was held' };
const taskId = id({
  neededSometimes: true,
  label: 'Follow-up interview',
  ask: 'Choose the follow-up interview',
  of: 'task',
});
const interviewedBy = text({ label: 'Interviewed by', ask: 'Say who held, or was to hold, the interview' });

const outcome = group(
  { label: 'Outcome' },
  {
    successMeasureId: successMeasureId(),
    result: choice(RESULTS, { label: 'Result', ask: 'Choose better, same, worse or unknown' }),
    detail: text({ label: 'Detail' }).optional(),
  },
);

/** Before its task is open an interview is named by whom it is about. */
const namedOnce: Rule = (sent, fault) => {
  const [task, about, child] = [isGiven(sent['taskId']), isGiven(sent['about']), isGiven(sent['childId'])];
  if (!task && !about) fault('taskId', 'Choose the follow-up interview, or say whom it is about');
  if (task && about) fault('about', 'Name the interview by its task or by whom it is about, not both');
  if (sent['about'] === 'child' && !child) fault('childId', 'Choose which child');
  if (sent['about'] !== 'child' && child)
    fault('childId', 'Name a child only where the interview is about the child');
};

export const recordFollowUp = form({
  id: 'recordFollowUp',
  version: 1,
  schema: toldBy('held', held, [
    group(
      { label: 'Held' },
      {
        taskId,
        interviewedBy,
        held: exactly(true, held),
        on: date({ label: 'Date of the interview' }, 'past'),
        outcomes: list({ label: 'Outcomes', ask: 'Give the outcome for each success measure' }, outcome),
        views: text({ label: 'Views' }).optional(),
        ...onAnyStep,
      },
      (sent, fault) => {
        eachOnce(
          groupsIn(sent['outcomes']).map((item) => item['successMeasureId']),
          (place) => {
            fault(`outcomes[${place}].successMeasureId`, 'Give each success measure once');
          },
        );
      },
    ),
    group(
      { label: 'Not held' },
      {
        taskId: taskId.optional(),
        about: choice(INTERVIEWED, {
          label: 'Whom the interview is about',
          ask: 'Choose whom the interview is about',
          neededSometimes: true,
        }).optional(),
        childId: id({
          neededSometimes: true,
          label: 'Which child',
          ask: 'Choose which child',
          of: 'child',
        }).optional(),
        interviewedBy,
        held: exactly(false, held),
        why: choice(WHY_NOT_HELD, {
          label: 'Why the interview was not held',
          ask: 'Choose why the interview was not held',
        }),
        reason: text({ label: 'Reason', ask: 'Say more about why the interview was not held' }),
        ...onAnyStep,
      },
      namedOnce,
    ),
  ]),
});
