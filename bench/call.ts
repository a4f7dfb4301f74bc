/** One person's calls to the JSON API over connections that are kept: as little of our own time as can be. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Caller {
  /** @throws where the answer is no 2xx, with what it says. */
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

/** Milliseconds. */
const PATIENCE = 60_000;

/** One connection a client, kept for as long as the benchmark runs. */
export const keptConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

/** @param token of the person who calls; null where nobody is asked for */
export function caller(base: string, agent: Agent, token: string | null): Caller {
  const call = (method: string, path: string, body?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const headers = {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      };
      const asked = request(new URL(path, base), { method, agent, headers }, (response) => {
        text(response).then((answer) => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(JSON.parse(answer));
          else reject(new Error(`${method} ${path} was answered ${status}: ${answer}`));
        }, reject);
      });
      asked.on('error', reject);
      asked.setTimeout(PATIENCE, () => {
        asked.destroy(new Error(`${method} ${path} is not answered`));
      });
      asked.end(body);
    });
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, JSON.stringify(body)),
  };
}
