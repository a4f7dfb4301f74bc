/** Files that forms name by id: kept in the database, in the case they were sent to. */
import { randomUUID } from 'node:crypto';
import type { Fault } from '../domain/forms/index.ts';
import type { Transaction } from './database.ts';
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
  db: Transaction,
  { reference, sentBy, name, type, content }: NewFile,
  realNow: number,
): Promise<{ readonly id: string; readonly name: string; readonly size: number }> {
  const file = { id: randomUUID(), name, size: content.length };
  const bytes = new Uint8Array(content);
  await db.file.create({
    data: { ...file, reference, sentBy, type, content: bytes, sentAt: new Date(realNow) },
    select: { id: true },
  });
  return file;
}

export async function findFile(
  db: Transaction,
  reference: string,
  id: string,
): ReturnType<Records['findFile']> {
  if (!UUID.test(id)) return null;
  const file = await db.file.findFirst({
    where: { id, reference },
    include: { answers: { select: { answerId: true } } },
  });
  if (file === null) return null;
  const { name, type, size, content, sentBy, answers } = file;
  return {
    name,
    type,
    size,
    content: Buffer.from(content),
    sentBy,
    answerIds: answers.map(({ answerId }) => answerId),
  };
}

export async function fileNames(
  db: Transaction,
  { reference, ids, sentBy }: Parameters<Records['fileNames']>[0],
): Promise<ReadonlyMap<string, string>> {
  const known = ids.filter((id) => UUID.test(id));
  const rows = await db.file.findMany({
    where: { id: { in: known }, reference, sentBy },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
