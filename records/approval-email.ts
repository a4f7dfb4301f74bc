/** Who else may decide on a proposal, and the emails that ask them. */
import { randomUUID } from 'node:crypto';
import { APPROVAL_TABLE, type ApprovalKind } from '../domain/approvals/kinds.ts';
import type { Statements } from './statements.ts';
import type { NewEmail } from './outbox.ts';

interface Decider {
  readonly address: string;
  readonly role: string;
}

/** Whose account is not disabled, by address. */
export const othersWhoMayDecide = (
  db: Statements,
  kind: ApprovalKind,
  proposerId: string | null,
): Promise<readonly Decider[]> => db.$queryRaw<Decider[]>`
  SELECT p.email AS address, min(r.role) AS role
  FROM person p JOIN person_role r ON r.person_id = p.id
  WHERE r.role = ANY (${[...APPROVAL_TABLE[kind].approvers]}::text[])
    AND p.disabled_at IS NULL AND p.id IS DISTINCT FROM ${proposerId}::uuid
  GROUP BY p.email ORDER BY p.email`;

/** Each of them is told the kind only; the reference stands in every subject. */
export async function askToDecide(
  db: Statements,
  kind: ApprovalKind,
  proposerId: string | null,
): Promise<readonly NewEmail[]> {
  const others = await othersWhoMayDecide(db, kind, proposerId);
  return others.map(({ address, role }) => {
    const id = randomUUID();
    return {
      id,
      kind: 'approvalAsked',
      recipient: role === 'businessManager' ? 'businessManager' : 'administrators',
      address,
      data: { approval: kind },
      message_id: `<${id}@multi-agency-supervision>`,
    };
  });
}
