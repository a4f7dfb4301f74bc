/** What the rules of few steps look at besides the case: fetched for those steps only. */
import type { ListedFacilitator, Surroundings } from '../domain/case/commands.ts';
import type { StepBody } from '../domain/forms/index.ts';
import type { CaseStepId } from '../domain/process/vocabulary.ts';
import { newestRequest } from './answers.ts';
import type { Statements } from './statements.ts';

type Fetched = Pick<Surroundings, 'facilitators' | 'request' | 'existingReferences' | 'involvedEarlier'>;

export const NO_SURROUNDINGS: Fetched = {
  facilitators: new Map(),
  request: null,
  existingReferences: new Set(),
  involvedEarlier: new Set(),
};

export async function surroundingsFor(
  db: Statements,
  reference: string,
  step: CaseStepId,
  body: StepBody<CaseStepId>,
): Promise<Fetched> {
  if (step === 'appointFacilitators') {
    return {
      ...NO_SURROUNDINGS,
      facilitators: await activeFacilitators(db),
      involvedEarlier: await involvedEarlier(db),
    };
  }
  if (step === 'recordTrackerEntry')
    return { ...NO_SURROUNDINGS, request: await newestRequest(db, reference) };
  if (step === 'decideRequest') return { ...NO_SURROUNDINGS, existingReferences: await existing(db, body) };
  return NO_SURROUNDINGS;
}

async function activeFacilitators(db: Statements): Promise<ReadonlyMap<string, ListedFacilitator>> {
  const rows = await db.$queryRaw<ListedFacilitator[]>`
    SELECT p.id::text, p.name, p.email, f.telephone, f.agency, NULL AS "agencyDetail", f.organisation
    FROM facilitator f JOIN person p ON p.id = f.person_id
    WHERE f.active AND p.disabled_at IS NULL`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Facilitators who were ever on another case of a child of this one. Of other cases a step learns that, and no more. */
async function involvedEarlier(db: Statements): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`SELECT id::text FROM involved_earlier() AS id`;
  return new Set(rows.map(({ id }) => id));
}

async function existing(db: Statements, body: object): Promise<ReadonlySet<string>> {
  const named = 'existingReference' in body ? body.existingReference : undefined;
  if (typeof named !== 'string') return new Set();
  const [found] = await db.$queryRaw<{ exists: boolean }[]>`SELECT is_case(${named}) AS exists`;
  return new Set(found?.exists === true ? [named] : []);
}
