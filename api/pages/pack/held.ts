/** Reads everything in a case that a pack about one person may be made of. */
import { isAdministrator } from '../../../domain/case/index.ts';
import type { PackPerson } from '../../../domain/pack/people.ts';
import { enterCase } from '../../json/case-view.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import type { Call } from '../../json/resource.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { requestAmong, shownCase } from '../case/seen.ts';
import type { CaseShown } from '../case/case-words.ts';
import type { KeptAnswerOfStep } from '../../../records/types.ts';
import type { Held } from './contents.ts';

/** More than any case has. */
const ALL = 10_000;

export interface CaseHeld {
  readonly seen: CaseSeen;
  readonly shown: CaseShown;
  /** Newest first, also those that were taken back. */
  readonly all: readonly KeptAnswerOfStep[];
}

/** @throws {Problem} 404 for everybody but those who run the process */
export async function caseHeld(services: Services, call: Call): Promise<CaseHeld> {
  const seen = await enterCase(services, call);
  if (!isAdministrator(call.person)) throw notFound();
  const { reference } = seen.record.state;
  const all = await services.records.everyAnswer(reference);
  const counting = all.filter(({ takenBackAt }) => takenBackAt === null);
  return { seen, shown: shownCase(services, call.person, seen, requestAmong(counting)), all };
}

/** With what else there is of this person, once it is on the audit that it was looked at. */
export async function personHeld(
  { records }: Services,
  { person }: Call,
  { seen, shown, all }: CaseHeld,
  subject: PackPerson,
): Promise<Held> {
  const { state } = seen.record;
  await records.audit({ reference: state.reference, personId: person.id, what: 'view pack', why: null });
  const email = state.participants.find(({ id }) => id === subject.key)?.email ?? null;
  const account = email === null ? null : await records.findPersonByEmail(email);
  const [timeline, log] = await Promise.all([
    records.timeline(state.reference, null, ALL),
    account === null ? null : records.accessLog(state.reference, null, ALL),
  ]);
  return { seen, shown, all, timeline: timeline.rows, account, log: log?.rows ?? [] };
}
