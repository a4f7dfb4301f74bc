/** A file of a case, for whoever may read an answer that names it: by the API and by the pages. */
import { mayReadFile, mayReadTakenBack } from '../../../domain/access/index.ts';
import type { CaseRecord } from '../../../records/types.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { auditView, enterCase } from '../case-view.ts';
import type { Call } from '../resource.ts';
import { attachment } from './attachment.ts';

interface FileFound {
  readonly record: CaseRecord;
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** @throws {Problem} 404 where there is no such file, or none for this caller. */
export async function findFile({ records }: Services, call: Call): Promise<FileFound> {
  const { record, viewer } = await enterCase({ records }, call);
  const { state } = record;
  const file = await records.findFile(state.reference, call.param('id'));
  if (file === null) throw notFound();
  const { sentBy, answerIds } = file;
  const all = answerIds.length === 0 ? [] : await records.everyAnswer(state.reference);
  const answers = all.filter(
    (answer) =>
      answerIds.includes(answer.id) && (answer.takenBackAt === null || mayReadTakenBack(viewer, answer)),
  );
  if (answers.length === 0 && answerIds.length > 0) throw notFound();
  if (!mayReadFile(viewer, state, { sentBy, answers })) throw notFound();
  return { record, ...file };
}

/** Its content as an attachment, once it is on the audit that it was looked at. */
export async function fetched(
  services: Services,
  call: Call,
  { record, name, type, content }: FileFound,
): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly content: Buffer }> {
  await auditView(services, call, record, 'file');
  return { headers: { 'Content-Type': type, 'Content-Disposition': attachment(name) }, content };
}
