/** Fetching a file over HTTP with its size told on the way. */
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How long a server may take to begin its answer, and later to send anything more, in milliseconds. */
const PATIENCE = 15_000;

/**
 * Writes what `url` answers to `path`.
 * @throws when the server is not reached, answers anything but 200, falls silent or stops short.
 */
export async function download(url: string, path: string, say: (now: string) => void): Promise<void> {
  const silence = new AbortController();
  const alarm = setTimeout(() => {
    silence.abort(new Error(`nothing came for ${PATIENCE / 1000} s`));
  }, PATIENCE);
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok || response.body === null) throw new Error(`it answered ${response.status}`);
    const size = Number(response.headers.get('content-length') ?? 0);
    let received = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        alarm.refresh();
        say(
          size > 0
            ? `downloading, ${megabytes(received)} of ${megabytes(size)} MB`
            : `downloading, ${megabytes(received)} MB`,
        );
        done(null, chunk);
      },
    });
    await pipeline(Readable.from(response.body), count, createWriteStream(path));
    if (size > 0 && received !== size) throw new Error(`it sent ${received} of ${size} bytes`);
  } finally {
    clearTimeout(alarm);
  }
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
