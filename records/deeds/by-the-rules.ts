/** A deed that changes its case: the rules decide it like any command, and it is written like a step. */
import type { Command, Decision } from '../../domain/case/commands.ts';
import { decide, nextDue, timelineOf } from '../../domain/case/index.ts';
import type { ApprovalKind } from '../../domain/approvals/kinds.ts';
import { POLICY, policyOf } from '../../domain/process/policy.ts';
import type { WorkingCalendar } from '../../domain/calendar/types.ts';
import { clockOf } from '../case-row.ts';
import { emailsFor, type NewEmail } from '../outbox.ts';
import { NO_SURROUNDINGS } from '../surroundings.ts';
import { writeChange } from '../write-change.ts';
import type { CaseDeedCall } from './deed.ts';

type Applied = Extract<Decision, { type: 'applied' }>;

export interface Ruled {
  readonly decision: Applied;
  readonly calendar: WorkingCalendar;
}

/** What the rules make of it; why they refuse it, in words. */
export async function ruled(
  { db, keeping, row, realNow }: CaseDeedCall<ApprovalKind>,
  command: Command,
): Promise<Ruled | string> {
  const { state, newestCalendar, calendarVersion } = row;
  const calendar = await keeping.calendars.atLeast(db, Math.max(newestCalendar, calendarVersion));
  const decision = decide(state, command, {
    ...NO_SURROUNDINGS,
    at: clockOf(row, realNow),
    calendar,
    policy: POLICY,
    casePolicy: policyOf(state.policyVersion),
  });
  switch (decision.type) {
    case 'applied':
      return { decision, calendar };
    case 'refused':
    case 'forbidden':
      return decision.why;
    case 'invalid':
      return decision.faults.map(({ message }) => message).join('. ');
    case 'versionChanged':
      return 'The case has changed meanwhile';
  }
}

/** Writes it, with the emails that the rules and `besides` ask for. */
export async function writeRuled(
  { db, row, realNow }: CaseDeedCall<ApprovalKind>,
  { decision: { state, events, emails }, calendar }: Ruled,
  {
    personId,
    what,
    besides,
  }: {
    readonly personId: string;
    readonly what: string;
    readonly besides: (emails: readonly NewEmail[]) => readonly NewEmail[];
  },
): Promise<void> {
  const asked = await emailsFor(db, state, emails);
  await writeChange(db, {
    before: row.state,
    after: state,
    events,
    timeline: events.flatMap((event) => timelineOf(event, state) ?? []),
    emails: [...asked, ...besides(asked)],
    answer: null,
    nextDue: nextDue(state, policyOf(state.policyVersion), calendar),
    calendarVersion: null,
    kept: null,
    audit: { personId, what, why: null },
    realNow,
  });
}
