/** What follows a held session: summary, plan changes, learning, tracker, review. */
import { findIdentifying, IDENTIFYING_WORDS } from '../../forms/index.ts';
import { sharePlanChangesDue } from '../dates.ts';
import { leadProfessionalOf, ownedBy } from '../people.ts';
import type { CaseState } from '../state.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';
import { dateTasks, doTasks, openAll, openTasks } from '../tasks.ts';

const wasGiven = (state: CaseState, step: 'publishSummary'): boolean =>
  state.given.some((each) => each.step === step);

export const publishSummary: StepRule<'publishSummary'> = {
  whyChanged: (state) => (wasGiven(state, 'publishSummary') ? 'Say why the summary is corrected' : null),
  apply: (draft, { body, doneOn }) => {
    const heldOn = draft.state.session?.heldOn;
    const tasks = draft.state.tasks.filter((task) => task.kind === 'publishSummary');
    if (heldOn != null && !tasks.some((task) => task.status === 'done')) {
      const dueOn = sharePlanChangesDue(draft.calendar, draft.policy, heldOn, doneOn);
      dateTasks(draft, openTasks(draft.state, 'sharePlanChanges'), dueOn);
    }
    doTasks(draft, tasks, doneOn);
    draft.tellEverybody('summaryShared');
    if (body.escalationIssues !== undefined) draft.tell('escalationRecorded', 'businessManager');
  },
};

export const sharePlanChanges: StepRule<'sharePlanChanges'> = {
  notNow: (state) => (state.planChanges === null ? 'No changes to the plan were suggested' : null),
  choice: (body) => (body.shared ? 'shared' : 'notShared'),
  apply: (draft, { doneOn }) => {
    doTasks(
      draft,
      draft.state.tasks.filter(
        (task) => task.kind === 'sharePlanChanges' && task.status !== 'noLongerNeeded',
      ),
      doneOn,
    );
  },
};

export const recordLearning: StepRule<'recordLearning'> = {
  apply: (draft, { body, doneOn }) => {
    doTasks(
      draft,
      draft.state.tasks.filter((task) => task.kind === 'recordLearning'),
      doneOn,
    );
    if (body.qualityPracticeGroup !== undefined) draft.tell('qualityPracticeGroup', 'administrators');
  },
};

export const recordTrackerEntry: StepRule<'recordTrackerEntry'> = {
  faults: ({ state, body, surroundings }) => namesIn(state, body, surroundings.request),
  apply: (draft, { doneOn }) => {
    doTasks(
      draft,
      draft.state.tasks.filter((task) => task.kind === 'recordTrackerEntry'),
      doneOn,
    );
  },
};

/** The tracker is anonymous: nothing in it may name anybody of the case. */
function namesIn(
  state: CaseState,
  body: Asked<'recordTrackerEntry'>['body'],
  request: Asked<'recordTrackerEntry'>['surroundings']['request'],
): ReturnType<NonNullable<StepRule<'recordTrackerEntry'>['faults']>> {
  const texts = [
    { field: 'summary', text: body.summary },
    ...body.keyLearning.map((text, index) => ({ field: `keyLearning[${index}]`, text })),
    ...body.themes.map((text, index) => ({ field: `themes[${index}]`, text })),
  ];
  if (request === null) throw new Error('The tracker rule needs the newest request');
  return texts.flatMap(({ field, text }) => {
    const found = findIdentifying(text, request, state.reference, state.participants);
    const words = found.map(({ kind, typed }) => `“${typed}” (${IDENTIFYING_WORDS[kind]})`);
    return words.length === 0 ? [] : [fault(field, `The tracker is anonymous. Take out ${words.join(', ')}`)];
  });
}

export const reviewActions: StepRule<'reviewActions'> = {
  choice: (body) => body.next,
  apply: (draft, { body, doneOn }) => {
    doTasks(draft, openTasks(draft.state, 'reviewActions'), doneOn);
    if (body.next !== 'newDate' || body.reviewOn === undefined) return;
    draft.emit({ type: 'reviewDated', reviewOn: body.reviewOn });
    const lead = leadProfessionalOf(draft.state);
    const owned = lead === null ? ({ owner: 'facilitators', about: null } as const) : ownedBy(lead);
    openAll(draft, [{ kind: 'reviewActions', ...owned, dueOn: body.reviewOn }]);
  },
};
