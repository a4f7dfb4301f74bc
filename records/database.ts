/** Pools of connections by reach, Prisma upon them, and transactions that are tried again. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../prisma/generated/client.ts';
import { codesOnly, failureOf, isRoleMissing, RolesMissing, Unavailable, withoutData } from './failures.ts';
import { type Breadth, breadthOf, type Reach, ROLES } from './reach.ts';
import { begin, inTurns, preparedNames, type Statements, statementsOf } from './statements.ts';
import { turns } from './turns.ts';
import type { Connections, RecordsWatch } from './types.ts';

export type Transaction = Prisma.TransactionClient;

/** Each of these is told of which cases it is: PostgreSQL gives it the rows of no other. */
export interface Database {
  /** A transaction of its own, READ COMMITTED, tried again when another one was in its way. */
  transaction<T>(reach: Reach, work: (db: Transaction) => Promise<T>): Promise<T>;
  /**
   * Statements that are each a transaction by itself, never part of another.
   * @param kind as which their time is measured
   */
  statements<T>(kind: 'read' | 'transaction', reach: Reach, work: (db: Statements) => Promise<T>): Promise<T>;
  /** One or a few statements that need no transaction; inside `joined` they are part of that, in their own reach. */
  readonly read: <T>(reach: Reach, work: (db: Statements) => Promise<T>) => Promise<T>;
  /** A transaction of up to two minutes that every `read` called from within is part of. */
  joined<T>(reach: Reach, work: (db: Statements) => Promise<T>): Promise<T>;
  /** Leaves the transaction of `joined`, for what must be seen by others at once. */
  apart<T>(work: () => Promise<T>): Promise<T>;
  /** A connection outside the pools, for what belongs to a session: advisory locks. It reaches no case. */
  connectAlone(): Promise<pg.Client>;
  connections(): Connections;
  close(): Promise<void>;
}

/** Milliseconds, and how often a transaction is tried where another one is in its way. */
const USUAL = { most: 6_000, tries: 4 };
/** The first of several equal calls may take long (it moves a clock); its repeats wait for it by trying again. */
const LONG = { most: 120_000, tries: 100 };
/**
 * A pool for each reach: what PostgreSQL plans for a role it keeps for that role only, so a connection that changed roles
 * would plan each statement anew (30 ms). Each process has at most so many, of the server's 200 (docs/operating.md).
 */
const CONNECTIONS: Readonly<Record<Breadth, number>> = { case: 12, person: 8, none: 6, whole: 4 };
/**
 * Milliseconds. A new connection reads the catalogue and plans each statement six times before it keeps a plan: 30 ms of
 * the server, thirty times a step. People's steps come minutes apart.
 */
const KEPT_IDLE = 10 * 60_000;
/** Milliseconds: before a network between us and the database forgets a connection that is idle. */
const SHOWN_ALIVE_AFTER = 60_000;
/** Long transactions hold their connection while what they wait for needs some too, as does everybody else. */
const LONG_AT_ONCE = 5;
/** As long as for a connection. */
const TURN_WITHIN_MS = 3_000;

export function openDatabase(databaseUrl: string, watch: RecordsWatch | null = null): Database {
  const connection = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 5_000,
    // Of the driver, for a server that does not even answer.
    query_timeout: 5_500,
    lock_timeout: 1_000,
    idle_in_transaction_session_timeout: LONG.most + 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: SHOWN_ALIVE_AFTER,
  };
  const poolOf = (breadth: Breadth): pg.Pool => {
    const pool = new pg.Pool({
      ...connection,
      max: CONNECTIONS[breadth],
      idleTimeoutMillis: KEPT_IDLE,
      options: optionsFor(breadth),
    });
    // A connection that breaks while idle leaves the pool by itself; what needs the database says so.
    pool.on('error', () => undefined);
    // One that breaks in use fails what it was asked; its own event is for nobody besides.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  };
  const pools: Readonly<Record<Breadth, pg.Pool>> = {
    none: poolOf('none'),
    case: poolOf('case'),
    person: poolOf('person'),
    whole: poolOf('whole'),
  };
  const sum = (of: (pool: pg.Pool) => number): number =>
    Object.values(pools).reduce((total, pool) => total + of(pool), 0);
  const nameOf = preparedNames();
  const prisma = clientsOn(pools, nameOf);
  const joining = new AsyncLocalStorage<(reach: Reach) => Statements>();
  const long = turns(LONG_AT_ONCE, TURN_WITHIN_MS);

  const run = <T>(
    reach: Reach,
    { most, tries }: typeof USUAL,
    work: (db: Transaction) => Promise<T>,
  ): Promise<T> =>
    tried(
      () =>
        prisma.of(breadthOf(reach)).$transaction(
          async (db) => {
            await begin(db, reach);
            return work(db);
          },
          { maxWait: 3_000, timeout: most },
        ),
      tries,
    );

  const alone = <T>(reach: Reach, work: (db: Statements) => Promise<T>): Promise<T> =>
    tried(() => work(statementsOf(pools[breadthOf(reach)], reach, nameOf)), USUAL.tries);

  const timed = async <T>(kind: 'read' | 'transaction', work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      return await work();
    } finally {
      watch?.worked(kind, performance.now() - began);
    }
  };

  return {
    transaction: (reach, work) => timed('transaction', () => run(reach, USUAL, work)),
    statements: (kind, reach, work) => timed(kind, () => alone(reach, work)),
    read: (reach, work) => {
      const reaching = joining.getStore();
      if (reaching !== undefined) return work(reaching(reach));
      return timed('read', () => alone(reach, work));
    },
    joined: (reach, work) =>
      long(() =>
        run(reach, LONG, (db) => {
          const reaching = inTurns(db);
          return joining.run(reaching, () => work(reaching(reach)));
        }),
      ),
    apart: (work) => joining.exit(work),
    connectAlone: async () => {
      const client = new pg.Client({ ...connection, options: optionsFor('none') });
      // A connection that breaks ends its session and with it the lock; what is asked of it afterwards fails by itself.
      client.on('error', () => undefined);
      try {
        await client.connect();
      } catch (error) {
        throw new Unavailable('The database cannot be reached', { cause: codesOnly(error) });
      }
      return client;
    },
    connections: () => ({
      inUse: sum((pool) => pool.totalCount - pool.idleCount),
      idle: sum((pool) => pool.idleCount),
      waiting: sum((pool) => pool.waitingCount),
    }),
    close: async () => {
      await prisma.close();
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
    },
  };
}

interface Clients {
  of(breadth: Breadth): PrismaClient;
  close(): Promise<void>;
}

/** Each is made when it is first needed: a process needs few of them. */
function clientsOn(pools: Readonly<Record<Breadth, pg.Pool>>, nameOf: (text: string) => string): Clients {
  const clients = new Map<Breadth, PrismaClient>();
  return {
    of(breadth) {
      const known = clients.get(breadth);
      if (known !== undefined) return known;
      const statementNameGenerator = ({ sql }: { readonly sql: string }): string => nameOf(sql);
      const made = new PrismaClient({ adapter: new PrismaPg(pools[breadth], { statementNameGenerator }) });
      clients.set(breadth, made);
      return made;
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.$disconnect()));
    },
  };
}

/** Prisma's adapter reads instants as if the session's zone were UTC. */
const optionsFor = (breadth: Breadth): string => `-c timezone=UTC -c role=${ROLES[breadth]}`;

async function tried<T>(work: () => Promise<T>, tries: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      if (isRoleMissing(error)) throw new RolesMissing();
      const failure = failureOf(error);
      if (failure === 'other') throw withoutData(error);
      if (failure === 'unavailable' || attempt === tries) {
        throw new Unavailable('The database cannot do this just now', { cause: codesOnly(error) });
      }
      // Not all at the same moment again.
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(5 * 2 ** attempt, 100) * (1 + Math.random())),
      );
    }
  }
}
