/** The case as its caller sees it, and finding the case that an address names. */
import { caseView, mayEnterCase, maySeeCase, viewerOf } from '../../domain/access/index.ts';
import type { Viewer } from '../../domain/access/index.ts';
import { londonDateTime } from '../../domain/calendar/index.ts';
import { allowedSteps } from '../../domain/case/index.ts';
import type { Actor } from '../../domain/case/commands.ts';
import type { CaseRecord, Person } from '../../records/types.ts';
import { readAtArrival } from '../middleware/bearer.ts';
import { notFound } from '../problem.ts';
import { isReference } from '../reference.ts';
import type { Services } from '../services.ts';
import type { Call, Reply } from './resource.ts';

export interface CaseSeen {
  readonly record: CaseRecord;
  readonly viewer: Viewer;
}

export const actorOf = ({ id, name, email, roles }: Person): Actor => ({ personId: id, name, email, roles });

/**
 * The case, whoever asks; null where there is none.
 * @param sees whether it exists for this caller. Where it does not, the attempt is put on its audit
 */
async function findCase(
  { records }: Pick<Services, 'records'>,
  call: Call,
  sees: (viewer: Viewer) => boolean,
): Promise<CaseSeen | null> {
  const reference = call.param('reference');
  if (!isReference(reference)) return null;
  const record = readAtArrival(call.req, reference)?.record ?? (await records.findCase(reference));
  if (record === null) return null;
  const { person, seesAs = [] } = call;
  const viewer = viewerOf(record.state, { ...person, roles: [...person.roles, ...seesAs] }, record.now);
  if (sees(viewer)) return { record, viewer };
  await records.audit({ reference, personId: call.person.id, what: 'refused case: not-found', why: null });
  return null;
}

/** @throws {Problem} 404 where there is no such case, or none for this caller. */
export async function seeCase(services: Pick<Services, 'records'>, call: Call): Promise<CaseSeen> {
  const seen = await findCase(services, call, maySeeCase);
  if (seen === null) throw notFound();
  return seen;
}

/** As `seeCase`, for every call but reading the case: an operator sees no more than its header. */
export async function enterCase(services: Pick<Services, 'records'>, call: Call): Promise<CaseSeen> {
  const seen = await findCase(services, call, mayEnterCase);
  if (seen === null) throw notFound();
  return seen;
}

/** Puts on the case's audit that its data were looked at, before they are given. */
export async function auditView(
  { records }: Pick<Services, 'records'>,
  { person }: Call,
  { state }: CaseRecord,
  what: 'case' | 'answers' | 'timeline' | 'file',
): Promise<void> {
  await records.audit({ reference: state.reference, personId: person.id, what: `view ${what}`, why: null });
}

/** What the API answers of a case. @param request the newest, of which the caller's part is shown */
export function viewOfCase(
  { engine }: Pick<Services, 'engine'>,
  person: Person,
  { state, now }: CaseRecord,
  request: object | null,
): object {
  const viewer = viewerOf(state, person, now);
  if (!maySeeCase(viewer)) {
    // Only after a step that took the case out of its taker's sight.
    const { reference, stage, outcome, version } = state;
    return { reference, stage, outcome, version, now: londonDateTime(now) };
  }
  return caseView(state, viewer, {
    now,
    request,
    allowedSteps: allowedSteps(state, actorOf(person), now),
    temporalUrl: engine.links.case(state.reference),
  });
}

/** The case as an answer, with its version. */
export function caseReply(
  services: Pick<Services, 'engine'>,
  person: Person,
  record: CaseRecord,
  request: object | null,
): Reply {
  return {
    status: 200,
    headers: { ETag: `"${record.state.version}"` },
    body: viewOfCase(services, person, record, request),
  };
}
