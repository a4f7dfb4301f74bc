/** What a file is, by what is in it; its name only has to agree. */
import { fileTypeFromBuffer } from 'file-type';
import { storedContent, zipDirectory } from './zip-directory.ts';

/** The types that the forms take, by the ending of their names. */
export const FILE_KINDS = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
  txt: 'text/plain; charset=utf-8',
} as const;
export type FileKind = keyof typeof FILE_KINDS;

/** What a document may become when it is opened. */
const MAX_UNPACKED_BYTES = 200 * 1024 * 1024;
const MAX_ENTRIES = 5000;

export type Kind =
  | { readonly kind: FileKind }
  | { readonly kind: 'other' }
  /** A document that would fill whoever opens it. */
  | { readonly kind: 'unpacksTooLarge' };

/** @param content whole; nothing of it is unpacked or run. */
export async function kindOf(content: Buffer): Promise<Kind> {
  if (content.subarray(0, 2).toString('latin1') === 'PK') return kindOfZip(content);
  const known = await fileTypeFromBuffer(content);
  if (known?.ext === 'pdf') return { kind: 'pdf' };
  return { kind: known === undefined && isText(content) ? 'txt' : 'other' };
}

function kindOfZip(content: Buffer): Kind {
  const entries = zipDirectory(content);
  if (entries === null) return { kind: 'other' };
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0);
  if (entries.length > MAX_ENTRIES || unpacked > MAX_UNPACKED_BYTES) return { kind: 'unpacksTooLarge' };
  const names = new Set(entries.map(({ name }) => name));
  const first = entries.find(({ name }) => name === 'mimetype');
  if (first !== undefined) {
    const type = storedContent(content, first)?.toString('latin1').trim();
    return { kind: type === FILE_KINDS.odt && names.has('content.xml') ? 'odt' : 'other' };
  }
  const isWord = names.has('[Content_Types].xml') && names.has('word/document.xml');
  // A document with macros is another type, and so is one that nobody can look into.
  const isPlain = !names.has('word/vbaProject.bin') && !entries.some(({ encrypted }) => encrypted);
  return { kind: isWord && isPlain ? 'docx' : 'other' };
}

/** UTF-8 without control characters, but for tabs, line breaks and form feeds. */
function isText(content: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return !/[\p{Cc}--[\t\n\r\f]]/v.test(text);
  } catch {
    return false;
  }
}

/** Whether a file of this name may be of this kind: its ending says so. */
export const nameAgrees = (name: string, kind: FileKind): boolean => name.toLowerCase().endsWith(`.${kind}`);

/** Whether the ending is one of those that are taken. */
export const hasKnownEnding = (name: string): boolean =>
  Object.keys(FILE_KINDS).some((ending) => name.toLowerCase().endsWith(`.${ending}`));
