import type { Request, RequestHandler, Response } from 'express';
import express from 'express';
import { Problem } from '../problem.ts';

/** A chronology of 500 full entries is below this. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;
/** No form is deeper than six; beyond this nothing is looked at any more. */
const MAX_DEPTH = 64;

const readBytes: RequestHandler = express.raw({ type: () => true, limit: MAX_JSON_BYTES });

/** Stands for a body that nests so deep that nothing may walk through it; no form takes it. */
const TOO_DEEP = Object.freeze(['nested too deep']);

/**
 * Reads a JSON body of at most 8 MB (unpacked, where it comes compressed).
 * @throws {Problem} 413 over that; 415 for another media type, charset or encoding; 400 where it is no JSON.
 */
export async function readJson(req: Request, res: Response): Promise<unknown> {
  const bytes = await bodyBytes(req, res);
  requireJsonType(req, bytes.length);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('not-json', 'The body is not UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('not-json', 'The body is not JSON.');
  }
  return isTooDeep(value) ? TOO_DEEP : value;
}

async function bodyBytes(req: Request, res: Response): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_JSON_BYTES) throw tooLarge();
  await new Promise<void>((resolve, reject) => {
    void readBytes(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(bodyProblem(error));
    });
  });
  const body: unknown = req.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

const tooLarge = (): Problem => new Problem('too-large', 'The body is larger than 8 MB.');

function bodyProblem(error: unknown): Error {
  const status = error instanceof Error && 'status' in error ? error.status : null;
  switch (status) {
    case 413:
      return tooLarge();
    case 415:
      return new Problem(
        'unsupported-media-type',
        'The Content-Encoding is not taken: send gzip, deflate, br or none.',
      );
    case 400:
      return new Problem('not-json', 'The body did not arrive whole.');
    default:
      return error instanceof Error ? error : new Error('the body could not be read', { cause: error });
  }
}

function requireJsonType(req: Request, length: number): void {
  const given = req.headers['content-type'];
  // Nothing sent, and nothing said of it: not another type, just no JSON.
  if (given === undefined && length === 0) return;
  const [type = '', ...parameters] = (given ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (type !== 'application/json' || (charset !== undefined && !/^"?utf-?8"?$/.test(charset))) {
    throw new Problem('unsupported-media-type', 'Send application/json in UTF-8.');
  }
}

/** Walks without recursion, so that the depth itself can do no harm. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
