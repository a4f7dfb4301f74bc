/** Files of a step's form: each is kept as soon as it is accepted, whatever else is wrong with the form. */
import { z } from 'zod';
import type { Fault } from '../../../domain/forms/index.ts';
import { onceOnly } from '../../middleware/idempotency.ts';
import { accepted, acceptedKind, keptFile, requireUpload } from '../../json/files/keep-file.ts';
import { fileName, uploadHash } from '../../json/files/multipart.ts';
import { Problem } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { fileIds } from '../case/seen.ts';
import { formModel } from '../form/model.ts';
import { bodyOf } from '../form/to-body.ts';
import { onceByForm } from '../once.ts';
import type { PageCall } from '../page.ts';
import type { PostedFile } from '../posted.ts';
import type { Typed } from '../typed.ts';
import type { StepAsked } from './asked.ts';

export interface Uploaded {
  /** With the files' ids in their fields. */
  readonly typed: Typed;
  readonly faults: readonly Fault[];
}

/** @param typed the form's own answers */
export async function withUploads(
  services: Services,
  call: PageCall,
  asked: StepAsked,
  typed: Typed,
): Promise<Uploaded> {
  const withIds = new Map(typed);
  const faults: Fault[] = [];
  for (const [field, file] of call.files) {
    if (!isAsked(asked, typed, field)) continue;
    requireUpload(asked.seen, call.person);
    try {
      withIds.set(field, [await keepOnce(services, call, asked, { field, file })]);
    } catch (error) {
      if (!(error instanceof Problem) || !TOLD_AT_THE_FIELD.includes(error.problem)) throw error;
      faults.push({ field, message: error.parts.errors?.[0]?.message ?? error.message });
    }
  }
  return { typed: withIds, faults };
}

const TOLD_AT_THE_FIELD: readonly Problem['problem'][] = ['invalid', 'unsupported-media-type', 'too-large'];
const A_FILE = 'a-file';

/** Whether the form, as it is filled in, asks for a file there. */
function isAsked({ step }: StepAsked, typed: Typed, field: string): boolean {
  return fileIds(bodyOf(formModel(step), new Map(typed).set(field, [A_FILE]))).includes(A_FILE);
}

const kept = z.object({ id: z.string() });

/** The same file sent again with the same form is the same file. @returns its id. @throws {Problem} 413, 415, 422 */
async function keepOnce(
  { records }: Services,
  call: PageCall,
  { seen }: StepAsked,
  { field, file }: { readonly field: string; readonly file: PostedFile },
): Promise<string> {
  const { person } = call;
  const { content } = file;
  const name = fileName(file.name);
  if (content === null) throw new Problem('too-large', 'A file may have 20 MB at most');
  if (name === null)
    throw new Problem(
      'invalid',
      'Give the file a name of at most 255 characters, without control characters',
    );
  const upload = accepted({ name, content }, await acceptedKind({ name, content }));
  const scope = onceByForm(call, uploadHash({ name, content }));
  const once = scope === null ? null : { ...scope, address: `${scope.address} ${field} ${scope.bodyHash}` };
  const { body } = await onceOnly(records, once, async () => ({
    status: 201,
    headers: {},
    body: await keptFile(records, seen.record.state.reference, person, upload),
  }));
  return kept.parse(body).id;
}
