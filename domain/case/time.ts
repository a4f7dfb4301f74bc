/** What time brings by itself: the session's start and end, "not returned", the follow-up's opening, reminders. */
import { startOfDay, workingDaysAfter } from '../calendar/index.ts';
import type { Instant, WorkingCalendar } from '../calendar/types.ts';
import type { Policy } from '../process/policy.ts';
import { followUpOpensOn, postEvaluationLapses, sessionDay, sessionEnd, sessionStart } from './dates.ts';
import type { Draft } from './draft.ts';
import { openFollowUps } from './follow-up.ts';
import { attendees, ownedBy } from './people.ts';
import { goOn } from './progress.ts';
import { countWords, nextReminder, remind } from './reminders.ts';
import type { CaseState } from './state.ts';
import { endTasks, openAll, openTasks, tasksOf } from './tasks.ts';

interface Turn {
  readonly at: Instant;
  readonly what: string;
  readonly happen: (draft: Draft) => void;
}

/** What the process does by itself, at which instant, as things stand: reminders aside. */
function turns(state: CaseState, policy: Policy, calendar: WorkingCalendar): readonly Turn[] {
  const { session } = state;
  const found: Turn[] = [];
  if (state.stage === 'closed') return found;
  if (session !== null && state.stage === 'preparing') {
    found.push({ at: sessionStart(session), what: 'session starts', happen: startSession });
  }
  if (session !== null && state.stage === 'session' && !session.ended) {
    found.push({ at: sessionEnd(session), what: 'session ends', happen: endSession });
  }
  if (session !== null && openTasks(state, 'submitPostEvaluation').length > 0) {
    found.push({
      at: postEvaluationLapses(calendar, policy, session),
      what: 'evaluations not returned',
      happen: (draft) => {
        endTasks(draft, openTasks(draft.state, 'submitPostEvaluation'), 'notReturned');
      },
    });
  }
  if (state.followUpDueOn !== null && !state.followUpOpened) {
    found.push({
      at: startOfDay(followUpOpensOn(calendar, policy, state.followUpDueOn)),
      what: 'follow-up opens',
      happen: openFollowUps,
    });
  }
  return found;
}

function startSession(draft: Draft): void {
  const { session } = draft.state;
  if (session === null) return;
  draft.emit({ type: 'stageEntered', stage: 'session', outcome: null, on: draft.today });
  openAll(draft, [
    {
      kind: 'recordSession',
      owner: 'facilitators',
      dueOn: workingDaysAfter(draft.calendar, session.date, draft.policy.workingDays.recordSession),
    },
  ]);
}

function endSession(draft: Draft): void {
  draft.emit({ type: 'sessionEnded' });
  openPostEvaluations(draft);
}

/** Opens the evaluation after the session for everybody who (as far as known) attends and has not been asked. */
export function openPostEvaluations(draft: Draft): void {
  const { session } = draft.state;
  if (session === null) return;
  const asked = attendees(draft.state).filter(
    (each) =>
      (each.attended ?? each.response !== 'notAttending') &&
      !tasksOf(draft.state, 'submitPostEvaluation', each.id).some(
        (task) => task.status !== 'noLongerNeeded',
      ) &&
      !draft.state.given.some((given) => given.step === 'submitPostEvaluation' && given.by === each.id),
  );
  const dueOn = sessionDay(session);
  openAll(
    draft,
    asked.map((each) => ({ kind: 'submitPostEvaluation', ...ownedBy(each), dueOn })),
  );
  for (const each of asked) draft.tell('postEvaluation', each.id, { dueOn });
}

/**
 * Lets happen what is due by the draft's instant, in order. A step does this first without reminders, so that rules
 * see the case as it is by now even when the engine is behind; the engine does it with reminders.
 */
export function timeBrings(draft: Draft, reminders: 'withReminders' | 'withoutReminders'): void {
  for (;;) {
    const due = turns(draft.state, draft.policy, draft.calendar)
      .filter((turn) => turn.at <= draft.at)
      .sort((one, other) => one.at - other.at)[0];
    if (due === undefined) break;
    due.happen(draft);
    goOn(draft);
  }
  if (reminders === 'withReminders' && draft.state.stage !== 'closed') remind(draft);
}

/**
 * The next instant at which the process does something by itself, and what, in ids only; null when nothing will.
 * It can lie in the past: then it is due at once.
 */
export function nextDue(
  state: CaseState,
  policy: Policy,
  calendar: WorkingCalendar,
): { readonly at: Instant; readonly what: string } | null {
  if (state.stage === 'closed') return null;
  const coming: { at: Instant; what: string }[] = [...turns(state, policy, calendar)];
  const reminder = nextReminder(state, policy, calendar);
  if (reminder !== null) coming.push(reminder);
  const at = coming.map((each) => each.at).sort((one, other) => one - other)[0];
  if (at === undefined) return null;
  return { at, what: countWords(coming.filter((each) => each.at === at).map((each) => each.what)) };
}
