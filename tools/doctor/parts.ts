/** Whether what the service stands on is there: database, Temporal with a worker and the schedule, mail server. */
import { createMailer } from '../../activities/email/index.ts';
import type { Settings } from '../../config/settings.ts';
import { engineHealth, runSchedule, setScheduleRight } from '../../engine/index.ts';
import type { EngineHealth } from '../../engine/index.ts';
import { migrate, openRecords, Unavailable } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { Records } from '../../records/types.ts';
import type { Finding } from './finding.ts';

const START = 'Start the service: npm start';
/** One alone fails where the database was away for a moment. */
const FAILED_RUNS = 3;

export interface DatabaseLook {
  readonly findings: readonly Finding[];
  /** Null where nothing can be read of it. Whoever asked closes them. */
  readonly records: Records | null;
}

export async function lookAtDatabase(settings: Settings): Promise<DatabaseLook> {
  const { databaseUrl, embedded } = settings;
  try {
    const records = await openRecords({ databaseUrl, publicHolidays });
    if (await records.ready()) return { findings: [], records };
    await records.close();
    return { findings: [notMigrated(databaseUrl)], records: null };
  } catch (error) {
    // Anything else than being away: its tables are not there.
    if (!(error instanceof Unavailable)) return { findings: [notMigrated(databaseUrl)], records: null };
    const away: Finding = {
      about: 'Database',
      kind: 'away',
      what: 'it does not answer, so cases, emails and the audit cannot be looked at',
      todo: embedded.postgres ? START : 'See to the PostgreSQL that DATABASE_URL names',
      repair: null,
    };
    return { findings: [away], records: null };
  }
}

const notMigrated = (databaseUrl: string): Finding => ({
  about: 'Database',
  kind: 'notMigrated',
  what: 'it lacks migrations of this release, so cases, emails and the audit cannot be looked at',
  todo: 'Apply them',
  repair: async () => `applied ${(await migrate(databaseUrl)).join(', ')}`,
});

export async function lookAtEngine({
  temporal,
  embedded,
}: Settings): Promise<{ readonly findings: readonly Finding[]; readonly health: EngineHealth }> {
  const health = await engineHealth(temporal);
  const about = 'Temporal';
  if (!health.server) {
    const todo = embedded.temporal ? START : 'See to the server that TEMPORAL_ADDRESS names';
    const what = 'it does not answer; steps are kept and told later, but nothing is reminded';
    return { findings: [{ about, kind: 'away', what, todo, repair: null }], health };
  }
  const findings: Finding[] = [];
  if (!health.worker) {
    const what = 'no worker takes work, so no case goes on by itself and no email is sent';
    const todo = embedded.temporal ? START : 'Start a worker: npm run start:worker';
    findings.push({ about, kind: 'noWorker', what, todo, repair: null });
  }
  if (health.schedule !== 'running') {
    findings.push({
      about,
      kind: 'schedule',
      what: `the schedule that tells cases not yet told is ${health.schedule === 'paused' ? 'paused' : 'not there'}`,
      todo: health.schedule === 'paused' ? 'Unpause tellCases in the Temporal UI' : 'Start a worker anew',
      repair: async () => {
        await setScheduleRight(temporal);
        return 'the schedule runs again';
      },
    });
  }
  if (health.worker) findings.push(...lookAtRuns(temporal, health.runs));
  return { findings, health };
}

/** What of the schedule's work did not get done lately. */
function lookAtRuns(temporal: Settings['temporal'], runs: EngineHealth['runs']): readonly Finding[] {
  const about = 'Temporal';
  const found: Finding[] = [];
  const well = runs.findIndex(({ told }) => told);
  const failedRuns = well === -1 ? runs.length : well;
  if (failedRuns >= FAILED_RUNS) {
    found.push({
      about,
      kind: 'scheduleRuns',
      what: `the last ${failedRuns} runs of the schedule that tells cases not yet told failed`,
      todo: 'The newest runs of tellCases in the Temporal UI and the worker’s log say why; the next run is within half a minute',
      repair: async () => {
        await runSchedule(temporal);
        return 'began another run of the schedule';
      },
    });
  }
  const newest = runs.slice(0, FAILED_RUNS);
  for (const part of newest[0]?.failed ?? []) {
    if (newest.length < FAILED_RUNS || !newest.every(({ failed }) => failed.includes(part))) continue;
    found.push({
      about,
      kind: 'schedulePart',
      what: `“${part}” failed in each of the last ${FAILED_RUNS} runs of the schedule that tells cases not yet told`,
      todo: 'The worker’s log says why: “a part of the scheduled work failed”; the next run tries it again',
      repair: null,
    });
  }
  return found;
}

export async function lookAtMailServer({
  smtpUrl,
  mailFrom,
  embedded,
}: Settings): Promise<readonly Finding[]> {
  const mailer = createMailer({ smtpUrl, mailFrom });
  try {
    if ((await mailer.verify()) === 'ready') return [];
    const todo = embedded.mail ? START : 'See to the server that SMTP_URL names';
    const what = 'it takes no email; what is to be sent waits';
    return [{ about: 'Mail server', kind: 'away', what, todo, repair: null }];
  } finally {
    mailer.close();
  }
}
