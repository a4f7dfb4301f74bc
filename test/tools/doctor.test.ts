import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Settings } from '../../config/settings.ts';
import { engineHealth } from '../../engine/index.ts';
import { visit } from '../../tools/doctor/visit.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { SUPERVISION_CASE, TELL_CASES } from '../../workflows/messages.ts';
import { freshDatabase } from '../support/database.ts';
import { freshNamespace } from '../support/namespace.ts';
import { until } from '../support/until.ts';
import { ACCEPTANCE } from '../workflows/request.ts';
import { startService } from '../workflows/running-service.ts';
import type { RunningService } from '../workflows/running-service.ts';

const DOCTOR = fileURLToPath(new URL('../../tools/doctor.ts', import.meta.url));

describe('the doctor', () => {
  let service: RunningService;
  let sql: pg.Client;

  beforeAll(async () => {
    service = await startService();
    sql = new pg.Client({ connectionString: service.databaseUrl });
    await sql.connect();
  });
  afterAll(async () => {
    await sql.end();
    await service.close();
  });

  const settledCase = async (): Promise<string> => {
    const reference = await service.request();
    await service.settled(reference);
    return reference;
  };
  /** So that nobody mends what is broken on purpose before the doctor has seen it. */
  const pauseSchedule = async (): Promise<void> => {
    const schedule = service.client.schedule.getHandle(TELL_CASES);
    await until('the schedule is there', () =>
      schedule.pause().then(
        () => true,
        () => false,
      ),
    );
    await until('no scheduled run is under way', async () => {
      const { info } = await schedule.describe();
      return info.runningActions.length === 0;
    });
  };
  const found = async (settings: Partial<Settings> = {}): Promise<string> =>
    (await visit({ ...service.settings, ...settings }, false)).off.join('\n');
  const temporal = (changed: Partial<Settings['temporal']>): Settings['temporal'] => ({
    ...service.settings.temporal,
    ...changed,
  });

  test('says that all is well, with how many cases it looked at, and ends with 0', async () => {
    await settledCase();
    const { temporal, databaseUrl, smtpUrl } = service.settings;
    const outcome = await new Promise<{ error: unknown; stdout: string; stderr: string }>((resolve) => {
      const environment = {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl,
        SMTP_URL: smtpUrl,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        SESSION_SECRET: service.settings.sessionSecret,
      };
      const args = ['--import', import.meta.resolve('tsx'), DOCTOR];
      execFile(process.execPath, args, { env: environment }, (error, stdout, stderr) => {
        resolve({ error, stdout, stderr });
      });
    });
    expect(outcome).toMatchObject({ error: null, stderr: '' });
    expect(outcome.stdout).toMatch(/^all is well: 1 open case looked at/);
  });

  test('finds everything that was broken on purpose, and mends what is safe', async () => {
    await pauseSchedule();
    const inVain = await settledCase();
    await service.workflow(inVain).terminate();
    await service.client.workflow.start(SUPERVISION_CASE, {
      workflowId: inVain,
      taskQueue: service.settings.temporal.taskQueue,
      // As a fault of a release would be: its task fails each time.
      args: [{ reference: inVain, view: null, clockAhead: 0 }],
    });
    const drifted = await settledCase();
    await sql.query("UPDATE task SET due_on = '2031-01-01', status = 'done' WHERE reference = $1", [drifted]);
    const gone = await settledCase();
    await service.workflow(gone).terminate();
    const untold = await settledCase();
    await service.stepUntold(untold, 'decideRequest', ACCEPTANCE);
    const believedTold = await settledCase();
    await service.stepUntold(believedTold, 'decideRequest', ACCEPTANCE);
    await sql.query('UPDATE "case" SET told_version = version WHERE reference = $1', [believedTold]);
    const late = await settledCase();
    await sql.query('UPDATE "case" SET clock_ahead = $2 WHERE reference = $1', [late, 30 * 86_400_000]);
    const stuck = await settledCase();
    await sql.query(
      `UPDATE outbox SET status = 'queued', made_at = now() - interval '6 minutes' WHERE id IN
       (SELECT id FROM outbox WHERE reference = $1 LIMIT 1)`,
      [stuck],
    );
    await sql.query('UPDATE "case" SET emails_waiting = 1 WHERE reference = $1', [stuck]);
    const cutOff = await settledCase();
    await sql.query(
      `UPDATE outbox SET status = 'sending', attempts = 2, unknown_attempts = '{1}',
         attempted_at = now() - interval '9 minutes', made_at = now() - interval '9 minutes'
       WHERE id IN (SELECT id FROM outbox WHERE reference = $1 LIMIT 1)`,
      [cutOff],
    );
    await sql.query('UPDATE "case" SET emails_waiting = 1 WHERE reference = $1', [cutOff]);

    await until(
      'its task was tried in vain',
      async () => (await service.engine.taskTries(inVain)) >= 3,
      30_000,
    );

    const off = await found();
    expect(off).toMatch(/Temporal: the schedule .* is paused/);
    expect(off).toMatch(
      new RegExp(`${inVain}: its workflow is stuck: its task was tried \\d+ times in vain`),
    );
    expect(off).toMatch(new RegExp(`${drifted}: its record is not what folding its events gives \\(task\\)`));
    expect(off).toContain(`${gone}: it has no running workflow`);
    expect(off).toContain(`${untold}: its workflow was not told of the newest version`);
    expect(off).toMatch(
      new RegExp(`${believedTold}: its workflow knows something else than the record \\(version`),
    );
    expect(off).toMatch(new RegExp(`${late}: something that was due on .* has not happened`));
    for (const waiting of [stuck, cutOff]) {
      expect(off).toContain(`${waiting}: its workflow knows something else than the record (mailWaiting)`);
      expect(off).toContain(`${waiting}: 1 email has not been sent for five minutes`);
    }
    expect(off.split('\n')).toHaveLength(11);

    const received = service.mail.received.length;
    const report = await visit(service.settings, true);
    expect(report.off).toEqual([]);
    const did = report.lines.join('\n');
    for (const reference of [inVain, drifted, gone, untold, believedTold, late, stuck, cutOff]) {
      expect(did).toContain(`${reference}: `);
    }
    expect(did).toContain('all is well: 9 open cases');
    expect(await service.records.drift(drifted)).toEqual([]);
    expect((await service.engine.describeNow(gone))?.view.stage).toBe('triage');
    expect((await service.engine.describeNow(untold))?.view.stage).toBe('preparing');
    expect((await service.engine.describeNow(believedTold))?.view.stage).toBe('preparing');
    const reminders = (await service.records.timeline(late, null, 50)).rows.filter(
      ({ kind }) => kind === 'reminder' || kind === 'escalation',
    );
    expect(reminders.length).toBeGreaterThan(0);
    expect(service.mail.received.length).toBeGreaterThan(received);
    // Nobody knows of this one, sent once more already: said, and no fault of the installation.
    expect(did).toContain(`To know: ${cutOff}: of 1 email of the last week nobody knows whether it arrived`);
  });

  test('finds that runs of the schedule fail, and begins another', async () => {
    await pauseSchedule();
    await sql.query('ALTER TABLE "case" RENAME TO case_away');
    for (const runs of [1, 2, 3]) {
      await service.runSchedule();
      // One at a time: none may go on when the record is back.
      await until(`${runs} runs failed`, async () => {
        const { runs: ended } = await engineHealth(service.settings.temporal);
        return ended.slice(0, runs).filter(({ told }) => !told).length === runs;
      });
    }
    await sql.query('ALTER TABLE case_away RENAME TO "case"');
    expect(await found()).toMatch(/^Temporal: the last \d runs of the schedule .* failed/m);
    const { off, lines } = await visit(service.settings, true);
    expect(off).toEqual([]);
    expect(lines).toContain('Temporal: began another run of the schedule');
  });

  test('finds a part of the scheduled work that fails in run after run, though cases are told', async () => {
    await pauseSchedule();
    await sql.query('ALTER TABLE draft RENAME TO draft_away');
    for (const runs of [1, 2, 3]) {
      await service.runSchedule();
      await until(`“forgetting” failed in ${runs} runs`, async () => {
        const { runs: ended } = await engineHealth(service.settings.temporal);
        const failing = ended.slice(0, runs).filter(({ failed }) => failed.includes('forgetting'));
        return failing.length === runs;
      });
    }
    expect(await found()).toMatch(/^Temporal: “forgetting” failed in each of the last 3 runs/m);
    await sql.query('ALTER TABLE draft_away RENAME TO draft');
    await service.runSchedule();
    await until('a run did all of it', async () => {
      const { runs: ended } = await engineHealth(service.settings.temporal);
      return ended[0]?.failed.length === 0;
    });
    expect(await found()).not.toContain('forgetting');
  });

  test('finds a schedule that is not there, and makes it', async () => {
    await until(
      'it is found',
      async () => {
        const gone = service.client.schedule.getHandle(TELL_CASES).delete();
        await gone.catch(() => undefined);
        // The worker, too, sees that it is missing, and may have been first.
        return /Temporal: the schedule .* is not there/.test(await found());
      },
      120_000,
    );
    expect(await visit(service.settings, true)).toMatchObject({ well: true, off: [] });
  });

  test('says which part of the service is away', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    expect(await found({ databaseUrl: `postgresql://nobody@${address}/none` })).toMatch(
      /^Database: it does not answer/,
    );
    expect(await found({ temporal: temporal({ address }) })).toMatch(/^Temporal: it does not answer/);
    expect(await found({ smtpUrl: `smtp://${address}` })).toMatch(/^Mail server: it takes no email/);
    const namespace = await freshNamespace();
    expect(await found({ temporal: temporal({ namespace }) })).toMatch(/^Temporal: no worker takes work/);
  });

  test('finds a database without its tables, and makes them', async () => {
    const database = await freshDatabase();
    const empty = new pg.Client({ connectionString: database.databaseUrl });
    await empty.connect();
    await empty.query('DROP SCHEMA tracker CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await empty.end();
    const settings = { ...service.settings, databaseUrl: database.databaseUrl };
    expect(await found(settings)).toMatch(/^Database: it lacks migrations of this release/);
    const report = await visit(settings, true);
    expect(report.lines.join('\n')).toMatch(/^Database: applied 0001/);
    // The workflows are those of the other database.
    for (const line of report.off) expect(line).toContain('no such case is recorded');
    await database.drop();
  });

  test('finds an entry of the audit that was changed, which nobody may mend', async () => {
    const reference = await settledCase();
    await sql.query('BEGIN');
    await sql.query("SET LOCAL mas.erasing = 'on'");
    await sql.query("UPDATE audit SET what = 'nothing' WHERE reference = $1 AND number = 1", [reference]);
    await sql.query('COMMIT');
    const report = await visit(service.settings, true);
    expect(report.well).toBe(false);
    expect(report.off).toEqual([expect.stringContaining(`${reference}: entry 1 of its audit`)]);
  });
});
