/** What the timeline of a case says of an event; each applied step has exactly one entry of kind `step`. */
import { STEP_TABLE } from '../process/steps.ts';
import { TASK_TABLE } from '../process/tasks.ts';
import type { Outcome, Stage, StepId } from '../process/vocabulary.ts';
import type { CaseEvent, DatePutRight } from './events.ts';
import type { CaseState } from './state.ts';
import { findTask } from './tasks.ts';

export interface TimelineEntryOf {
  readonly kind: 'step' | 'stage' | 'task' | 'reminder' | 'escalation';
  readonly step: StepId | null;
  /** A participant's id, "administrators" or "service". */
  readonly by: string;
  readonly text: string;
}

export const DATE_WORDS: Record<DatePutRight, string> = {
  requestedOn: 'the date of the request',
  acceptedOn: 'the date of acceptance',
};

export const STAGE_WORDS: Record<Stage, string> = {
  triage: 'Request received',
  preparing: 'Preparing',
  session: 'Session',
  concluding: 'After the session',
  followUp: 'Six-month follow-up',
  closed: 'Closed',
};

const OUTCOME_WORDS: Record<Outcome, string> = {
  completed: 'completed',
  declined: 'declined',
  redirected: 'not suitable, another process is used',
  withdrawn: 'withdrawn',
  cancelled: 'cancelled',
};

/** Words for what was chosen in a step. */
const CHOICE_WORDS: Readonly<Record<string, string>> = {
  accept: 'accepted',
  returnForInformation: 'returned for information',
  decline: 'declined',
  redirect: 'not suitable, use another process',
  objected: 'with an objection',
  independent: 'independent',
  conflict: 'a conflict',
  notAvailable: 'not available',
  set: 'date set',
  putOff: 'put off',
  attending: 'attending',
  deputy: 'sending a deputy',
  notAttending: 'not attending',
  nilReturn: 'no involvement to report',
  held: 'held',
  notHeld: 'not held',
  shared: 'shared',
  notShared: 'not shared',
  open: 'open',
  done: 'done',
  notNeeded: 'not needed',
  none: 'nothing further',
  newDate: 'a new date',
  newRequest: 'a new request',
  declined: 'declined',
  notPossible: 'not possible',
  notAppropriate: 'not appropriate',
  add: 'added',
  remove: 'removed',
  replace: 'replaced',
  goOn: 'goes on',
  cancel: 'cancelled',
};

const choiceInWords = (choice: string): string => CHOICE_WORDS[choice] ?? choice;

/** The entry of one event, from the case after it; null for events that only carry out what another entry says. */
export function timelineOf(event: CaseEvent, after: CaseState): TimelineEntryOf | null {
  const { body } = event;
  const bySelf = (kind: TimelineEntryOf['kind'], text: string): TimelineEntryOf => ({
    kind,
    step: null,
    by: 'service',
    text,
  });
  switch (body.type) {
    case 'stepTaken': {
      const words = [
        STEP_TABLE[body.step].title,
        ...(body.choice === null ? [] : [choiceInWords(body.choice)]),
        ...(body.correction ? ['with a reason'] : []),
        ...(body.onBehalf === null
          ? []
          : [`received on ${body.onBehalf.receivedOn}, entered by an administrator`]),
      ];
      return { kind: 'step', step: body.step, by: body.by, text: words.join(': ') };
    }
    case 'stageEntered': {
      const outcome = body.outcome === null ? '' : `: ${OUTCOME_WORDS[body.outcome]}`;
      return bySelf('stage', `${STAGE_WORDS[body.stage]}${outcome}`);
    }
    case 'tasksOpened':
      return bySelf(
        'task',
        `Waiting: ${titles(
          after,
          body.tasks.map((task) => task.id),
        )}`,
      );
    case 'tasksEnded': {
      const gone =
        body.status === 'notReturned' ? 'Not returned' : body.status === 'waived' ? 'Waived' : null;
      // What is done is said by its step.
      return gone === null ? null : bySelf('task', `${gone}: ${titles(after, body.taskIds)}`);
    }
    case 'tasksDated':
      return bySelf(
        'task',
        `New dates: ${titles(
          after,
          body.dates.map((each) => each.taskId),
        )}`,
      );
    case 'remindersGiven':
      return bySelf(
        'reminder',
        `Reminded of: ${titles(
          after,
          body.reminders.map((each) => each.taskId),
        )}`,
      );
    case 'sessionDueReminded':
      return bySelf(
        body.workingDaysLeft < 0 ? 'escalation' : 'reminder',
        body.workingDaysLeft < 0
          ? 'The session is overdue'
          : `The session is due in ${body.workingDaysLeft} working days`,
      );
    case 'eveReminded':
      return bySelf('reminder', 'The session is on the next working day');
    case 'escalated':
      return bySelf('escalation', `Brought to ${ABOVE_WORDS[body.to]}: ${titles(after, body.taskIds)}`);
    case 'datePutRight': {
      const due = body.date === 'acceptedOn' ? `; the session is due on ${body.sessionDueOn ?? ''}` : '';
      const text = `Put right: ${DATE_WORDS[body.date]}, from ${body.from} to ${body.to}${due}`;
      return { kind: 'task', step: null, by: 'administrators', text };
    }
    case 'stepTakenBack': {
      const text = `Taken back, because it was recorded by mistake: ${STEP_TABLE[body.step].title}`;
      return { kind: 'task', step: body.step, by: 'administrators', text };
    }
    case 'requestSubmitted':
    case 'accepted':
    case 'returned':
    case 'requestAmended':
    case 'leadProfessionalTold':
    case 'leadProfessionalChanged':
    case 'requesterChanged':
    case 'tasksMoved':
    case 'participantJoined':
    case 'participantChanged':
    case 'participantLeft':
    case 'sessionScheduled':
    case 'sessionChanged':
    case 'sessionPutOff':
    case 'sessionEnded':
    case 'sessionHeld':
    case 'actionChanged':
    case 'reviewDated':
    case 'planChangesNamed':
    case 'followUpOpened':
    case 'flagged':
    case 'riskRaised':
      return null;
    default:
      return body satisfies never;
  }
}

const ABOVE_WORDS = {
  facilitators: 'the facilitators',
  administrators: 'the administrators',
  businessManager: 'the business manager',
} as const;

/** Titles of tasks with how many of each. */
function titles(state: CaseState, ids: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const task = findTask(state, id);
    if (task === null) continue;
    const { title } = TASK_TABLE[task.kind];
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return [...counts].map(([title, count]) => (count > 1 ? `${title} (${count})` : title)).join('; ');
}
