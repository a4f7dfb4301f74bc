/** Reads an upload: exactly one part, a file named `file`, of at most 20 MB, counted while it comes in. */
import { createHash } from 'node:crypto';
import busboy from 'busboy';
import type { Request } from 'express';
import { Problem } from '../../problem.ts';

const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** Boundaries and headers around the one file. */
const MAX_AROUND_BYTES = 64 * 1024;

export interface Uploaded {
  readonly name: string;
  readonly content: Buffer;
}

/** What came: the one file, or why it is none (422). */
export type Upload = { readonly file: Uploaded } | { readonly fault: string };

/** @throws {Problem} 413 over 20 MB; 415 where it is no multipart/form-data; 400 where it breaks off. */
export async function readUpload(req: Request): Promise<Upload> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_FILE_BYTES + MAX_AROUND_BYTES) throw tooLarge();
  if (!/^multipart\/form-data(?:\s*;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send multipart/form-data with one part named "file".');
  }
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send the file as it is, without a Content-Encoding.');
  }
  return new Promise((resolve, reject) => {
    const files: { field: string; name: string | null; chunks: Buffer[] }[] = [];
    let others = 0;
    let received = 0;
    let parser: busboy.Busboy;
    const fail = (problem: unknown): void => {
      req.unpipe(parser);
      // What is still to come is let by, so that the answer can be read.
      req.resume();
      reject(problem instanceof Error ? problem : brokenOff());
    };
    try {
      parser = busboy({
        headers: req.headers,
        defParamCharset: 'utf8',
        limits: { fileSize: MAX_FILE_BYTES + 1, files: 3, fields: 3, fieldSize: 1024, parts: 4 },
      });
    } catch {
      req.resume();
      reject(brokenOff());
      return;
    }
    parser.on('file', (field, stream, info) => {
      const file = { field, name: fileName(info.filename), chunks: [] as Buffer[] };
      files.push(file);
      stream.on('limit', () => {
        fail(tooLarge());
      });
      stream.on('data', (chunk: Buffer) => file.chunks.push(chunk));
      stream.on('error', fail);
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      parser.on(limit, () => (others += 1));
    parser.on('field', () => (others += 1));
    parser.on('error', () => {
      fail(brokenOff());
    });
    parser.on('close', () => {
      const [file, ...more] = files;
      if (file?.field !== 'file' || more.length > 0 || others > 0) {
        resolve({ fault: 'Send exactly one part, named "file"' });
      } else if (file.name === null) {
        resolve({ fault: 'Give the file a name of at most 255 characters, without control characters' });
      } else {
        resolve({ file: { name: file.name, content: Buffer.concat(file.chunks) } });
      }
    });
    req.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_FILE_BYTES + MAX_AROUND_BYTES) fail(tooLarge());
    });
    req.once('aborted', () => {
      fail(brokenOff());
    });
    req.pipe(parser);
  });
}

/** As it is kept; null where it cannot be. busboy has taken folders off already. */
export function fileName(given: string | undefined): string | null {
  const name = given?.normalize('NFC').trim() ?? '';
  return name === '' || name.length > 255 || /\p{Cc}|\p{Cf}/u.test(name) || !name.isWellFormed()
    ? null
    : name;
}

const tooLarge = (): Problem => new Problem('too-large', 'A file may have 20 MB at most.');
const brokenOff = (): Problem =>
  new Problem('invalid', 'The upload is not whole.', {
    status: 400,
    errors: [{ field: 'file', message: 'Send the file again' }],
  });

/** Stands for what was sent: the boundary between parts is another each time, name and content are not. */
export const uploadHash = ({ name, content }: Uploaded): object => ({
  name,
  sha256: createHash('sha256').update(content).digest('hex'),
});
