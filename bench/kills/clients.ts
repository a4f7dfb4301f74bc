/**
 * People's programs that drive cases over the JSON API, from the request to the close. What is not answered is asked
 * again with the same Idempotency-Key, and now and then what was answered is asked again too.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Records } from '../../records/types.ts';
import { acceptance, requestBody } from '../../tools/demo/bodies.ts';
import type { ApiClient, CaseAnswer } from '../../tools/demo/client.ts';
import { Away, Refused } from '../../tools/demo/client.ts';
import { moveToNextDue } from '../../tools/demo/clock.ts';
import { FACILITATORS, INVITEES, LEAD_PROFESSIONAL, REQUESTER } from '../../tools/demo/people.ts';
import { nextStep, weekdaysAfter } from '../../tools/demo/script.ts';
import { ADMINISTRATOR } from '../../tools/training-people.ts';

/** A step that was answered: from then on it may not be lost. */
export interface AnsweredStep {
  readonly reference: string;
  readonly step: string;
  /** Of the case after it, as the answer says. */
  readonly version: number;
}

export interface Driving {
  readonly answered: readonly AnsweredStep[];
  /** Answers that differed when the same was asked again with the same key. */
  readonly differing: readonly string[];
  /** What no answer should have been. */
  readonly surprises: readonly string[];
  /** How many cases were begun. */
  begun(): number;
  /** Calls that were made again, because no answer came or a 503. */
  repeats(): number;
  /** Told at each answer to a step, once. */
  onAnswer(told: () => void): void;
  /** Lets every client come to rest after its call in hand, until `goOn`. */
  rest(): Promise<void>;
  goOn(): void;
  /** No new cases; resolves when those in hand are closed. @throws where one is not within `withinMs` */
  finish(withinMs: number): Promise<void>;
}

const INVITED = INVITEES.slice(0, 2);
const PEOPLE = [ADMINISTRATOR, REQUESTER, LEAD_PROFESSIONAL, ...INVITED, ...FACILITATORS].map((each) =>
  typeof each === 'string' ? each : each.email,
);
/** Of a hundred answers so many are asked for again. */
const ASKED_AGAIN_PERCENT = 10;
const AGAIN_MS = 250;
const CALL_MS = 60_000;
/** Every so-manieth client takes its cases through all seven months; the others cancel theirs after so many moves. */
const WHOLE_EVERY = 4;
const MOVES = 2;
const CANCELLED = { reason: 'The family has moved away.' };
/** Refusals in a row that no look at the case explains. */
const REFUSALS_AT_MOST = 5;

const request = () => ({
  ...requestBody(),
  siblings: [],
  invitees: requestBody().invitees.slice(0, INVITED.length),
});
const decision = () => ({
  ...acceptance(),
  participants: acceptance().participants.slice(0, INVITED.length + 1),
});

export async function drive(base: string, records: Records, clients: number): Promise<Driving> {
  const answered: AnsweredStep[] = [];
  const differing: string[] = [];
  const surprises: string[] = [];
  let [begun, repeats, ending, resting] = [0, 0, false, 0];
  let told: () => void = () => undefined;
  let wake: () => void = () => undefined;
  let awake: Promise<void> | null = null;
  let calls = 0;

  const attempt = async (
    token: string,
    method: string,
    path: string,
    sent: Sent | null,
  ): Promise<Attempt> => {
    try {
      const response = await fetch(new URL(path, base), {
        method,
        signal: AbortSignal.timeout(CALL_MS),
        headers: {
          authorization: `Bearer ${token}`,
          ...(sent === null ? {} : { 'content-type': 'application/json', 'idempotency-key': sent.key }),
        },
        ...(sent === null ? {} : { body: sent.body }),
      });
      const text = await response.text();
      if (response.ok) return { type: 'answered', text };
      return [429, 502, 503].includes(response.status)
        ? { type: 'away', why: String(response.status) }
        : { type: 'refused', status: response.status, text };
    } catch (error) {
      return { type: 'away', why: error instanceof Error ? error.name : 'no answer' };
    }
  };

  const clientOf = (token: string): ApiClient => {
    const call = async (method: string, path: string, body?: unknown): Promise<string> => {
      const sent = body === undefined ? null : { key: randomUUID(), body: JSON.stringify(body) };
      for (;;) {
        if (awake !== null) {
          resting += 1;
          await awake;
          resting -= 1;
        }
        const answer = await attempt(token, method, path, sent);
        if (answer.type === 'refused') throw new Refused(answer.status, answer.text);
        if (answer.type === 'answered') {
          calls += 1;
          if (sent !== null && calls % 100 < ASKED_AGAIN_PERCENT)
            await askAgain(method, path, sent, answer.text);
          return answer.text;
        }
        repeats += 1;
        await pause(AGAIN_MS);
      }
    };
    const askAgain = async (method: string, path: string, sent: Sent, first: string): Promise<void> => {
      const again = await attempt(token, method, path, sent);
      if (again.type === 'away' || (again.type === 'answered' && again.text === first)) return;
      differing.push(`${method} ${path.replace(/MAS-[\d-]+/, '…')}: ${again.type}`);
    };
    return {
      get: async <T>(path: string) => JSON.parse(await call('GET', path)) as T,
      post: async <T>(path: string, body: unknown) => JSON.parse(await call('POST', path, body)) as T,
      async postOnce<T>(path: string, body: unknown) {
        const sent = { key: randomUUID(), body: JSON.stringify(body) };
        const answer = await attempt(token, 'POST', path, sent);
        if (answer.type === 'refused') throw new Refused(answer.status, answer.text);
        if (answer.type === 'away') throw new Away(answer.why);
        return JSON.parse(answer.text) as T;
      },
    };
  };

  const tokens = new Map<string, readonly string[]>();
  for (const email of PEOPLE) {
    const made = await Promise.all(Array.from({ length: clients }, () => records.makeToken(email, 2)));
    tokens.set(
      email,
      made.flatMap((token) => token ?? []),
    );
  }
  const { rows } = await records.facilitators(null, 200);
  const setting = {
    facilitatorIds: rows
      .filter(({ email }) => FACILITATORS.some((each) => each === email))
      .map(({ id }) => id),
    weekdaysAfter,
  };

  const oneCase = async (as: (email: string | null) => ApiClient, movesAtMost: number): Promise<void> => {
    let moves = 0;
    const took = (step: string, { reference, version }: CaseAnswer): void => {
      answered.push({ reference, step, version });
      told();
    };
    begun += 1;
    const first = await as(REQUESTER.email).post<CaseAnswer>('/v1/requests', request());
    took('submitRequest', first);
    const path = `/v1/cases/${first.reference}`;
    for (let refusals = 0; refusals < REFUSALS_AT_MOST;) {
      const answer = await as(null).get<CaseAnswer>(path);
      if (answer.stage === 'closed') return;
      const next = nextStep(answer, setting);
      try {
        if (next === null && moves < movesAtMost) {
          await moveToNextDue(as(null), first.reference);
          moves += 1;
        } else if (next === null) {
          took('cancelCase', await as(null).post<CaseAnswer>(`${path}/steps/cancelCase`, CANCELLED));
        } else {
          const body = next.step === 'decideRequest' ? decision() : next.body;
          took(next.step, await as(next.by).post<CaseAnswer>(`${path}/steps/${next.step}`, body));
        }
        refusals = 0;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        // Time may have brought something between the look and the step.
        refusals += 1;
        if (refusals === REFUSALS_AT_MOST || error.status !== 409) {
          surprises.push(
            `${first.reference} ${next?.step ?? 'advance'}: ${error.status} ${error.message.slice(0, 300)}`,
          );
        }
      }
    }
  };

  const lanes = Array.from({ length: clients }, async (_, lane) => {
    const own = new Map([...tokens].map(([email, all]) => [email, clientOf(all[lane] ?? '')]));
    const as = (email: string | null): ApiClient => {
      const client = own.get(email ?? ADMINISTRATOR);
      if (client === undefined) throw new Error('somebody in a case has no token');
      return client;
    };
    const movesAtMost = lane % WHOLE_EVERY === 0 ? Number.POSITIVE_INFINITY : MOVES;
    while (!ending) await oneCase(as, movesAtMost);
  });
  const all = Promise.all(lanes);
  all.catch((error: unknown) => {
    surprises.push(error instanceof Error ? error.message : String(error));
  });

  return {
    answered,
    differing,
    surprises,
    begun: () => begun,
    repeats: () => repeats,
    onAnswer(listener) {
      told = () => {
        told = () => undefined;
        listener();
      };
    },
    async rest() {
      awake = new Promise((resolve) => {
        wake = resolve;
      });
      while (resting < clients) await pause(AGAIN_MS);
    },
    goOn() {
      awake = null;
      wake();
    },
    async finish(withinMs) {
      ending = true;
      const late = pause(withinMs, 'late' as const, { ref: false });
      if ((await Promise.race([all, late])) === 'late')
        throw new Error('cases are stuck: not all came to their end');
    },
  };
}

interface Sent {
  readonly key: string;
  readonly body: string;
}

type Attempt =
  | { readonly type: 'answered'; readonly text: string }
  | { readonly type: 'refused'; readonly status: number; readonly text: string }
  | { readonly type: 'away'; readonly why: string };
