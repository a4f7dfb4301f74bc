/** Proposing and deciding, for the pages and the JSON API alike: what is kept is told, and what is left to do is done. */
import type { ApprovalKind, Decision } from '../domain/approvals/kinds.ts';
import type { Approval, CaseToTell, Person, Records } from '../records/types.ts';
import { forbidden } from './json/forbid.ts';
import { Problem, notFound } from './problem.ts';
import type { Services } from './services.ts';

type Using = Pick<Services, 'records' | 'engine'>;
type Proposing = Omit<Parameters<Records['proposeApproval']>[0], 'person'>;

/** @throws {Problem} 403, 404; 409 where one like it is open, or it does not fit the case */
export async function propose(services: Using, person: Person, proposing: Proposing): Promise<Approval> {
  const result = await services.records.proposeApproval({ ...proposing, person });
  switch (result.type) {
    case 'proposed':
      tell(services, result.toTell);
      return result.approval;
    case 'open':
      throw new Problem(
        'step-not-allowed',
        'This is proposed for the case already, and waits to be decided.',
      );
    case 'misfit':
      throw new Problem('step-not-allowed', `${result.why}.`);
    case 'forbidden':
      throw forbidden(result.why);
    case 'notFound':
      throw notFound();
  }
}

/** @throws {Problem} 403, 404; 409 where it is decided already, or does not fit the case any more */
export async function decide(
  services: Using,
  person: Person,
  deciding: { readonly id: string; readonly decision: Decision; readonly note: string | null },
): Promise<Approval> {
  const result = await services.records.decideApproval({ ...deciding, person });
  switch (result.type) {
    case 'decided':
      tell(services, result.toTell);
      await services.engine.carryOut(result.approval);
      return (await services.records.findApproval(deciding.id)) ?? result.approval;
    case 'already':
      throw new Problem('step-not-allowed', 'Somebody has decided this already.');
    case 'misfit':
      throw new Problem('step-not-allowed', `This no longer fits the case: ${result.why}.`);
    case 'forbidden':
      throw forbidden(result.why);
    case 'notFound':
      throw notFound();
  }
}

/** Behind the answer: a case that could not be told is told by the schedule. */
function tell({ engine }: Using, toTell: CaseToTell | null): void {
  if (toTell !== null) void engine.tell({ ...toTell, step: null });
}

/** Of a case, what may be proposed on its page and by the JSON API. */
export const CASE_REPAIRS = [
  'putDateRight',
  'undoStep',
  'retryEmail',
  'skipEmail',
  'rebuildWorkflow',
] as const satisfies readonly ApprovalKind[];
export type CaseRepair = (typeof CASE_REPAIRS)[number];
