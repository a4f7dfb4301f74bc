/**
 * Raw statements over the driver itself, each told of whose rows it is: a third of what they cost through Prisma. Prisma's
 * own transactions run them just the same.
 */
import pg from 'pg';
import { Prisma } from '../prisma/generated/client.ts';
import { breadthOf, identityOf, type Reach, ROLES } from './reach.ts';
import { askTold, type Telling } from './told-query.ts';

export interface Statements {
  $queryRaw<T>(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]): Promise<T>;
  /** @returns how many rows it wrote, or gave. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]): Promise<number>;
}

/** Statements are prepared once per connection; what is made up beyond so many texts is not. */
const PREPARED_AT_MOST = 300;

/** @returns under which name a text is prepared on every connection; empty where it is not */
export function preparedNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= PREPARED_AT_MOST) return '';
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
}

/** Each a transaction by itself, on whatever connection of the reach's pool is free. */
export function statementsOf(pool: pg.Pool, reach: Reach, nameOf: (text: string) => string): Statements {
  const toldFirst = toTell(reach);
  const run = async (query: TemplateStringsArray | Prisma.Sql, given: readonly unknown[]) => {
    const { text, values } = 'raw' in query ? Prisma.sql(query, ...given) : query;
    const name = nameOf(text);
    const statement = { text, values, ...(name !== '' && { name }) };
    const client = await pool.connect();
    try {
      const result = await (toldFirst === null
        ? client.query(statement)
        : askTold(client, toldFirst, statement));
      client.release();
      return result;
    } catch (error) {
      // A statement that the server refused leaves its connection whole.
      client.release(!(error instanceof pg.DatabaseError));
      throw error;
    }
  };
  return {
    $queryRaw: async <T>(query: TemplateStringsArray | Prisma.Sql, ...values: readonly unknown[]) => {
      const { rows } = await run(query, values);
      // Of what kind rows are is said by whoever asks, as with Prisma's own.
      return rows as T;
    },
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}

/** What the policies of these two reaches compare with; those of the others compare with nothing. */
function toTell(reach: Reach): Telling | null {
  if (reach === 'none' || reach === 'whole') return null;
  const { reference, person } = identityOf(reach);
  const { text } = telling(reference, person);
  return { name: 'identity', text, values: [reference, person] };
}

/** For the transaction under way only: what was told ends with it. */
const telling = (reference: string, person: string): Prisma.Sql =>
  Prisma.sql`SELECT set_config('mas.reference', ${reference}, true), set_config('mas.person', ${person}, true)`;

/** What a transaction begins with, on a connection of the reach's own role. */
export async function begin(db: Statements, reach: Reach): Promise<void> {
  if (reach === 'none' || reach === 'whole') return;
  const { reference, person } = identityOf(reach);
  await db.$executeRaw(telling(reference, person));
}

/** One transaction that is used in several reaches: each statement after its reach was told, one after the other. */
export function inTurns(db: Statements): (reach: Reach) => Statements {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(reach: Reach, ask: () => Promise<T>): Promise<T> => {
    const tellAndAsk = async (): Promise<T> => {
      const { reference, person } = identityOf(reach);
      await db.$executeRaw`
        SELECT set_config('role', ${ROLES[breadthOf(reach)]}, true), set_config('mas.reference', ${reference}, true),
          set_config('mas.person', ${person}, true)`;
      return ask();
    };
    const next = last.then(tellAndAsk, tellAndAsk);
    last = next;
    return next;
  };
  return (reach) => ({
    $queryRaw: (query, ...values) => inTurn(reach, () => db.$queryRaw(query, ...values)),
    $executeRaw: (query, ...values) => inTurn(reach, () => db.$executeRaw(query, ...values)),
  });
}
