/** The policy in force: its periods, and when who is reminded. */
import { POLICY } from '../../domain/process/policy.ts';
import type { ReminderRule } from '../../domain/process/policy.ts';
import { page, table } from './markdown.ts';

export function deadlinesReference(): string {
  const { standard, followUp } = POLICY.reminders;
  const { before, every } = POLICY.sessionDueReminders;
  return page('Deadlines and reminders', '`domain/process/policy.ts`', [
    `Policy version ${POLICY.version}. A case keeps the policy that it was accepted under. Working days leave out weekends, the public holidays of England and Wales, and local closures. Reminders go out at 09:00 in London on a working day.`,
    '## Periods, in working days',
    table(
      ['Period', 'Working days'],
      Object.entries(POLICY.workingDays).map(([name, days]) => [`\`${name}\``, String(days)]),
    ),
    '## Other periods',
    table(
      ['Period', 'Length'],
      [
        ['Follow-up after the session', `${POLICY.followUpMonths} calendar months`],
        ['Chronologies usually reach back', `${POLICY.chronologyMonths} months before the request`],
        ['Practitioners read on after closing', `${POLICY.accessAfterClosingDays} days`],
      ],
    ),
    '## Reminders of tasks',
    table(
      ['', 'Standard', 'Follow-up'],
      REMINDERS.map(([name, words]) => [name, words(standard), words(followUp)]),
    ),
    '## Reminders of the session’s due date',
    `To administrators and the business manager: ${listed(before)} working days before it, on the day, then every ${every} working days until the session is held.`,
  ]);
}

const listed = (days: readonly number[]): string => days.join(' and ');

const REMINDERS: readonly (readonly [string, (rule: ReminderRule) => string])[] = [
  ['Working days before the due date', ({ before }) => listed(before)],
  ['On the due date', ({ onDueDate }) => (onDueDate ? 'yes' : 'no')],
  [
    'Overdue',
    ({ overdue: { first, every, most } }) =>
      `after ${first} working day${first === 1 ? '' : 's'}, then every ${every}, at most ${most} times`,
  ],
  ['On the day it opens', ({ onOpeningDay }) => (onOpeningDay ? 'yes' : 'no')],
];
