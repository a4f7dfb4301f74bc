/** `npm start`: the whole service on this machine. */
import type { Settings } from '../config/settings.ts';
import { readSettings, SettingsError } from '../config/settings.ts';
import { openRecords } from '../records/index.ts';
import { migrate } from '../records/migrate.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import { startEmbedded } from './stack/embedded.ts';
import { CannotStart, clearTheWay } from './stack/one-start.ts';
import { isRunning, npmAbove } from './stack/processes.ts';
import type { Progress } from './stack/progress.ts';
import { tellOn } from './stack/progress.ts';
import { untilReady } from './stack/readiness.ts';
import { leaveInstallation } from './stack/run-files.ts';
import type { Supervisor } from './stack/supervisor.ts';
import { createSupervisor } from './stack/supervisor.ts';
import { typescript } from './stack/typescript.ts';
import { ADMINISTRATOR, addTrainingPeople } from './training-people.ts';

async function start(settings: Settings, supervisor: Supervisor, progress: Progress): Promise<void> {
  await startEmbedded(settings, supervisor, progress);
  await progress.during('Database', async () => {
    await migrate(settings.databaseUrl);
    if (settings.installation === 'training') await addPeople(settings);
  });
  await progress.during('Service', async (say) => {
    for (const name of ['worker', 'api'] as const) {
      await supervisor.keep(name, (runPart) =>
        Promise.resolve(
          runPart({
            name,
            dataDir: settings.dataDir,
            ...typescript(`../../${name}/main.ts`),
            env: process.env,
            stopSignal: 'SIGTERM',
            givesWay: name === 'worker',
          }),
        ),
      );
    }
    await untilReady(settings.port, say);
  });
}

async function addPeople(settings: Settings): Promise<void> {
  const records = await openRecords({
    databaseUrl: settings.databaseUrl,
    publicHolidays,
  });
  try {
    await addTrainingPeople(records);
  } finally {
    await records.close();
  }
}

function whatNext(settings: Settings): string {
  const { embedded, ports, temporal } = settings;
  const addresses: readonly (readonly [string, string | null])[] = [
    ['Pages', settings.publicUrl],
    [
      'Emails',
      embedded.mail ? `http://127.0.0.1:${ports.mail} (caught here, none leaves this machine)` : null,
    ],
    ['JSON API', `${settings.publicUrl}/v1, described by ${settings.publicUrl}/v1/openapi.json`],
    ['Temporal UI', temporal.uiUrl],
    [
      'Metrics',
      `http://127.0.0.1:${settings.metricsPort}/metrics, the worker’s http://127.0.0.1:${settings.workerMetricsPort}/metrics`,
    ],
    ['Data, logs', settings.dataDir],
  ];
  const training = `
What next: open the pages and sign in as one of the invented people listed there; the code is in the caught emails.
In a second terminal:
  npm run demo                  walks a whole case, from the request to its close
  npm run user -- list          shows the people of the training partnership
  npm run -s token -- --email ${ADMINISTRATOR}
                                prints a token for the JSON API
`;
  return `
The service is ready (${settings.installation} installation).
${addresses.flatMap(([name, where]) => (where === null ? [] : [`  ${name.padEnd(12)} ${where}`])).join('\n')}
${settings.installation === 'training' ? training : ''}
Ctrl-C stops it all; the data stay for the next start.`;
}

/** Calls back once when npm, which started this, is gone: a `kill -9` of npm reaches nobody else. */
function whenNpmIsGone(then: () => void): void {
  const npm = process.env['npm_lifecycle_event'] === 'start' ? npmAbove() : null;
  if (npm === null) return;
  const watch = setInterval(() => {
    if (isRunning(npm)) return;
    clearInterval(watch);
    then();
  }, 500);
  watch.unref();
}

/** Ends everything once, in order, whoever asks; a reason is told unless it ends already. */
function stopOnce(
  settings: Settings,
  supervisor: Supervisor,
  progress: Progress,
): (exitCode: number, reason?: string) => void {
  let stopping = false;
  const endAll = async (exitCode: number): Promise<void> => {
    progress.line('Stopping …');
    await supervisor.stop();
    leaveInstallation(settings.dataDir);
    progress.line('Stopped. The data stay for the next start.');
    process.exit(exitCode);
  };
  return (exitCode, reason) => {
    if (stopping) return;
    stopping = true;
    if (reason !== undefined) console.error(reason);
    void endAll(exitCode);
  };
}

async function main(): Promise<void> {
  const progress = tellOn((line) => {
    console.log(line);
  });
  // Whoever read what is told here may be gone; the service runs on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const supervisor = createSupervisor(progress);
  const settings = readSettings(process.env);
  const stop = stopOnce(settings, supervisor, progress);
  await clearTheWay(settings, progress);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop(0);
    });
  }
  whenNpmIsGone(() => {
    stop(1);
  });
  try {
    await start(settings, supervisor, progress);
    console.log(whatNext(settings));
  } catch (error) {
    stop(1, error instanceof Error ? error.message : String(error));
  }
}

main().catch((error: unknown) => {
  const known = error instanceof SettingsError || error instanceof CannotStart;
  console.error(known ? error.message : error);
  process.exit(1);
});
