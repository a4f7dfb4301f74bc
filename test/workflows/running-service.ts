/** The process on its real parts, without the web: records, engine, worker and a mail server. */
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { createLog } from '../../config/log.ts';
import type { Settings } from '../../config/settings.ts';
import { londonDateTime } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/index.ts';
import { checkForm } from '../../domain/forms/index.ts';
import type { CaseStepId, Role } from '../../domain/process/vocabulary.ts';
import { connectEngine } from '../../engine/index.ts';
import type { Engine } from '../../engine/index.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { CaseRecord, Person, Records, StepResult } from '../../records/types.ts';
import { startWorker } from '../../worker/main.ts';
import { TELL_CASES } from '../../workflows/messages.ts';
import { freshDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { TestMailServer } from '../support/mail-server.ts';
import { freshNamespace } from '../support/namespace.ts';
import { testSettings } from '../support/settings.ts';
import { until } from '../support/until.ts';
import { REQUEST } from './request.ts';

export interface RunningService {
  readonly settings: Settings;
  readonly records: Records;
  readonly engine: Engine;
  readonly mail: TestMailServer;
  readonly client: Client;
  readonly namespace: string;
  readonly address: string;
  readonly cacheDir: string;
  readonly databaseUrl: string;
  /** Submits a request and tells its workflow. */
  request(): Promise<string>;
  /** An administrator takes a step, whose workflow is then told. */
  step(reference: string, step: CaseStepId, body: unknown): Promise<CaseRecord>;
  /** The same without telling the workflow: as if Temporal had been away. */
  stepUntold(reference: string, step: CaseStepId, body: unknown): Promise<CaseRecord>;
  /** Waits until the workflow knows what is recorded and its email is out. */
  settled(reference: string): Promise<CaseRecord>;
  workflow(reference: string): WorkflowHandle;
  /** As if its 20 seconds were over. */
  runSchedule(): Promise<void>;
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  dropDatabase(): Promise<void>;
  close(): Promise<void>;
}

const ADMINISTRATOR = 'asha.verma@council.example';
export const FACILITATOR = 'tom.hadley@nhs.example';

/** @param there parts of the test's own, in the place of fresh ones */
export async function startService(
  there: {
    readonly database?: TestDatabase;
    readonly temporal?: { readonly namespace: string; readonly temporalAddress?: string };
  } = {},
): Promise<RunningService> {
  const [database, where, mail] = await Promise.all([
    there.database ?? freshDatabase(),
    there.temporal ?? freshNamespace().then((namespace) => ({ namespace })),
    startMailServer(),
  ]);
  const { namespace } = where;
  const settings = await testSettings({
    databaseUrl: database.databaseUrl,
    smtpUrl: mail.smtpUrl,
    ...where,
  });
  const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
  const log = createLog('test', 'silent');
  const engine = connectEngine({ temporal: settings.temporal, records, log });
  const connection = await Connection.connect({ address: settings.temporal.address });
  const client = new Client({ connection, namespace });
  const people = await addPeople(records);
  let worker = await startWorker(settings);

  async function keep(person: Person, work: (actor: Actor) => Promise<StepResult>): Promise<CaseRecord> {
    const { id, name, email, roles } = person;
    const result = await work({ personId: id, name, email, roles });
    if (result.type !== 'applied') throw new Error(`not applied: ${JSON.stringify(result)}`);
    return result.after;
  }

  const service: RunningService = {
    settings,
    records,
    engine,
    mail,
    client,
    namespace,
    address: settings.temporal.address,
    cacheDir: settings.cacheDir,
    databaseUrl: settings.databaseUrl,
    async request() {
      const now = londonDateTime(Date.now() as Instant);
      const body = checkedBody('submitRequest', REQUEST, now);
      const { state, view } = await keep(people.requester, (actor) =>
        records.submitRequest({ body, actor, idempotency: null, answer }),
      );
      await engine.tell({ reference: state.reference, step: 'submitRequest', view, clockAhead: 0 });
      return state.reference;
    },
    async step(reference, step, body) {
      const after = await service.stepUntold(reference, step, body);
      const clockAhead = (await records.clockAhead(reference)) ?? 0;
      await engine.tell({ reference, step, view: after.view, clockAhead });
      return after;
    },
    async stepUntold(reference, step, body) {
      const found = await records.findCase(reference);
      if (found === null) throw new Error('no such case');
      const checked = checkedBody(step, body, londonDateTime(found.now));
      return keep(people.administrator, (actor) =>
        records.applyStep({
          reference,
          step,
          body: checked,
          actor,
          ifVersion: null,
          idempotency: null,
          answer,
        }),
      );
    },
    settled: (reference) =>
      until(
        `${reference} is settled`,
        async () => {
          const found = await records.findCase(reference);
          const known = await engine.describeNow(reference);
          if (found === null || found.view.mailWaiting) return null;
          if (known === null) return found.view.stage === 'closed' ? found : null;
          return known.view.version === found.view.version ? found : null;
        },
        30_000,
      ),
    workflow: (reference) => client.workflow.getHandle(reference),
    runSchedule: () => client.schedule.getHandle(TELL_CASES).trigger(),
    stopWorker: () => worker.close(),
    async startWorker() {
      worker = await startWorker(settings);
    },
    dropDatabase: () => database.drop(),
    async close() {
      await engine.close();
      await worker.close();
      await connection.close();
      await records.close();
      await mail.close();
      await database.drop();
    },
  };
  await until('a worker polls', async () => (await engine.ready()).worker, 60_000);
  return service;
}

type Actor = Parameters<Records['submitRequest']>[0]['actor'];
const answer = () => ({ status: 200, headers: {}, body: null });

function checkedBody<S extends Parameters<typeof checkForm>[0]>(
  step: S,
  body: unknown,
  now: ReturnType<typeof londonDateTime>,
) {
  const checked = checkForm(step, body, { now });
  if (!checked.ok) throw new Error(`bad test data: ${JSON.stringify(checked.faults)}`);
  return checked.body;
}

async function addPeople(records: Records): Promise<{ administrator: Person; requester: Person }> {
  const known = await records.people();
  const add = async (name: string, email: string, roles: readonly Role[]): Promise<Person> =>
    known.find((person) => person.email === email) ?? (await records.addPerson({ name, email, roles }));
  const administrator = await add('Asha Verma', ADMINISTRATOR, ['administrator']);
  await add('Ruth Bell', 'ruth.bell@council.example', ['businessManager']);
  await add('Tom Hadley', FACILITATOR, ['facilitator']);
  const requester = await add(REQUEST.requester.name, REQUEST.requester.email, []);
  return { administrator, requester };
}
