/** What happened to a case, as it was stored by whichever release, read as this one's events. */
import type { Instant } from '../domain/calendar/types.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import { upcast } from '../domain/case/index.ts';
import type { Statements } from './statements.ts';

interface StoredEvent {
  readonly version: number;
  readonly at: Instant;
  readonly body: unknown;
}

/** Every event of a case, oldest first. */
export async function readEvents(db: Statements, reference: string): Promise<readonly CaseEvent[]> {
  const stored = await db.$queryRaw<StoredEvent[]>`
    SELECT version, (extract(epoch FROM at) * 1000)::float8 AS at, body
    FROM case_event WHERE reference = ${reference} ORDER BY version`;
  return stored.map(({ version, at, body }) => ({ version, at, body: upcast(body) }));
}
