/** Reminders and escalation: at 09:00 Europe/London on working days, by the policy. process.md "Reminders". */
import {
  londonDate,
  nineOClock,
  onOrBefore,
  workingDaysAfter,
  workingDaysBefore,
  workingDaysBetween,
} from '../calendar/index.ts';
import type { Instant, PlainDate, WorkingCalendar } from '../calendar/types.ts';
import type { Policy, ReminderRule } from '../process/policy.ts';
import { TASK_TABLE } from '../process/tasks.ts';
import type { EmailData } from './commands.ts';
import type { Draft } from './draft.ts';
import type { ReminderGiven } from './events.ts';
import { attendees, facilitators, findParticipant, hasRole, ownerWord } from './people.ts';
import { sessionInEmail } from './session-email.ts';
import type { CaseState, OwnerId, Task } from './state.ts';
import { findTask, openTasks, taskInEmail } from './tasks.ts';

interface ReminderDay {
  readonly on: PlainDate;
  /** 0 before it is overdue; 1 the first overdue reminder, … */
  readonly overdue: number;
}

/** A put-off with a date rests these until then; what counts back from the session has no date meanwhile anyway. */
const RESTING: readonly Task['kind'][] = ['appointFacilitators', 'declareIndependence'];

/** Every day on which this task is reminded of while it stays open, soonest first. */
function reminderDays(
  task: Task,
  state: CaseState,
  policy: Policy,
  calendar: WorkingCalendar,
): readonly ReminderDay[] {
  const { dueOn } = task;
  if (dueOn === null) return [];
  const rule = policy.reminders[TASK_TABLE[task.kind].reminders];
  const rest = RESTING.includes(task.kind) ? state.pausedUntil : null;
  return daysByRule(rule, dueOn, calendar).filter(
    ({ on }) => (rule.onOpeningDay ? on >= task.datedOn : on > task.datedOn) && (rest === null || on >= rest),
  );
}

/** The days of a due date, which many tasks of many cases share; worked out once for a calendar. */
const known = new WeakMap<WorkingCalendar, Map<ReminderRule, Map<PlainDate, readonly ReminderDay[]>>>();

function daysByRule(rule: ReminderRule, dueOn: PlainDate, calendar: WorkingCalendar): readonly ReminderDay[] {
  const byRule = known.get(calendar) ?? new Map<ReminderRule, Map<PlainDate, readonly ReminderDay[]>>();
  const byDate = byRule.get(rule) ?? new Map<PlainDate, readonly ReminderDay[]>();
  const before = byDate.get(dueOn);
  if (before !== undefined) return before;
  const days = countDays(rule, dueOn, calendar);
  known.set(calendar, byRule.set(rule, byDate.set(dueOn, days)));
  return days;
}

function countDays(rule: ReminderRule, dueOn: PlainDate, calendar: WorkingCalendar): readonly ReminderDay[] {
  const days: ReminderDay[] = rule.before.map((n) => ({
    on: workingDaysBefore(calendar, dueOn, n),
    overdue: 0,
  }));
  // Nobody is reminded on a day off: a date that falls on one is named on the last working day before it.
  if (rule.onDueDate) days.push({ on: onOrBefore(calendar, dueOn), overdue: 0 });
  for (let nth = 1; nth <= rule.overdue.most; nth += 1) {
    const after = rule.overdue.first + (nth - 1) * rule.overdue.every;
    days.push({ on: workingDaysAfter(calendar, dueOn, after), overdue: nth });
  }
  return days;
}

/** The session's due date: some working days before, on the breach, then every so many until held or cancelled. */
function* sessionDueDays(state: CaseState, policy: Policy, calendar: WorkingCalendar): Generator<PlainDate> {
  const { sessionDueOn, acceptanceRecordedOn } = state;
  if (sessionDueOn === null || acceptanceRecordedOn === null) return;
  if (state.stage !== 'preparing' && state.stage !== 'session') return;
  for (const days of policy.sessionDueReminders.before) {
    const on = workingDaysBefore(calendar, sessionDueOn, days);
    if (on > acceptanceRecordedOn) yield on;
  }
  const { every } = policy.sessionDueReminders;
  for (let on = workingDaysAfter(calendar, sessionDueOn, 1); ; on = workingDaysAfter(calendar, on, every)) {
    if (on > acceptanceRecordedOn) yield on;
  }
}

function eveOf(state: CaseState, calendar: WorkingCalendar): PlainDate | null {
  if (state.session === null || state.stage !== 'preparing') return null;
  const eve = workingDaysBefore(calendar, state.session.date, 1);
  return eve > londonDate(state.session.scheduledAt) ? eve : null;
}

/** The next instant after `remindedTo` at which a reminder falls, and of what; null when none will. */
export function nextReminder(
  state: CaseState,
  policy: Policy,
  calendar: WorkingCalendar,
): { readonly at: Instant; readonly what: string } | null {
  const falls: { at: Instant; what: string }[] = [];
  for (const task of openTasks(state)) {
    for (const day of reminderDays(task, state, policy, calendar)) {
      const at = nineOClock(day.on);
      if (at > state.remindedTo) {
        falls.push({ at, what: `${day.overdue > 0 ? 'overdue' : 'reminder'} ${task.kind}` });
        break;
      }
    }
  }
  for (const on of sessionDueDays(state, policy, calendar)) {
    if (nineOClock(on) > state.remindedTo) {
      falls.push({ at: nineOClock(on), what: 'session due' });
      break;
    }
  }
  const eve = eveOf(state, calendar);
  if (eve !== null && nineOClock(eve) > state.remindedTo)
    falls.push({ at: nineOClock(eve), what: 'session eve' });
  if (falls.length === 0) return null;
  const at = falls.reduce(
    (soonest, each) => (each.at < soonest ? each.at : soonest),
    falls[0]?.at ?? state.remindedTo,
  );
  return { at, what: countWords(falls.filter((each) => each.at === at).map((each) => each.what)) };
}

/** `reminder submitChronology ×4, session due`: ids only, for the timer's summary. */
export function countWords(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => (count > 1 ? `${word} ×${count}` : word)).join(', ');
}

/** Gives every reminder that has fallen since the last ones; of several of one task only the latest. */
export function remind(draft: Draft): void {
  const { state, policy, calendar, at } = draft;
  const fallen = (on: PlainDate): boolean => nineOClock(on) > state.remindedTo && nineOClock(on) <= at;

  const reminders: ReminderGiven[] = [];
  for (const task of openTasks(state)) {
    const latest = reminderDays(task, state, policy, calendar)
      .filter((day) => fallen(day.on))
      .at(-1);
    if (latest !== undefined) reminders.push({ taskId: task.id, owner: task.owner, overdue: latest.overdue });
  }
  let sessionDueOn: PlainDate | null = null;
  for (const on of sessionDueDays(state, policy, calendar)) {
    if (nineOClock(on) > at) break;
    if (fallen(on)) sessionDueOn = state.sessionDueOn;
  }
  const eve = eveOf(state, calendar);

  if (reminders.length > 0) {
    draft.emit({ type: 'remindersGiven', reminders });
    sendDigests(draft, reminders);
    escalate(draft, reminders);
  }
  if (sessionDueOn !== null) {
    const workingDaysLeft = workingDaysBetween(calendar, draft.today, sessionDueOn);
    draft.emit({ type: 'sessionDueReminded', workingDaysLeft });
    for (const owner of ['administrators', 'businessManager'] as const) {
      draft.tell('sessionDue', owner, { dueOn: sessionDueOn, workingDaysLeft });
    }
  }
  if (eve !== null && fallen(eve)) {
    draft.emit({ type: 'eveReminded' });
    const data = sessionInEmail(draft.state);
    for (const each of attendees(draft.state)) {
      if (each.response !== 'notAttending') draft.tell('sessionEve', each.id, data);
    }
    for (const each of facilitators(draft.state)) draft.tell('sessionEve', each.id, data);
  }
}

const inEmail = (state: CaseState, reminders: readonly ReminderGiven[]): EmailData => ({
  tasks: reminders.flatMap(({ taskId, overdue }) => {
    const task = findTask(state, taskId);
    return task === null ? [] : [taskInEmail(task, overdue)];
  }),
});

/** All of one person's reminders of this case and day go in one email. */
function sendDigests(draft: Draft, reminders: readonly ReminderGiven[]): void {
  const { state } = draft;
  const byRecipient = new Map<OwnerId, ReminderGiven[]>();
  for (const reminder of reminders) {
    const named =
      reminder.owner === 'facilitators' ? facilitators(state).map((each) => each.id) : [reminder.owner];
    const recipients: readonly OwnerId[] = named.length > 0 ? named : ['administrators'];
    for (const recipient of recipients) {
      byRecipient.set(recipient, [...(byRecipient.get(recipient) ?? []), reminder]);
    }
  }
  for (const [recipient, theirs] of byRecipient) {
    const kinds = new Set(theirs.map((each) => findTask(state, each.taskId)?.kind));
    const only = kinds.size === 1 ? [...kinds][0] : undefined;
    const kind =
      only === 'recordFollowUp'
        ? 'followUpDue'
        : only === 'reviewActions'
          ? 'reviewDue'
          : ('reminder' as const);
    draft.tell(kind, recipient, inEmail(state, theirs));
  }
}

type Above = 'facilitators' | 'administrators' | 'businessManager';

/** Overdue once: whoever stands above the owner; overdue twice and more: the business manager. */
function above(state: CaseState, reminder: ReminderGiven): Above {
  if (reminder.overdue > 1) return 'businessManager';
  if (reminder.owner === 'administrators') return 'businessManager';
  if (reminder.owner === 'facilitators') return 'administrators';
  const owner = findParticipant(state, reminder.owner);
  if (owner !== null && hasRole(owner, 'facilitator')) return 'administrators';
  return facilitators(state).length > 0 ? 'facilitators' : 'administrators';
}

function escalate(draft: Draft, reminders: readonly ReminderGiven[]): void {
  const overdue = reminders.filter((each) => each.overdue > 0);
  for (const to of ['facilitators', 'administrators', 'businessManager'] as const) {
    const theirs = overdue.filter((each) => above(draft.state, each) === to);
    if (theirs.length === 0) continue;
    draft.emit({ type: 'escalated', taskIds: theirs.map((each) => each.taskId), to });
    const owners = [...new Set(theirs.map((each) => ownerWord(draft.state, each.owner)))];
    const only = owners.length === 1 ? owners[0] : undefined;
    draft.tell('overdueCopy', to, {
      ...inEmail(draft.state, theirs),
      ...(only === undefined ? {} : { about: only }),
    });
  }
}
