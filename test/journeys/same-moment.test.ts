/** Things that happen at one moment: equal submissions, two decisions, a task done as its reminder falls due. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { addDays } from '../../domain/calendar/index.ts';
import type { CaseEvent } from '../../domain/case/events.ts';
import { ACCEPTANCE, A_CHRONOLOGY, aKey, aRequest, requested, take, today } from '../api/cases.ts';
import { until } from '../support/until.ts';
import { messageIds, referenceOf, runWholeService } from './whole-service.ts';
import type { WholeService } from './whole-service.ts';

let service: WholeService;
beforeAll(async () => {
  service = await runWholeService();
});
afterAll(async () => {
  await service.close();
});

const steps = (events: readonly CaseEvent[], step: string): readonly CaseEvent[] =>
  events.filter(({ body }) => body.type === 'stepTaken' && body.step === step);

const whatWasAnswered = (answer: { status: number; text: string; headers: Record<string, string> }) => ({
  status: answer.status,
  text: answer.text,
  etag: answer.headers['etag'],
  location: answer.headers['location'],
});

describe('the same submission, five times at once and again after the case moved on', () => {
  test('of a request: one case, six equal answers', async () => {
    const key = aKey();
    const body = aRequest();
    const send = () => service.as('requester').post('/v1/requests', body).set('Idempotency-Key', key);
    const before = await service.sql.query('SELECT count(*)::int AS n FROM "case"');
    const answers = (await Promise.all([send(), send(), send(), send(), send()])).map(whatWasAnswered);
    const path = String(answers[0]?.location);
    await take(service, 'administrator', path, 'decideRequest', ACCEPTANCE);
    answers.push(whatWasAnswered(await send()));
    expect(answers).toHaveLength(6);
    expect(answers[0]?.status).toBe(201);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const after = await service.sql.query('SELECT count(*)::int AS n FROM "case"');
    expect((after.rows[0] as { n: number }).n).toBe((before.rows[0] as { n: number }).n + 1);
    const reference = referenceOf(path);
    await service.settled(reference);
    expect(steps(await service.eventsOf(reference), 'submitRequest')).toHaveLength(1);
    expect(await service.faultsOf(reference)).toEqual([]);
  });

  test('of a step: applied once, six equal answers, every email once', async () => {
    const path = await requested(service);
    const reference = referenceOf(path);
    const key = aKey();
    const send = () =>
      service.as('administrator').post(`${path}/steps/decideRequest`, ACCEPTANCE).set('Idempotency-Key', key);
    const answers = (await Promise.all([send(), send(), send(), send(), send()])).map(whatWasAnswered);
    await take(service, 'attendee', path, 'submitChronology', A_CHRONOLOGY);
    await take(service, 'administrator', path, 'cancelCase', { reason: 'The family has moved away.' });
    answers.push(whatWasAnswered(await send()));
    expect(answers[0]?.status).toBe(200);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(steps(await service.eventsOf(reference), 'decideRequest')).toHaveLength(1);
    await service.settled(reference);
    const ids = messageIds(service);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await service.faultsOf(reference)).toEqual([]);
  });
});

describe('two people deciding one request at the same moment', () => {
  test('one is applied, one refused, 15 times over', async () => {
    const decide = async (round: number): Promise<void> => {
      const path = await requested(service);
      const reference = referenceOf(path);
      const accept = () => service.as('administrator').post(`${path}/steps/decideRequest`, ACCEPTANCE);
      const decline = () =>
        service
          .as('businessManager')
          .post(`${path}/steps/decideRequest`, { decision: 'decline', reason: 'Not for this service.' });
      // Who is first on the wire takes turns.
      const [one, other] = await Promise.all(round % 2 === 0 ? [accept(), decline()] : [decline(), accept()]);
      const acceptance = round % 2 === 0 ? one : other;
      expect([one.status, other.status].sort()).toEqual([200, 409]);
      const refused = one.status === 409 ? one : other;
      expect(refused.body).toMatchObject({ type: '/problems/step-not-allowed' });
      const { state } = await service.settled(reference);
      expect(state.stage).toBe(acceptance.status === 200 ? 'preparing' : 'closed');
      expect(steps(await service.eventsOf(reference), 'decideRequest')).toHaveLength(1);
      expect(await service.faultsOf(reference)).toEqual([]);
      const { rows } = await service.sql.query<{ kind: string }>(
        `SELECT kind FROM outbox WHERE reference = $1 AND kind IN ('requestAccepted', 'teamNotified', 'requestDeclined')`,
        [reference],
      );
      const declined = rows.filter(({ kind }) => kind === 'requestDeclined').length;
      expect(acceptance.status === 200 ? declined : rows.length - declined).toBe(0);
    };
    for (let round = 0; round < 15; round += 3) {
      await Promise.all([decide(round), decide(round + 1), decide(round + 2)]);
    }
  });
});

describe('a task done in the same second as its reminder falls due', () => {
  /** When the reminder of `decideRequest` on its due date falls, by the case's clock, in epoch ms. */
  async function reminderOf(reference: string): Promise<number> {
    const { view } = await service.settled(reference);
    if (view.nextDue === null) throw new Error('no reminder is due');
    return view.nextDue;
  }

  /** Whether it was reminded of, and throws where that was after it was done. */
  async function remindedBeforeDone(reference: string): Promise<boolean> {
    const events = await service.eventsOf(reference);
    const [done] = steps(events, 'decideRequest');
    const reminders = events.filter(({ body }) => body.type === 'remindersGiven');
    if (done === undefined) throw new Error('it was not done');
    for (const { version } of reminders) expect(version).toBeLessThan(done.version);
    expect(reminders.length).toBeLessThanOrEqual(1);
    expect(await service.faultsOf(reference)).toEqual([]);
    const timeline = await service.records.timeline(reference, null, 200);
    const lastReminder = timeline.rows.map(({ kind }) => kind).lastIndexOf('reminder');
    const decided = timeline.rows.findIndex(({ step }) => step === 'decideRequest');
    expect(lastReminder).toBeLessThan(decided);
    const { rows } = await service.sql.query(
      `SELECT FROM outbox WHERE reference = $1 AND kind = 'reminder'`,
      [reference],
    );
    expect(rows.length > 0).toBe(reminders.length > 0);
    return reminders.length > 0;
  }

  test('40 cases as real time comes to it: never reminded after it was done', async () => {
    const cases = 40;
    let reminded = 0;
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (let index = lane; index < cases; index += 8) {
        const reference = referenceOf(await requested(service));
        const due = await reminderOf(reference);
        expect(await service.engine.advance(reference, due - 600)).toMatchObject({ type: 'reached' });
        // Spread over the moments around the due instant: some before it, some after it.
        const wanted = due - 100 + (index / cases) * 900;
        await until('the moment is there', async () => {
          const found = await service.records.findCase(reference);
          return found !== null && found.now >= wanted;
        });
        await take(service, 'administrator', `/v1/cases/${reference}`, 'decideRequest', ACCEPTANCE);
        await service.settled(reference);
        if (await remindedBeforeDone(reference)) reminded += 1;
      }
    });
    await Promise.all(lanes);
    process.stdout.write(`same second: ${reminded} of ${cases} were reminded before they were done\n`);
    expect(reminded).toBeGreaterThan(0);
    expect(reminded).toBeLessThan(cases);
  });

  test.each(['done first', 'reminded first'] as const)(
    'both waiting for the case’s row, %s',
    async (order) => {
      const path = await requested(service);
      const reference = referenceOf(path);
      const due = await reminderOf(reference);
      // In a transaction what others wait for is seen as it was at its beginning: it is watched by another connection.
      const holding = new pg.Client({ connectionString: service.settings.databaseUrl });
      await holding.connect();
      const waiting = async (howMany: number): Promise<void> => {
        await until(`${howMany} wait for the row`, async () => {
          const { rows } = await service.sql.query<{ n: number }>(
            `SELECT count(*)::int AS n FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE OF c%'`,
          );
          return rows[0]?.n === howMany;
        });
      };
      const remind = () =>
        service.records.bringTime(reference, due as Parameters<typeof service.records.bringTime>[1]);
      const decide = () =>
        take(service, 'administrator', path, 'decideRequest', ACCEPTANCE).then((answer) => answer.status);
      await service.records.setClockAhead(reference, due - Date.now());
      await holding.query('BEGIN');
      await holding.query('SELECT FROM "case" WHERE reference = $1 FOR UPDATE', [reference]);
      const [first, second] = order === 'done first' ? [decide, remind] : [remind, decide];
      const one = first();
      await waiting(1);
      const other = second();
      await waiting(2);
      await holding.end();
      await Promise.all([one, other]);
      expect(await remindedBeforeDone(reference)).toBe(order === 'reminded first');
    },
    30_000,
  );
});

describe('twelve attendees', () => {
  test('hand in at one moment: each is kept, once, and the workflow knows', async () => {
    const people = Array.from({ length: 12 }, (_, index) => ({
      agency: 'police',
      name: `Attendee ${index + 1}`,
      email: `attendee.${index + 1}@police.example`,
    }));
    const path = await requested(service, { invitees: people });
    const reference = referenceOf(path);
    await take(service, 'administrator', path, 'decideRequest', {
      ...ACCEPTANCE,
      participants: [
        ...people.map((each) => ({ ...each, confirmed: true })),
        ...ACCEPTANCE.participants.slice(0, 1),
      ],
    });
    await take(service, 'administrator', path, 'scheduleSession', {
      date: addDays(today(), 14),
      start: '10:00',
      minutes: 120,
      place: 'Room 2',
    });
    const tokens = await Promise.all(
      people.map(async ({ email }) => {
        const token = await service.records.makeToken(email, 1);
        if (token === null) throw new Error('an attendee has no account');
        return token;
      }),
    );
    const before = await service.settled(reference);
    const answers = await Promise.all(
      tokens.flatMap((token) =>
        [
          ['submitChronology', A_CHRONOLOGY] as const,
          ['respondToInvitation', { response: 'attending', delegatedAuthority: true }] as const,
        ].map(([step, body]) =>
          service
            .stranger()
            .post(`${path}/steps/${step}`)
            .set('Authorization', `Bearer ${token}`)
            .set('Content-Type', 'application/json')
            .send(body),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const versions = answers.map(({ body }) => (body as { version: number }).version);
    expect(new Set(versions).size).toBe(24);
    const { state } = await service.settled(reference);
    expect(state.version).toBe(Math.max(...versions));
    expect(state.version).toBeGreaterThanOrEqual(before.state.version + 24);
    const events = await service.eventsOf(reference);
    expect(steps(events, 'submitChronology')).toHaveLength(12);
    expect(steps(events, 'respondToInvitation')).toHaveLength(12);
    const done = state.tasks.filter(({ kind, status }) => kind === 'submitChronology' && status === 'done');
    expect(done).toHaveLength(12);
    expect(await service.faultsOf(reference)).toEqual([]);
  });
});
