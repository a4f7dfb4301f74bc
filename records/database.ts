/** The pool of connections, Prisma upon it, and transactions that are tried again. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../prisma/generated/client.ts';
import { codesOnly, failureOf, Unavailable, withoutData } from './failures.ts';
import { type Statements, statementsOf } from './statements.ts';
import { turns } from './turns.ts';
import type { Connections, RecordsWatch } from './types.ts';

export type Transaction = Prisma.TransactionClient;

export interface Database {
  /** A transaction of its own, READ COMMITTED, tried again when another one was in its way. */
  transaction<T>(work: (db: Transaction) => Promise<T>): Promise<T>;
  /**
   * Statements that are each a transaction by itself, as quick as can be.
   * @param kind as which their time is measured
   */
  statements<T>(kind: 'read' | 'transaction', work: (db: Statements) => Promise<T>): Promise<T>;
  /** One or a few statements that need no transaction; inside `joined` they are part of that. */
  readonly read: <T>(work: (db: Transaction) => Promise<T>) => Promise<T>;
  /** A transaction of up to two minutes that every `read` called from within is part of. */
  joined<T>(work: (db: Transaction) => Promise<T>): Promise<T>;
  /** Leaves the transaction of `joined`, for what must be seen by others at once. */
  apart<T>(work: () => Promise<T>): Promise<T>;
  /** A connection outside the pool, for what belongs to a session: advisory locks. */
  connectAlone(): Promise<pg.Client>;
  connections(): Connections;
  close(): Promise<void>;
}

/** Milliseconds, and how often a transaction is tried where another one is in its way. */
const USUAL = { most: 6_000, tries: 4 };
/** The first of several equal calls may take long (it moves a clock); its repeats wait for it by trying again. */
const LONG = { most: 120_000, tries: 100 };
const CONNECTIONS = 12;
/**
 * Milliseconds. A new connection reads the catalogue and plans each statement six times before it keeps a plan: 30 ms of
 * the server, thirty times a step. People's steps come minutes apart.
 */
const KEPT_IDLE = 10 * 60_000;
/** Milliseconds: before a network between us and the database forgets a connection that is idle. */
const SHOWN_ALIVE_AFTER = 60_000;
/** Long transactions hold their connection while what they wait for needs some too, as does everybody else. */
const LONG_AT_ONCE = 6;
/** As long as for a connection. */
const TURN_WITHIN_MS = 3_000;
/** Statements are prepared once per connection; what Prisma makes up beyond so many texts is not. */
const PREPARED_AT_MOST = 200;

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
    // Prisma's adapter reads instants as if the session's zone were UTC.
    options: '-c timezone=UTC',
  };
  const pool = new pg.Pool({ ...connection, max: CONNECTIONS, idleTimeoutMillis: KEPT_IDLE });
  // A connection that breaks while idle leaves the pool by itself; what needs the database says so.
  pool.on('error', () => undefined);
  const nameOf = preparedNames();
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: nameOf }) });
  const statements = statementsOf(pool, nameOf);
  const joining = new AsyncLocalStorage<Transaction>();
  const long = turns(LONG_AT_ONCE, TURN_WITHIN_MS);

  const run = <T>(work: (db: Transaction) => Promise<T>, patience: typeof USUAL): Promise<T> =>
    tried(() => prisma.$transaction(work, { maxWait: 3_000, timeout: patience.most }), patience.tries);

  const timed = async <T>(kind: 'read' | 'transaction', work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      return await work();
    } finally {
      watch?.worked(kind, performance.now() - began);
    }
  };

  return {
    transaction: (work) => timed('transaction', () => run(work, USUAL)),
    statements: (kind, work) => timed(kind, () => tried(() => work(statements), USUAL.tries)),
    read: (work) => {
      const joined = joining.getStore();
      if (joined !== undefined) return work(joined);
      return timed('read', () => tried(() => work(prisma), USUAL.tries));
    },
    joined: (work) => long(() => run((db) => joining.run(db, () => work(db)), LONG)),
    apart: (work) => joining.exit(work),
    connectAlone: async () => {
      const client = new pg.Client(connection);
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
      inUse: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

async function tried<T>(work: () => Promise<T>, tries: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Unavailable) throw error;
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

function preparedNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= PREPARED_AT_MOST) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}
