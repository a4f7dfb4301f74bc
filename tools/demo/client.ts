/** The JSON API as the demonstration uses it: patient while the service is away, and never a step twice. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export interface TaskAnswer {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly dueOn: string | null;
  readonly status: string;
  readonly about?: string | undefined;
  readonly actionId?: string | undefined;
  readonly childId?: string | undefined;
}

export interface ParticipantAnswer {
  readonly id: string;
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly roles: readonly string[];
  readonly response?: string | null | undefined;
  readonly leftOn?: string | null | undefined;
}

/** What the demonstration reads of a case. */
export interface CaseAnswer {
  readonly reference: string;
  readonly stage: string;
  readonly outcome: string | null;
  readonly version: number;
  readonly now: string;
  readonly requestedOn: string;
  readonly sessionDueOn: string | null;
  readonly session: { readonly date: string; readonly start: string } | null;
  readonly reviewOn: string | null;
  readonly followUpDueOn: string | null;
  readonly participants: readonly ParticipantAnswer[];
  readonly children: readonly { readonly id: string; readonly subject: boolean }[];
  readonly tasks: readonly TaskAnswer[];
  readonly actions: readonly { readonly id: string; readonly status: string; readonly dueOn: string }[];
  readonly successMeasures: readonly { readonly id: string }[];
}

/** An answer that means no: what the service says, in its own words. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

/** No answer, or that it cannot be done just now: whether it happens all the same is not known. */
export class Away extends Error {}

export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /**
   * Asks once, for what would mean another thing when asked again ("to the next due instant").
   * @throws {Away}
   */
  postOnce<T>(path: string, body: unknown): Promise<T>;
}

const PATIENCE_MS = 120_000;

/**
 * A client for one person.
 * @param onWaiting told once each time the service is away
 */
export function apiClient(base: string, token: string, onWaiting: (why: string) => void): ApiClient {
  async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const key = randomUUID();
    const until = Date.now() + PATIENCE_MS;
    let said = false;
    for (;;) {
      const answer = await attempt(method, path, body, key);
      if (answer.type === 'answered') return answer.body as T;
      if (answer.type === 'refused') throw new Refused(answer.status, answer.words);
      if (Date.now() > until)
        throw new Error(`The service did not come back within 2 minutes (${answer.why})`);
      if (!said) onWaiting(answer.why);
      said = true;
      await pause(500);
    }
  }

  type Attempt =
    | { readonly type: 'answered'; readonly body: unknown }
    | { readonly type: 'refused'; readonly status: number; readonly words: string }
    | { readonly type: 'away'; readonly why: string };

  async function attempt(method: string, path: string, body: unknown, key: string): Promise<Attempt> {
    try {
      const response = await fetch(new URL(path, base), {
        method,
        signal: AbortSignal.timeout(60_000),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return { type: 'answered', body: text === '' ? null : JSON.parse(text) };
      if (response.status === 503 || response.status === 429 || response.status === 502) {
        return { type: 'away', why: `answered ${response.status}` };
      }
      return { type: 'refused', status: response.status, words: text };
    } catch (error) {
      return { type: 'away', why: error instanceof Error ? error.name : 'no answer' };
    }
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    async postOnce<T>(path: string, body: unknown): Promise<T> {
      const answer = await attempt('POST', path, body, randomUUID());
      if (answer.type === 'answered') return answer.body as T;
      if (answer.type === 'refused') throw new Refused(answer.status, answer.words);
      throw new Away(answer.why);
    },
  };
}
