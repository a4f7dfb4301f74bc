/**
 * One email in the outbox, and the attempts to send it as they can be in truth: slow, dead, heard of late, or twice.
 * What really went out is counted here, whatever the record believes.
 */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Records } from '../../records/index.ts';
import type { OutboxEmail } from '../../records/types.ts';
import type { TestRecords } from './parts.ts';

type Result = Parameters<Records['mailResults']>[1][number]['result'];

/** `later`: after an attempt that says nothing is given up. `which` attempt: counted from the newest back. */
type Happening =
  | { readonly what: 'step taken back' }
  | { readonly what: 'take'; readonly later: boolean }
  /** `arrives`: the mail server has it. */
  | { readonly what: 'hand over'; readonly which: number; readonly arrives: boolean }
  | { readonly what: 'say'; readonly which: number; readonly known: boolean; readonly twice: boolean };

const which = fc.constantFrom(0, 0, 0, 1, 1, 2);
const often = fc.constantFrom(true, true, true, false);
export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ what: fc.constant('take'), later: often }) },
    { weight: 5, arbitrary: fc.record({ what: fc.constant('hand over'), which, arrives: often }) },
    {
      weight: 5,
      arbitrary: fc.record({ what: fc.constant('say'), which, known: fc.boolean(), twice: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.constant<Happening>({ what: 'step taken back' }) },
  ),
  { minLength: 6, maxLength: 16, size: 'max' },
);

interface Attempt {
  readonly email: OutboxEmail;
  handedOver: boolean;
  arrived: boolean;
  /** What it said of itself. */
  said: Result | null;
  /** From when on it is given up where it has said nothing. */
  readonly deadAt: number;
}

/** Longer than an attempt may say nothing. */
const GIVEN_UP_MS = 16_000;
/** Of an event of the case that takes a step back, and the email's step where it is that one. */
export const TAKEN_BACK_VERSION = 900;

export class OneEmail {
  private readonly parts: TestRecords;
  private readonly reference: string;
  private readonly id = randomUUID();
  private readonly attempts: Attempt[] = [];
  isTakenBack = false;

  /** @param reference of a case with nothing else in its outbox that waits */
  constructor(parts: TestRecords, reference: string) {
    this.parts = parts;
    this.reference = reference;
  }

  async queue(): Promise<void> {
    await this.parts.sql.query(
      `INSERT INTO outbox (id, reference, kind, recipient, address, data, message_id, status, queued_at, made_at)
       VALUES ($1, $2, 'reminder', $3, 'a@partner.example', '{}', $4, 'queued', now(), now())`,
      [this.id, this.reference, this.id, `<${this.id}@test>`],
    );
    await this.count();
  }

  async happen(happening: Happening): Promise<void> {
    switch (happening.what) {
      case 'take':
        return this.take(happening.later);
      case 'step taken back':
        return this.takeBack();
      case 'hand over':
        return this.handOver(happening.which, happening.arrives);
      case 'say':
        return this.say(happening.which, happening.known, happening.twice);
      default:
        return happening satisfies never;
    }
  }

  /** Nothing dies any more: it comes to its end. */
  async settle(): Promise<void> {
    for (;;) {
      const before = this.attempts.length;
      await this.take(true);
      if (this.attempts.length === before) return;
      await this.handOver(0, true);
      await this.say(0, true, false);
    }
  }

  /** An attempt said so. */
  get isSent(): boolean {
    return this.attempts.some(({ said }) => said === 'sent');
  }

  /** Attempts of which it is not known whether they sent it. */
  get inDoubt(): number {
    return this.attempts.filter(({ said }) => said === null || said === 'outcomeUnknown').length;
  }

  async end(): Promise<{ readonly status: string; readonly saidUnknown: number }> {
    const { rows } = await this.parts.sql.query<{ status: string }>(
      'SELECT status FROM outbox WHERE id = $1',
      [this.id],
    );
    return { status: rows[0]?.status ?? '', saidUnknown: await this.saidUnknown() };
  }

  private async saidUnknown(): Promise<number> {
    const { rows } = await this.parts.sql.query<{ times: number }>(
      `SELECT count(*)::int AS times FROM timeline WHERE reference = $1 AND text LIKE $2`,
      [this.reference, `%to ${this.id}: outcome unknown%`],
    );
    return rows[0]?.times ?? 0;
  }

  private async take(later: boolean): Promise<void> {
    if (later) this.parts.clock.now += GIVEN_UP_MS;
    const [email, ...others] = await this.parts.records.takeMail(this.reference, 5);
    expect(others).toEqual([]);
    if (email === undefined) return;
    const newest = this.attempts.at(-1);
    const isInHand = newest?.said === null && this.parts.clock.now < newest.deadAt;
    expect([isInHand, this.isTakenBack, this.isSent]).toEqual([false, false, false]);
    const deadAt = this.parts.clock.now + GIVEN_UP_MS;
    this.attempts.push({ email, handedOver: false, arrived: false, said: null, deadAt });
  }

  private async handOver(place: number, arrives: boolean): Promise<void> {
    const attempt = this.attempts.at(-1 - place);
    if (attempt === undefined || attempt.handedOver || attempt.said !== null) return;
    attempt.handedOver = true;
    attempt.arrived = arrives;
    const copies = this.attempts.filter(({ arrived }) => arrived).length;
    expect(copies).toBeLessThanOrEqual(2);
    if (copies === 2) expect(await this.saidUnknown()).toBeGreaterThan(0);
  }

  private async say(place: number, known: boolean, twice: boolean): Promise<void> {
    const attempt = this.attempts.at(-1 - place);
    if (attempt === undefined || attempt.said !== null) return;
    const result = outcomeOf(attempt, known);
    attempt.said = result;
    for (let times = twice ? 2 : 1; times > 0; times -= 1)
      await this.parts.records.mailResults(this.reference, [{ email: attempt.email, result, why: null }]);
  }

  /** As taking a step back leaves the emails of it. */
  private async takeBack(): Promise<void> {
    this.isTakenBack = true;
    await this.parts.sql.query(
      `UPDATE outbox SET step_version = $2,
         status = CASE WHEN status IN ('queued', 'refused') THEN 'skipped' ELSE status END WHERE id = $1`,
      [this.id, TAKEN_BACK_VERSION],
    );
    await this.count();
  }

  /** What waits, on the case's row. */
  private async count(): Promise<void> {
    await this.parts.sql.query(
      `UPDATE "case" SET emails_waiting =
         (SELECT count(*) FROM outbox WHERE reference = $1 AND status IN ('queued', 'sending')) WHERE reference = $1`,
      [this.reference],
    );
  }
}

/** What an attempt says, where the server answered it (`known`) and where it did not. */
function outcomeOf({ handedOver, arrived }: Attempt, known: boolean): Result {
  if (handedOver && !known) return 'outcomeUnknown';
  if (arrived) return 'sent';
  return known ? 'failed' : 'refused';
}
