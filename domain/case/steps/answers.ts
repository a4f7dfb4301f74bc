/** Steps that hand something in and do the participant's own task, and nothing else. */
import { dateInWords } from '../../calendar/index.ts';
import { chronologyFrom, sessionEnd } from '../dates.ts';
import type { Draft } from '../draft.ts';
import type { TaskKind } from '../../process/vocabulary.ts';
import type { CaseState } from '../state.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';
import type { Taker } from '../takers.ts';
import { doTasks, openTasks, tasksOf } from '../tasks.ts';

function doOwn(
  draft: Draft,
  kind: TaskKind,
  taker: Taker,
  doneOn: Asked<'submitChronology'>['doneOn'],
): void {
  doTasks(draft, tasksOf(draft.state, kind, taker.by), doneOn);
}

export const submitChronology: StepRule<'submitChronology'> = {
  faults: ({ state, body, policy }) => {
    if (!('entries' in body) || body.olderReason !== undefined) return [];
    const from = chronologyFrom(state, policy);
    const oldest = body.entries.map((entry) => entry.on).sort()[0];
    return oldest !== undefined && oldest < from
      ? [
          fault(
            'olderReason',
            `Say why the chronology goes back before ${dateInWords(from)}, 12 months before the request`,
          ),
        ]
      : [];
  },
  choice: (body) => ('nilReturn' in body ? 'nilReturn' : null),
  apply: (draft, { taker, doneOn }) => {
    doOwn(draft, 'submitChronology', taker, doneOn);
  },
};

export const submitAssessmentAndPlan: StepRule<'submitAssessmentAndPlan'> = {
  apply: (draft, { doneOn }) => {
    doTasks(draft, openTasks(draft.state, 'submitAssessmentAndPlan'), doneOn);
  },
};

export const recordFamilyVoice: StepRule<'recordFamilyVoice'> = {
  unknown: ({ state, body }) =>
    body.voices.flatMap((voice, index) =>
      voice.childId !== undefined && !state.children.some((child) => child.id === voice.childId)
        ? [fault(`voices[${index}].childId`, 'Choose a child of this case')]
        : [],
    ),
  faults: ({ state, body }) => {
    const subjects = state.children.filter((child) => child.subject);
    const children = body.voices.filter((voice) => voice.who === 'child');
    // With one subject child there is no doubt which one is meant.
    const missing = subjects.filter(
      (subject) =>
        !children.some(
          (voice) => voice.childId === subject.id || (voice.childId === undefined && subjects.length === 1),
        ),
    );
    const adult = body.voices.some((voice) => voice.who !== 'child');
    return [
      ...missing.map((child) =>
        fault('voices', `Say what was gained, or why not, for each child: ${child.id} is missing`),
      ),
      ...(adult ? [] : [fault('voices', 'Say what was gained, or why not, for one adult at least')]),
    ];
  },
  apply: (draft, { doneOn }) => {
    doTasks(draft, openTasks(draft.state, 'recordFamilyVoice'), doneOn);
  },
};

const notAttending = (taker: Taker): string | null =>
  taker.participant?.response === 'notAttending' && taker.participant.attended !== true
    ? 'You said that you are not attending'
    : null;

export const submitPreEvaluation: StepRule<'submitPreEvaluation'> = {
  notNow: (_state, taker) => notAttending(taker),
  apply: (draft, { taker, doneOn }) => {
    doOwn(draft, 'submitPreEvaluation', taker, doneOn);
  },
};

const sessionNotEnded = (state: CaseState, at: number): boolean =>
  state.stage === 'session' && (state.session === null || at < sessionEnd(state.session));

export const submitPostEvaluation: StepRule<'submitPostEvaluation'> = {
  notNow: (state, taker, at) => {
    if (sessionNotEnded(state, at)) return 'The session has not ended';
    if (state.session?.heldOn != null && taker.participant?.attended === false) {
      return 'The session record says that you did not attend';
    }
    return notAttending(taker);
  },
  apply: (draft, { taker, doneOn }) => {
    doOwn(draft, 'submitPostEvaluation', taker, doneOn);
  },
};
