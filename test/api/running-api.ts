/** The web process on its real parts: PostgreSQL, Temporal, a mail server; and people of every role who call it. */
import pg from 'pg';
import supertest from 'supertest';
import type { Test } from 'supertest';
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

/** Calls as one person: each with the next of several tokens, so that tests do not meet the limit of one. */
export interface Caller {
  get(path: string): Test;
  head(path: string): Test;
  post(path: string, body?: string | object): Test;
  patch(path: string, body?: string | object): Test;
  delete(path: string): Test;
  put(path: string): Test;
  options(path: string): Test;
}

export interface RunningApi {
  readonly port: number;
  readonly settings: Settings;
  readonly mail: TestMailServer;
  readonly records: Records;
  /** Past every rule: to see what was written. */
  readonly sql: pg.Client;
  as(who: Who): Caller;
  stranger(): ReturnType<typeof supertest>;
  token(who: Who): Promise<string>;
  personId(who: Who): string;
  /** As if the database had gone away for good. */
  dropDatabase(): Promise<void>;
  close(): Promise<void>;
}

const TOKENS_EACH = 6;

export async function runApi({
  installation = 'training',
}: { readonly installation?: 'training' | 'live' } = {}): Promise<RunningApi> {
  const [database, namespace, mail] = await Promise.all([
    freshDatabase(),
    freshNamespace(),
    startMailServer(),
  ]);
  const { databaseUrl } = database;
  const settings = await testSettings({ databaseUrl, smtpUrl: mail.smtpUrl, namespace, installation });
  const records = await openRecords({ databaseUrl, publicHolidays });
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
  const api = await startApi(settings);
  const agent = supertest(`http://127.0.0.1:${api.port}`);

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

function callerWith(agent: ReturnType<typeof supertest>, tokens: readonly string[]): Caller {
  let calls = 0;
  const signed = (test: Test): Test => {
    calls += 1;
    return test.set('Authorization', `Bearer ${tokens[calls % tokens.length] ?? ''}`);
  };
  const sending = (test: Test, body?: string | object): Test =>
    body === undefined ? test : test.set('Content-Type', 'application/json').send(body);
  return {
    get: (path) => signed(agent.get(path)),
    head: (path) => signed(agent.head(path)),
    post: (path, body) => sending(signed(agent.post(path)), body),
    patch: (path, body) => sending(signed(agent.patch(path)), body),
    delete: (path) => signed(agent.delete(path)),
    put: (path) => signed(agent.put(path)),
    options: (path) => signed(agent.options(path)),
  };
}
