/**
 * Stops transactions right before their commit, from outside: triggers that run at the commit, in the database of the
 * harness alone, wait for a lock that the harness holds. The service itself knows nothing of them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Which transactions: those of people's steps, or of what time brings. The numbers are those of the locks. */
const LOCKS = { step: 90_001, time: 90_002 } as const;
export type Stalled = keyof typeof LOCKS;

export interface Stalls {
  /** From now on these transactions wait at their commit. */
  arm(what: Stalled): Promise<void>;
  /** Whether one waits within this time (ms). */
  reached(withinMs: number): Promise<boolean>;
  /** Those that wait come to nothing, as where their connection breaks; the lock is let go. */
  undo(): Promise<void>;
  /** Those that wait are committed, whoever is still there to hear of it; the lock is let go. */
  commit(): Promise<void>;
  /** Takes the triggers away. */
  close(): Promise<void>;
}

const SET_UP = `
  CREATE SCHEMA kills;
  CREATE FUNCTION kills.stall() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint);
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER kills_step AFTER INSERT ON case_event DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.body ->> 'type' = 'stepTaken') EXECUTE FUNCTION kills.stall(${LOCKS.step});
  CREATE CONSTRAINT TRIGGER kills_time AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.what = 'clock') EXECUTE FUNCTION kills.stall(${LOCKS.time});`;

const WAITING = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid IN (${Object.values(LOCKS).join()})`;

const LOOK_EVERY_MS = 5;
const TRY_AGAIN_MS = 250;
const TRIES = 80;

/** @param url of an account that owns the database, or a superuser */
export async function openStalls(url: string): Promise<Stalls> {
  let client: pg.Client | null = null;
  const connected = async (): Promise<pg.Client> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await connectedNow();
      } catch (error) {
        // It may just have been killed.
        if (tries === TRIES) throw error;
        await pause(TRY_AGAIN_MS);
      }
    }
  };
  const connectedNow = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const fresh = new pg.Client({ connectionString: url });
    // PostgreSQL is among what is killed: with the connection goes the lock.
    fresh.on('error', () => {
      if (client === fresh) client = null;
    });
    fresh.on('end', () => {
      if (client === fresh) client = null;
    });
    await fresh.connect();
    client = fresh;
    return fresh;
  };
  const letGo = async (): Promise<void> => {
    await client?.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
  };
  await (await connected()).query(SET_UP);
  return {
    async arm(what) {
      await (await connected()).query('SELECT pg_advisory_lock($1)', [LOCKS[what]]);
    },
    async reached(withinMs) {
      const deadline = Date.now() + withinMs;
      while (Date.now() < deadline) {
        const { rowCount } = await (await connected()).query(WAITING);
        if (rowCount !== 0) return true;
        await pause(LOOK_EVERY_MS);
      }
      return false;
    },
    async undo() {
      await client
        ?.query(`SELECT pg_terminate_backend(pid) FROM (${WAITING}) waiting`)
        .catch(() => undefined);
      await letGo();
    },
    commit: letGo,
    async close() {
      await (
        await connected()
      ).query(
        'DROP TRIGGER kills_step ON case_event; DROP TRIGGER kills_time ON audit; DROP SCHEMA kills CASCADE',
      );
      await client?.end();
    },
  };
}
