/** The chains of the audit: each entry's hash covers the one before it. */
import type { Records } from '../../records/types.ts';
import type { Finding } from './finding.ts';

export async function lookAtAudit(records: Records): Promise<readonly Finding[]> {
  return (await records.brokenAuditChains()).map(({ reference, number }) => ({
    about: reference === '' ? 'Audit' : reference,
    kind: 'audit',
    what: `entry ${number} of its audit is missing, or was changed after it was written`,
    todo: 'Nobody may mend this: keep the database as it is and a backup of before, and find out who changed it',
    repair: null,
  }));
}
