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
      involvedEarlier: await involvedEarlier(db, reference),
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

/**
 * Facilitators who were ever on another case of a child of this one, by surname and date of birth. Each is asked for
 * until one such case is found, not all of them.
 */
async function involvedEarlier(db: Statements, reference: string): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT f.person_id::text AS id
    FROM facilitator f JOIN person p ON p.id = f.person_id
    WHERE EXISTS (
      SELECT FROM subject_name mine
      JOIN subject_name theirs USING (surname, date_of_birth)
      JOIN participant o ON o.reference = theirs.reference AND o.email = lower(p.email)
      WHERE mine.reference = ${reference} AND theirs.reference <> ${reference} AND o.joined_on IS NOT NULL)`;
  return new Set(rows.map(({ id }) => id));
}

async function existing(db: Statements, body: object): Promise<ReadonlySet<string>> {
  const named = 'existingReference' in body ? body.existingReference : undefined;
  if (typeof named !== 'string') return new Set();
  const found = await db.$queryRaw<{ reference: string }[]>`
    SELECT reference FROM "case" WHERE reference = ${named}`;
  return new Set(found.map(({ reference }) => reference));
}
