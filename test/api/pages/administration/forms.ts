/** What tests of forms that are no steps look at: the key of a showing, and what was put on the audit. */
import type { Answer, RunningApi } from '../../running-api.ts';

export const keyIn = ({ text }: Answer): string => /name="_key" value="([^"]+)"/.exec(text)?.[1] ?? '';

/** Of what is about no case, oldest first. */
export async function auditOf(api: RunningApi): Promise<readonly string[]> {
  const { rows } = await api.sql.query<{ what: string }>(
    `SELECT what FROM audit WHERE reference = '' ORDER BY number`,
  );
  return rows.map(({ what }) => what);
}
