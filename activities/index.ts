/** What the process does in the world. Workflows know these by type only. */
import type { Log } from '../config/log.ts';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import { createCalendarActivities } from './calendar-change.ts';
import { createDeliverActivities } from './deliver.ts';
import type { NoteEmail } from './deliver.ts';
import { createDueActivities } from './due.ts';
import type { Mailer } from './email/index.ts';
import { createTellActivities } from './tell.ts';

export type { NoteEmail } from './deliver.ts';

export interface ActivityParts {
  readonly records: Records;
  readonly mailer: Mailer;
  readonly engine: Engine;
  /** Where people reach the service, for links in emails. */
  readonly publicUrl: string;
  /** The sender, who is the organiser of sessions in calendars. */
  readonly mailFrom: string;
  readonly noteEmail: NoteEmail;
  readonly log: Log;
}

export type Activities = ReturnType<typeof createActivities>;

export function createActivities(parts: ActivityParts) {
  return {
    ...createDueActivities(parts),
    ...createDeliverActivities(parts),
    ...createTellActivities(parts),
    ...createCalendarActivities(parts),
  };
}
