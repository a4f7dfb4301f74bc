/** Proposing from a page what a second person decides. */
import { isDeepStrictEqual } from 'node:util';
import type { ApprovalDetails, ApprovalKind } from '../../../domain/approvals/kinds.ts';
import { propose } from '../../approvals.ts';
import { Problem } from '../../problem.ts';
import type { Services } from '../../services.ts';
import type { PageCall } from '../page.ts';
import { FormRefused } from '../small-form/small-form.ts';

/**
 * The address of the proposal; of the same one again where the form is sent twice.
 * @throws {FormRefused} where it does not fit the case, or another one waits
 * @throws {Problem} 403, 404
 */
export async function proposeFrom<K extends ApprovalKind>(
  services: Services,
  { person }: PageCall,
  proposal: {
    readonly kind: K;
    readonly reference: string;
    readonly details: ApprovalDetails<K>;
    readonly why: string;
  },
): Promise<string> {
  const { kind, reference, details, why } = proposal;
  const open = await services.records.openApprovals(reference);
  const same = open.find(
    (each) =>
      each.kind === kind &&
      each.proposedBy?.id === person.id &&
      each.why === why &&
      isDeepStrictEqual(each.details, details),
  );
  try {
    const { id } = same ?? (await propose(services, person, proposal));
    return `/approvals/${id}`;
  } catch (error) {
    if (error instanceof Problem && error.problem === 'step-not-allowed') {
      throw new FormRefused({ field: 'form', text: error.message });
    }
    throw error;
  }
}
