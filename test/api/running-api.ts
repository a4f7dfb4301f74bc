/** The web process on its real parts: PostgreSQL, Temporal, a mail server; and people of every role who call it. */
import pg from 'pg';
import supertest from 'supertest';
import type { Response, Test } from 'supertest';
import { startApi } from '../../api/main.ts';
import type { Settings } from '../../config/settings.ts';
import type { Role } from '../../domain/process/vocabulary.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { Records } from '../../records/types.ts';
import { freshDatabase } from '../support/database.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { TestMailServer } from '../support/mail-server.ts';
import { freshNamespace } from '../support/namespace.ts';
import { testSettings } from '../support/settings.ts';

export const PEOPLE = {
  administrator: { name: 'Asha Verma', email: 'asha.verma@council.example', roles: ['administrator'] },
  businessManager: { name: 'Ruth Bell', email: 'ruth.bell@council.example', roles: ['businessManager'] },
  operator: { name: 'Ola Watts', email: 'ola.watts@council.example', roles: ['operator'] },
  facilitator: { name: 'Tom Hadley', email: 'tom.hadley@nhs.example', roles: ['facilitator'] },
  otherFacilitator: { name: 'Ines Prior', email: 'ines.prior@nhs.example', roles: ['facilitator'] },
  requester: { name: 'Mabel Ashgrove', email: 'm.ashgrove@school.example', roles: [] },
  leadProfessional: { name: 'Ottoline Fairweather', email: 'o.fairweather@council.example', roles: [] },
  attendee: { name: 'Dunstan Vale', email: 'd.vale@police.example', roles: [] },
  stranger: { name: 'Sid Nobody', email: 'sid.nobody@school.example', roles: [] },
} as const satisfies Record<
  string,
  { readonly name: string; readonly email: string; readonly roles: readonly Role[] }
>;
export type Who = keyof typeof PEOPLE;

/** What came back; its body is to be looked at before it is believed. */
export type Answer = Omit<Response, 'body'> & { readonly body: unknown };

/** A call on its way, as far as the tests build it. */
export interface Call extends PromiseLike<Answer> {
  set(name: string, value: string): Call;
  set(headers: Readonly<Record<string, string>>): Call;
  send(body: string | object): Call;
  attach(field: string, content: Buffer, name: string): Call;
  field(name: string, value: string): Call;
  write(content: Buffer): boolean;
  buffer(kept: boolean): Call;
  parse(parser: Parameters<Test['parse']>[0]): Call;
  expect(status: number): Call;
}

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';
/** Anybody: nothing is sent but what the test says. */
type Stranger = Readonly<Record<Method, (path: string) => Call>>;

/** Calls as one person: each with the next of several tokens, so that tests do not meet the limit of one. */
type Caller = Readonly<Record<Method, (path: string, body?: string | object) => Call>>;

export interface RunningApi {
  readonly port: number;
  readonly settings: Settings;
  readonly mail: TestMailServer;
  readonly records: Records;
  /** Past every rule: to see what was written. */
  readonly sql: pg.Client;
  as(who: Who): Caller;
  stranger(): Stranger;
  token(who: Who): Promise<string>;
  personId(who: Who): string;
  /** As if the database had gone away for good. */
  dropDatabase(): Promise<void>;
  close(): Promise<void>;
}

const TOKENS_EACH = 6;

/** @param temporal where the test has a server of its own, to be killed; else the run's */
export async function runApi({
  installation = 'training',
  secondStep,
  now = Date.now,
  partnerDomains = [],
  temporal,
  helpContact = null,
  temporalUiUrl = null,
  openId = null,
}: {
  readonly installation?: 'training' | 'live';
  /** As the kind of installation has it, where it is left out. */
  readonly secondStep?: boolean;
  /** Real time, epoch ms. */
  readonly now?: () => number;
  readonly partnerDomains?: readonly string[];
  readonly helpContact?: string | null;
  readonly temporalUiUrl?: string | null;
  readonly openId?: Settings['openId'];
  readonly temporal?: { readonly namespace: string; readonly temporalAddress: string };
} = {}): Promise<RunningApi> {
  const [database, where, mail] = await Promise.all([
    freshDatabase(),
    temporal ?? freshNamespace().then((namespace) => ({ namespace })),
    startMailServer(),
  ]);
  const { databaseUrl } = database;
  const tested = await testSettings({ databaseUrl, smtpUrl: mail.smtpUrl, installation, ...where });
  const settings = {
    ...tested,
    temporal: { ...tested.temporal, uiUrl: temporalUiUrl },
    helpContact,
    openId,
    ...(secondStep === undefined ? {} : { secondStep }),
  };
  const records = await openRecords({ databaseUrl, publicHolidays, now });
  const ids = new Map<Who, string>();
  const tokens = new Map<Who, string[]>();
  const token = async (who: Who): Promise<string> => {
    const made = await records.makeToken(PEOPLE[who].email, 1);
    if (made === null) throw new Error(`no token for ${who}`);
    return made;
  };
  for (const who of Object.keys(PEOPLE) as Who[]) {
    ids.set(who, (await records.addPerson(PEOPLE[who])).id);
    const several: string[] = [];
    for (let index = 0; index < TOKENS_EACH; index += 1) several.push(await token(who));
    tokens.set(who, several);
  }
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  const api = await startApi(settings, { now, partnerDomains });
  const agent: Stranger = supertest(`http://127.0.0.1:${api.port}`);

  const callers = Object.fromEntries(
    [...tokens].map(([who, several]) => [who, callerWith(agent, several)]),
  ) as Record<Who, Caller>;

  return {
    port: api.port,
    settings,
    mail,
    records,
    sql,
    as: (who) => callers[who],
    stranger: () => agent,
    token,
    personId: (who) => ids.get(who) ?? '',
    async dropDatabase() {
      // Its connection is cut by that.
      sql.on('error', () => undefined);
      await database.drop();
    },
    async close() {
      await api.close();
      await sql.end();
      await records.close();
      await mail.close();
      await database.drop();
    },
  };
}

function callerWith(agent: Stranger, tokens: readonly string[]): Caller {
  let calls = 0;
  const calling =
    (method: Method) =>
    (path: string, body?: string | object): Call => {
      calls += 1;
      const call = agent[method](path).set('Authorization', `Bearer ${tokens[calls % tokens.length] ?? ''}`);
      return body === undefined ? call : call.set('Content-Type', 'application/json').send(body);
    };
  return {
    get: calling('get'),
    head: calling('head'),
    post: calling('post'),
    put: calling('put'),
    patch: calling('patch'),
    delete: calling('delete'),
    options: calling('options'),
  };
}
