/** Files that forms name by id: kept in the database, in the case they were sent to. */
import { randomUUID } from 'node:crypto';
import type { Fault } from '../domain/forms/index.ts';
import type { Statements } from './statements.ts';
import { UUID } from './cursor.ts';
import type { Records } from './types.ts';

type NewFile = Parameters<Records['keepFile']>[0];

export interface NamedFile {
  readonly field: string;
  readonly id: string;
}

/**
 * Faults of files that do not exist in this case, or that neither this account sent nor an earlier answer of the same
 * participant names: whoever knows an id must not get at another's file by naming it.
 */
export async function fileFaults(
  db: Statements,
  named: readonly NamedFile[],
  {
    reference,
    personId,
    givenBy,
  }: { readonly reference: string; readonly personId: string; readonly givenBy: string },
): Promise<readonly Fault[]> {
  if (named.length === 0) return [];
  const ids = named.map(({ id }) => id).filter((id) => UUID.test(id));
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT f.id::text FROM file f
    WHERE f.id = ANY (${ids}::uuid[]) AND f.reference = ${reference}
      AND (f.sent_by = ${personId}::uuid OR EXISTS (
        SELECT FROM answer_file n JOIN answer a ON a.id = n.answer_id
        WHERE n.file_id = f.id AND a.given_by = ${givenBy}))`;
  const usable = new Set(rows.map(({ id }) => id));
  return named
    .filter(({ id }) => !usable.has(id))
    .map(({ field }) => ({ field, message: 'There is no such file here. Upload it first' }));
}

export async function keepFile(
  db: Statements,
  { reference, sentBy, name, type, content }: NewFile,
  realNow: number,
): Promise<{ readonly id: string; readonly name: string; readonly size: number }> {
  const file = { id: randomUUID(), name, size: content.length };
  const sentAt = new Date(realNow).toISOString();
  await db.$executeRaw`
    INSERT INTO file (id, reference, sent_by, sent_at, name, type, size, content)
    VALUES (${file.id}::uuid, ${reference}, ${sentBy}::uuid, ${sentAt}::timestamptz, ${name}, ${type}, ${file.size}, ${content})`;
  return file;
}

export async function findFile(
  db: Statements,
  reference: string,
  id: string,
): ReturnType<Records['findFile']> {
  if (!UUID.test(id)) return null;
  const [file] = await db.$queryRaw<NonNullable<Awaited<ReturnType<Records['findFile']>>>[]>`
    SELECT f.name, f.type, f.size, f.content, f.sent_by::text AS "sentBy",
      ARRAY(SELECT n.answer_id::text FROM answer_file n WHERE n.file_id = f.id) AS "answerIds"
    FROM file f WHERE f.id = ${id}::uuid AND f.reference = ${reference}`;
  return file ?? null;
}

export async function fileNames(
  db: Statements,
  { reference, ids, sentBy }: Parameters<Records['fileNames']>[0],
): Promise<ReadonlyMap<string, string>> {
  const known = ids.filter((id) => UUID.test(id));
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT id::text, name FROM file
    WHERE id = ANY (${known}::uuid[]) AND reference = ${reference} AND sent_by = ${sentBy}::uuid`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
