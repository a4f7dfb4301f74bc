import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import { Worker } from '@temporalio/worker';
import pg from 'pg';
import { londonDateTime } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/index.ts';
import { failureConverterPath } from '../../engine/index.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { until } from '../support/until.ts';
import { count, eventsOf, exportHistory } from './history.ts';
import { ACCEPTANCE, MARKERS } from './request.ts';
import { startService } from './running-service.ts';
import type { RunningService } from './running-service.ts';

const DAY = 86_400_000;
let service: RunningService;

beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service.close();
});

async function remindersOf(reference: string): Promise<string[]> {
  const { rows } = await service.records.timeline(reference, null, 200);
  return rows.filter(({ kind }) => kind === 'reminder').map(({ at }) => londonDateTime(at));
}

describe('the workflow of a case', () => {
  test('over seven months brings each reminder at nine o’clock of a working day, with one timer at a time', async () => {
    const reference = await service.request();
    const before = await service.settled(reference);
    const goal = before.now + 213 * DAY;
    expect(await service.engine.advance(reference, goal)).toMatchObject({ type: 'reached' });

    const after = await service.settled(reference);
    expect(after.now).toBeGreaterThanOrEqual(goal);
    expect(after.now).toBeLessThan(goal + 60_000);
    const reminders = await remindersOf(reference);
    expect(reminders.length).toBeGreaterThanOrEqual(4);
    for (const at of reminders) expect(at).toMatch(/T09:00$/);

    const events = await eventsOf(service, reference);
    const open = new Set<string>();
    for (const event of events) {
      if (event.timerStartedEventAttributes) {
        open.add(event.timerStartedEventAttributes.timerId);
        expect(event.userMetadata?.summary?.data ?? '').not.toBe('');
      }
      open.delete(event.timerFiredEventAttributes?.timerId ?? '');
      open.delete(event.timerCanceledEventAttributes?.timerId ?? '');
      expect(open.size).toBeLessThanOrEqual(1);
    }
    // Nothing was asked of time but when something fell due.
    const asked = events.filter(
      (event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity',
    );
    expect(count(events, 'TIMER_FIRED')).toBe(asked.length);
  });

  test('is in the box of its stage, and knows what is recorded', async () => {
    const reference = await service.request();
    await service.settled(reference);
    expect((await service.engine.describeNow(reference))?.box).toBe('requestReceived');
    const accepted = await service.step(reference, 'decideRequest', ACCEPTANCE);
    await service.settled(reference);
    const known = await service.engine.describeNow(reference);
    expect(known?.box).toBe('preparing');
    expect(known?.view).toMatchObject({ version: accepted.view.version, nextDue: accepted.view.nextDue });
    const { typedSearchAttributes } = await service.workflow(reference).describe();
    const shown = Object.fromEntries(
      typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
    );
    expect(shown).toMatchObject({ MasStage: 'preparing', MasOverdueTasks: 0 });
  });

  test('is told many changes of a moment as few, and a view older than it knows changes nothing', async () => {
    const reference = await service.request();
    const { view } = await service.settled(reference);
    const told = await Promise.all(
      Array.from({ length: 40 }, (_, place) =>
        service.engine.tell({
          reference,
          step: 'amendRequest',
          view: { ...view, version: view.version + place, nextDue: view.nextDue },
          clockAhead: 0,
        }),
      ),
    );
    expect(new Set(told)).toEqual(new Set(['told']));
    const events = await eventsOf(service, reference);
    expect(count(events, 'WORKFLOW_EXECUTION_SIGNALED')).toBeLessThanOrEqual(4);
    await service.workflow(reference).signal('caseChanged', { ...view, stage: 'followUp' });
    expect((await service.engine.describeNow(reference))?.view).toMatchObject({
      version: view.version + 39,
      stage: 'triage',
    });
  });

  test('terminated and deleted, is started again by the schedule with the same view', async () => {
    const reference = await service.request();
    const before = await service.settled(reference);
    const { runId } = await service.workflow(reference).describe();
    await service.workflow(reference).terminate();
    await service.client.workflowService.deleteWorkflowExecution({
      namespace: service.namespace,
      workflowExecution: { workflowId: reference, runId },
    });
    await service.runSchedule();
    const known = await until('it runs again', () => service.engine.describeNow(reference), 45_000);
    expect(known.view).toEqual(before.view);
    expect((await service.workflow(reference).describe()).runId).not.toBe(runId);
  });

  test('is told by the schedule of a step that was not told', async () => {
    const reference = await service.request();
    await service.settled(reference);
    const after = await service.stepUntold(reference, 'decideRequest', ACCEPTANCE);
    await service.runSchedule();
    await until(
      'it is told',
      async () => (await service.engine.describeNow(reference))?.view.version === after.view.version,
      45_000,
    );
  });

  test('is done when its case is closed and the email is out; a closed case needs none', async () => {
    const reference = await service.request();
    await service.settled(reference);
    await service.mail.goAway();
    const closed = await service.step(reference, 'withdrawRequest', { reason: 'No longer needed' });
    expect(closed.view).toMatchObject({ stage: 'closed', nextDue: null });
    await until('a try failed', async () =>
      (await service.records.timeline(reference, null, 200)).rows.some(
        ({ kind, text }) => kind === 'email' && /failed/.test(text),
      ),
    );
    expect((await service.workflow(reference).describe()).status.name).toBe('RUNNING');
    await service.mail.comeBack();
    await until(
      'it is done',
      async () => (await service.workflow(reference).describe()).status.name === 'COMPLETED',
      45_000,
    );
    const { runId } = await service.workflow(reference).describe();
    expect(
      await service.engine.tell({
        reference,
        step: null,
        view: { ...closed.view, mailWaiting: false },
        clockAhead: 0,
      }),
    ).toBe('told');
    expect((await service.workflow(reference).describe()).runId).toBe(runId);
    expect(await service.engine.advance(reference, closed.now + DAY)).toEqual({ type: 'notOpen' });
  });

  test('goes on where the step that closed its case is taken back: the same run while it still ran, else a new one', async () => {
    const [proposer, second] = (await service.records.people()).filter(({ roles }) =>
      roles.some((role) => role === 'administrator' || role === 'businessManager'),
    );
    if (proposer === undefined || second === undefined) throw new Error('two people are needed');
    const takeBack = async (reference: string): Promise<void> => {
      const { version = 0 } = (await service.records.newestStep(reference)) ?? {};
      const proposal = { kind: 'undoStep', reference, details: { version }, why: 'The wrong case' } as const;
      const proposed = await service.records.proposeApproval({ ...proposal, person: proposer });
      if (proposed.type !== 'proposed') throw new Error(proposed.type);
      const { id } = proposed.approval;
      const decision = { id, decision: 'approved', note: null, person: second } as const;
      const decided = await service.records.decideApproval(decision);
      if (decided.type !== 'decided' || decided.toTell === null) throw new Error(decided.type);
      await service.engine.tell({ ...decided.toTell, step: null });
    };
    const runId = async (): Promise<string> => (await service.workflow(reference).describe()).runId;

    const reference = await service.request();
    await service.settled(reference);
    const first = await runId();
    await service.mail.goAway();
    await service.step(reference, 'withdrawRequest', { reason: 'No longer needed' });
    await takeBack(reference);
    await service.mail.comeBack();
    expect((await service.settled(reference)).state.stage).toBe('triage');
    expect(await runId()).toBe(first);
    expect(await service.engine.describeNow(reference)).toMatchObject({ box: 'requestReceived' });

    await service.step(reference, 'withdrawRequest', { reason: 'No longer needed' });
    await until(
      'it is done',
      async () => (await service.workflow(reference).describe()).status.name === 'COMPLETED',
      45_000,
    );
    await takeBack(reference);
    expect((await service.settled(reference)).state.stage).toBe('triage');
    expect(await runId()).not.toBe(first);
  });

  test('is rebuilt by the schedule where whoever was to do it after two people agreed has fallen over', async () => {
    const reference = await service.request();
    await service.settled(reference);
    const { runId } = await service.workflow(reference).describe();
    const [proposer, second] = await service.records.people();
    const sql = new pg.Client({ connectionString: service.databaseUrl });
    await sql.connect();
    await sql.query(
      `INSERT INTO approval (id, reference, kind, details, why, proposed_by, proposed_at, decided_by, decided_at, decision)
       VALUES (gen_random_uuid(), $1, 'rebuildWorkflow', '{}', 'It stands still', $2, now(), $3, now() - interval '1 minute', 'approved')`,
      [reference, proposer?.id, second?.id],
    );
    await sql.end();
    await service.runSchedule();
    await until(
      'what came of it is written',
      async () =>
        (await service.records.decidedApprovals(10)).some(
          ({ outcome }) => outcome === 'the workflow was ended and started again',
        ),
      45_000,
    );
    expect((await service.workflow(reference).describe()).runId).not.toBe(runId);
    await service.settled(reference);
  });

  test('its history holds no word of the request, replays, and is short', async () => {
    const reference = await service.request();
    await service.settled(reference);
    await service.step(reference, 'decideRequest', ACCEPTANCE);
    const { now } = await service.settled(reference);
    await service.engine.advance(reference, now + 20 * DAY);
    await service.settled(reference);
    const history = await exportHistory(service, reference);
    const decoded = history.replace(/"data":\s*"([A-Za-z0-9+/=]+)"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    for (const marker of MARKERS) expect(decoded).not.toContain(marker);
    const codePath = await workflowBundle(service.cacheDir);
    await Worker.runReplayHistory(
      { workflowBundle: { codePath }, dataConverter: { failureConverterPath } },
      JSON.parse(history),
      reference,
    );
  });
});

describe('moving the clock of a case', () => {
  // Once in five whole runs, on a busy machine, the server's clock passed a timer by a day in a move begun from outside
  // the engine. The failure is printed, not hidden, and what is expected stays: the training clock is tried once more.
  jest.retryTimes(1, { logErrorsBeforeRetry: true });

  test('one move at a time; backwards not at all', async () => {
    const reference = await service.request();
    const { now } = await service.settled(reference);
    const answers = await Promise.all([
      service.engine.advance(reference, now + 30 * DAY),
      service.engine.advance(reference, now + 31 * DAY),
    ]);
    expect(answers.map(({ type }) => type).sort()).toEqual(['busy', 'reached']);
    expect(await service.engine.advance(reference, now + DAY)).toMatchObject({ type: 'notAhead' });
    expect(await service.engine.advance('MAS-2000-0001', now + DAY)).toEqual({ type: 'notOpen' });
  });

  test('with the mail server away for a day, ends as usual; the email goes out once when it is back', async () => {
    const reference = await service.request();
    const { now } = await service.settled(reference);
    await service.mail.goAway();
    await service.step(reference, 'decideRequest', ACCEPTANCE);
    const begun = Date.now();
    expect(await service.engine.advance(reference, now + DAY)).toMatchObject({ type: 'reached' });
    expect(Date.now() - begun).toBeLessThan(20_000);
    const events = await eventsOf(service, reference);
    expect(count(events, 'ACTIVITY_TASK_COMPLETED')).toBeLessThan(20);
    const earlier = service.mail.received.length;
    await service.mail.comeBack();
    await service.settled(reference);
    const { rows } = await service.records.timeline(reference, null, 200);
    const sent = rows.filter(({ kind, text }) => kind === 'email' && /: sent/.test(text));
    const ids = service.mail.received.map(({ source }) => /^Message-ID: (.*)$/im.exec(source)?.[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(service.mail.received.length).toBeGreaterThan(earlier);
    expect(sent.length).toBeGreaterThan(0);
    expect(rows.some(({ text }) => /failed, will be tried again/.test(text))).toBe(true);
  });

  test('a move that was begun by a call since killed is waited for, and then gone on with', async () => {
    const reference = await service.request();
    const { now } = await service.settled(reference);
    await service.stopWorker();
    const handle = service.workflow(reference);
    await service.client.workflowService.updateWorkflowExecutionOptions({
      namespace: service.namespace,
      workflowExecution: { workflowId: handle.workflowId },
      workflowExecutionOptions: {
        timeSkippingConfig: {
          enabled: true,
          fastForwardConfig: { id: 'killed', duration: msToTs(40 * DAY) },
        },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
    const moving = service.engine.advance(reference, now + 41 * DAY);
    await service.startWorker();
    expect(await moving).toMatchObject({ type: 'reached' });
    const reached = await service.settled(reference);
    expect(reached.now).toBeGreaterThanOrEqual(now + 41 * DAY);
    for (const at of await remindersOf(reference)) expect(at).toMatch(/T09:00$/);
  });
});

describe('a changed calendar', () => {
  test('is carried into every open case', async () => {
    const reference = await service.request();
    await service.settled(reference);
    await service.step(reference, 'decideRequest', ACCEPTANCE);
    const { now, state } = await service.settled(reference);
    await service.records.addClosure(closureAfter(now), 'Stock-taking');
    await service.engine.startCalendarChange();
    await until(
      'it is carried',
      async () => (await service.records.casesWithOlderCalendar(10)).length === 0,
      5_000,
    );
    const after = await service.settled(reference);
    expect(after.state.sessionDueOn).toBe(state.sessionDueOn);
  });
});

function closureAfter(now: Instant) {
  const inTenDays = londonDateTime((now + 10 * DAY) as Instant).slice(0, 10);
  return inTenDays as Parameters<RunningService['records']['addClosure']>[0];
}
