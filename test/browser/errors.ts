/** Everything that can go wrong, brought about, so that the page that says so can be looked at. */
import type { JourneyService } from '../journeys/service.ts';
import type { Visit } from './visit.ts';

type Look = (visit: Visit, state: string) => Promise<void>;

interface Trouble {
  readonly service: JourneyService;
  /** Somebody on the case who does not run it. */
  readonly visit: Visit;
  readonly reference: string;
  readonly look: Look;
}

/** In the order in which they are brought about. */
export const STATUSES = [404, 403, 405, 413, 500, 503];

/** @returns the statuses that came. */
export async function everyError({ service, visit, reference, look }: Trouble): Promise<readonly number[]> {
  const statuses: number[] = [];
  const seen = async (status: number): Promise<void> => {
    statuses.push(status);
    await look(visit, `${status}`);
  };
  await seen(await visit.open('/nowhere'));
  await seen(await visit.open(`/cases/${reference}/steps/decideRequest`));
  await visit.open('/requests/new');
  await seen(await post(visit, '/', 1));
  await visit.open('/requests/new');
  await seen(await post(visit, '/requests/new', TOO_MANY));
  const { sql } = service;
  await sql.query('ALTER TABLE draft RENAME TO draft_away');
  await seen(await visit.open('/'));
  await sql.query('ALTER TABLE draft_away RENAME TO draft');
  await visit.open('/requests/new');
  await databaseAway(service, async () => {
    await seen(await post(visit, '/requests/new', 1));
  });
  return statuses;
}

const TOO_MANY = 10_001;

/** Sends the page's form elsewhere, and with more fields than it has. */
async function post(visit: Visit, path: string, fields: number): Promise<number> {
  await visit.withScripts(() =>
    visit.page.evaluate(`(() => {
      const form = document.querySelector('main form');
      form.action = ${JSON.stringify(path)};
      form.insertAdjacentHTML('beforeend', '<input type="hidden" name="more" value="">'.repeat(${fields}));
    })()`),
  );
  return visit.press(visit.page.locator('main form button:not([aria-hidden])').last());
}

async function databaseAway({ sql }: JourneyService, work: () => Promise<void>): Promise<void> {
  const { rows } = await sql.query<{ name: string }>('SELECT current_database() AS name');
  const name = rows[0]?.name ?? '';
  await sql.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
  await sql.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  try {
    await work();
  } finally {
    await sql.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  }
}
