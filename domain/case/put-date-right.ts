/**
 * Putting right the two dates that clocks count from (decision 0019): two people agree, and every date that counted from
 * the wrong one is worked out again.
 */
import { workingDaysAfter } from '../calendar/index.ts';
import type { PlainDate } from '../calendar/types.ts';
import type { TaskKind } from '../process/vocabulary.ts';
import type { Command, Decision } from './commands.ts';
import { sessionDue } from './dates.ts';
import { applied, type Draft } from './draft.ts';
import type { CaseState, Task } from './state.ts';
import { dateTasks, openTasks } from './tasks.ts';

type PutDateRight = Extract<Command, { type: 'putDateRight' }>;

export function putDateRight(draft: Draft, { date, to, sessionBy }: PutDateRight): Decision {
  const { state, today } = draft;
  const why = date === 'acceptedOn' ? notAcceptedOn(state, to, today) : notRequestedOn(state, to, today);
  if (why !== null) return { type: 'refused', why };
  if (date === 'acceptedOn') acceptedOn(draft, to, sessionBy);
  else requestedOn(draft, to);
  return applied(draft);
}

function notAcceptedOn(state: CaseState, to: PlainDate, today: PlainDate): string | null {
  if (state.acceptedOn === null) return 'The request has not been accepted';
  if (state.stage === 'closed') return 'The case is closed';
  if (state.session?.heldOn != null) return 'The session has been held: its due date is not counted any more';
  if (to === state.acceptedOn) return 'This is the date already';
  if (to > today) return 'The date of acceptance must not be in the future';
  if (to < state.requestedOn) return 'The request cannot have been accepted before it was made';
  if (state.session !== null && to > state.session.date) {
    return 'The request cannot have been accepted after the day of its session';
  }
  return null;
}

function notRequestedOn(state: CaseState, to: PlainDate, today: PlainDate): string | null {
  if (state.stage === 'closed') return 'The case is closed';
  if (to === state.requestedOn) return 'This is the date already';
  if (to > today) return 'The date of the request must not be in the future';
  if (state.acceptedOn !== null && to > state.acceptedOn) {
    return 'The request cannot have been made after it was accepted';
  }
  return null;
}

function acceptedOn(draft: Draft, to: PlainDate, sessionBy: PlainDate | null): void {
  const from = draft.state.acceptedOn;
  if (from === null) return;
  const sessionDueOn = sessionDue(draft.calendar, draft.policy, to, sessionBy);
  draft.emit({ type: 'datePutRight', date: 'acceptedOn', from, to, sessionDueOn });
  const { appointFacilitators, scheduleSession } = draft.policy.workingDays;
  const after = (days: number): PlainDate => workingDaysAfter(draft.calendar, to, days);
  dateTasks(draft, firstIfOpen(draft.state, 'appointFacilitators'), after(appointFacilitators));
  // Once it was put off, its date counts from that.
  if (draft.state.sessionsSet === 0 && draft.state.pausedUntil === null) {
    dateTasks(draft, firstIfOpen(draft.state, 'scheduleSession'), after(scheduleSession));
  }
  const { session } = draft.state;
  if (session !== null) {
    const late = session.date > sessionDueOn;
    if (session.late !== late) draft.emit({ type: 'sessionChanged', session: { ...session, late } });
    draft.flag('sessionLate', late);
  }
  draft.tellEverybody('sessionDuePutRight', { dueOn: sessionDueOn });
}

function requestedOn(draft: Draft, to: PlainDate): void {
  const { requestedOn: from, sessionDueOn } = draft.state;
  draft.emit({ type: 'datePutRight', date: 'requestedOn', from, to, sessionDueOn });
  const { decideRequest, confirmLeadProfessional } = draft.policy.workingDays;
  const after = (days: number): PlainDate => workingDaysAfter(draft.calendar, to, days);
  dateTasks(draft, firstIfOpen(draft.state, 'decideRequest'), after(decideRequest));
  dateTasks(draft, openTasks(draft.state, 'confirmLeadProfessional'), after(confirmLeadProfessional));
}

/** Later ones of a kind count from what opened them. */
const firstIfOpen = (state: CaseState, kind: TaskKind): readonly Task[] =>
  state.tasks
    .filter((task) => task.kind === kind)
    .slice(0, 1)
    .filter(({ status }) => status === 'open');
