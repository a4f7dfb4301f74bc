/** Taking a file in: for a case in which a step that takes one is open to its sender. By the API and by the pages. */
import { mayUpload } from '../../../domain/access/index.ts';
import { allowedSteps } from '../../../domain/case/index.ts';
import type { Person, Records } from '../../../records/types.ts';
import { Problem, invalid } from '../../problem.ts';
import { actorOf } from '../case-view.ts';
import type { CaseSeen } from '../case-view.ts';
import { forbidden } from '../forbid.ts';
import { FILE_KINDS, hasKnownEnding, kindOf, nameAgrees } from './file-kind.ts';
import type { FileKind } from './file-kind.ts';

interface Upload {
  readonly name: string;
  readonly content: Buffer;
}

interface AcceptedFile extends Upload {
  readonly type: string;
}

/** @throws {Problem} 403 */
export function requireUpload({ record: { state, now }, viewer }: CaseSeen, person: Person): void {
  if (!mayUpload(state, viewer, allowedSteps(state, actorOf(person), now))) {
    throw forbidden('No step that takes a file is open to you now.');
  }
}

/** @returns null for an empty file. @throws {Problem} 415 where its content is none that is taken; 413 where it would unpack too large. */
export async function acceptedKind({ name, content }: Upload): Promise<FileKind | null> {
  if (content.length === 0) return null;
  const { kind } = await kindOf(content);
  if (kind === 'unpacksTooLarge')
    throw new Problem('too-large', 'This document is too large when it is opened.');
  // Any text looks like plain text: what is named as something else is something else.
  if (kind === 'other' || (kind === 'txt' && !hasKnownEnding(name))) {
    throw new Problem(
      'unsupported-media-type',
      'Send a PDF, a Word document (docx), an OpenDocument text (odt) or plain text (txt, in UTF-8).',
    );
  }
  return kind;
}

/** @throws {Problem} 422 */
export function accepted(upload: Upload, kind: FileKind | null): AcceptedFile {
  if (kind === null) throw invalid([{ field: 'file', message: 'The file is empty' }]);
  if (!nameAgrees(upload.name, kind)) {
    throw invalid([
      { field: 'file', message: `Its content is ${kind}, and its name does not end in .${kind}` },
    ]);
  }
  return { ...upload, type: FILE_KINDS[kind] };
}

/** Keeps it for the case; nobody else reads it until an answer names it. */
export function keptFile(
  records: Pick<Records, 'keepFile'>,
  reference: string,
  sentBy: Person,
  { name, type, content }: AcceptedFile,
): Promise<{ readonly id: string; readonly name: string; readonly size: number }> {
  return records.keepFile({ reference, sentBy: sentBy.id, name, type, content });
}
