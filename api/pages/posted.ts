/** Reads what a form posted: its fields, and files where it has any. */
import busboy from 'busboy';
import type { Request } from 'express';
import { STRANGERS_BYTES, makeRoom } from '../middleware/back-pressure.ts';
import { Problem } from '../problem.ts';
import type { Typed } from './typed.ts';

export interface PostedFile {
  readonly name: string;
  /** Null where it is larger than is taken. */
  readonly content: Buffer | null;
}

export interface Posted {
  readonly typed: Typed;
  /** By field; fields left empty are absent. */
  readonly files: ReadonlyMap<string, PostedFile>;
}

const MEGABYTE = 1024 * 1024;
const MAX_FILE_BYTES = 20 * MEGABYTE;
/** A chronology of 500 full entries. */
const MAX_FIELDS_BYTES = 8 * MEGABYTE;
/** A form takes two files. A larger one is told at its field, and what was typed around it stays, while all of it is read. */
const MAX_POSTED_BYTES = 3 * MAX_FILE_BYTES + MAX_FIELDS_BYTES;
const MAX_FIELDS = 10_000;
const MAX_NAME_BYTES = 300;

/** Milliseconds. Whoever is not known keeps a place among the calls in hand no longer than this with a small form. */
const STRANGERS_WITHIN = 15_000;

/**
 * How much is taken, how much of it is held in memory, and within how many milliseconds where that is less than the
 * server gives every call: of `anybody` a form for signing in; of somebody who is `known` (by a session, also one that
 * lapsed) all; and where nobody can be known, because the records are away, what was `typed`, without files.
 */
const ALLOWANCES = {
  anybody: { bytes: STRANGERS_BYTES, held: STRANGERS_BYTES, files: 0, within: STRANGERS_WITHIN },
  known: { bytes: MAX_POSTED_BYTES, held: MAX_POSTED_BYTES, files: 10, within: null },
  typed: { bytes: MAX_POSTED_BYTES, held: MAX_FIELDS_BYTES, files: 0, within: null },
} as const;

/**
 * @throws {Problem} 413 where it is too large; 415 where it is no form; 400 where it breaks off or is too slow; 503
 * without room.
 */
export async function readPosted(req: Request, of: keyof typeof ALLOWANCES): Promise<Posted> {
  const type = req.headers['content-type'] ?? '';
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)(?:\s*;|$)/i.test(type)) {
    throw new Problem('unsupported-media-type', 'Send the form of the page.');
  }
  const { bytes: mostBytes, held, files: mostFiles, within } = ALLOWANCES[of];
  if (Number(req.headers['content-length'] ?? 0) > mostBytes) throw tooLarge();
  makeRoom(req, held);
  let late: NodeJS.Timeout | undefined;
  return new Promise<Posted>((resolve, reject) => {
    const typed = new Map<string, string[]>();
    const files = new Map<string, PostedFile>();
    let [received, ofFields] = [0, 0];
    let parser: busboy.Busboy;
    const fail = (problem: Problem): void => {
      req.unpipe(parser);
      // What is still to come is let by, so that the answer can be read.
      req.resume();
      reject(problem);
    };
    const brokenOff = (): void => {
      fail(new Problem('not-json', 'The form did not arrive whole. Go back and send it again.'));
    };
    try {
      parser = busboy({
        headers: req.headers,
        defParamCharset: 'utf8',
        limits: {
          fileSize: MAX_FILE_BYTES + 1,
          files: mostFiles,
          fields: MAX_FIELDS,
          fieldSize: MAX_FIELDS_BYTES,
          fieldNameSize: MAX_NAME_BYTES,
        },
      });
    } catch {
      reject(new Problem('not-json', 'The form did not arrive whole. Go back and send it again.'));
      req.resume();
      return;
    }
    parser.on('field', (name, value) => {
      const values = typed.get(name);
      // Browsers send line breaks as CR LF; what was typed has one sign.
      const text = value.replaceAll('\r\n', '\n');
      ofFields += text.length;
      if (ofFields > MAX_FIELDS_BYTES) fail(tooLarge());
      if (values === undefined) typed.set(name, [text]);
      else values.push(text);
    });
    parser.on('file', (field, stream, info) => {
      const chunks: Buffer[] = [];
      const name = nameOf(info.filename);
      let isTooLarge = false;
      stream.on('limit', () => {
        isTooLarge = true;
        chunks.length = 0;
      });
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', brokenOff);
      stream.on('close', () => {
        const content = isTooLarge ? null : Buffer.concat(chunks);
        if (name !== '' || content?.length !== 0) files.set(field, { name, content });
      });
    });
    parser.on('fieldsLimit', () => {
      fail(new Problem('too-large', 'This form has more fields than can be taken.'));
    });
    parser.on('error', brokenOff);
    parser.on('close', () => {
      resolve({ typed, files });
    });
    req.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > mostBytes) fail(tooLarge());
    });
    req.once('aborted', brokenOff);
    if (within !== null) {
      late = setTimeout(() => {
        fail(new Problem('not-json', 'The form took too long to arrive. Go back and send it again.'));
      }, within);
    }
    req.pipe(parser);
  }).finally(() => {
    clearTimeout(late);
  });
}

const tooLarge = (): Problem => new Problem('too-large', 'This is more than can be taken at once.');

/** busboy has taken folders off already. */
const nameOf = (given: string | undefined): string => (given ?? '').normalize('NFC').trim();
