/** On a training case's first page, for those who may move its clock: where it stands, and what its last move brought. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { may } from '../../../domain/access/index.ts';
import type { CaseRecord, Person } from '../../../records/types.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { nextStopOf } from '../../moving-clock.ts';
import type { Services } from '../../services.ts';
import type { CaseShown } from '../case/case-words.ts';
import { entryShown } from '../case/timeline-entry.ts';
import type { EntryShown } from '../case/timeline-entry.ts';
import { newFormKey } from '../once.ts';
import type { PageCall } from '../page.ts';
import { nextInWords } from './next-in-words.ts';

/** What a page with the clock's form shows. */
export interface ClockForm {
  /** London's date and time by the case's clock. */
  readonly now: string;
  /** What falls due next and when; null where nothing does. */
  readonly next: { readonly at: string; readonly what: string } | null;
  readonly key: string;
  readonly action: string;
}

interface CaseClock {
  /** Null in a closed case: its clock stands. */
  readonly form: ClockForm | null;
  /** What happened by the move that led here; null where none did. */
  readonly onTheWay: {
    readonly now: string;
    readonly entries: readonly EntryShown[];
    readonly more: boolean;
  } | null;
}

/** Entries told after a move; the timeline has the rest. */
const MOST_TOLD = 20;

/** The moment from which a move led here, in an address. */
export const SINCE = 'since';

/** Whether there are clocks to move here, and this person may. */
export const mayMoveClock = ({ installation }: Pick<Services, 'installation'>, person: Person): boolean =>
  installation === 'training' && may(person, 'advanceClock');

/** Null for whoever has no business with clocks. */
export async function caseClock(
  services: Services,
  call: PageCall,
  { record, viewer }: CaseSeen,
  shown: CaseShown,
): Promise<CaseClock | null> {
  if (!mayMoveClock(services, call.person)) return null;
  const { reference, stage } = record.state;
  const since = /^\d{1,15}$/.test(call.query(SINCE)) ? (Number(call.query(SINCE)) as Instant) : null;
  const entries =
    since === null ? null : await services.records.timelineSince(reference, since, MOST_TOLD + 1);
  return {
    form: stage === 'closed' ? null : await clockForm(services, record, newFormKey()),
    onTheWay:
      entries === null
        ? null
        : {
            now: londonDateTime(record.now),
            // Who may move clocks reads every entry.
            entries: entries
              .slice(0, MOST_TOLD)
              .map((entry) => entryShown(entry, shown, viewer.participantId)),
            more: entries.length > MOST_TOLD,
          },
  };
}

export async function clockForm(
  { records }: Pick<Services, 'records'>,
  record: CaseRecord,
  key: string,
): Promise<ClockForm> {
  const stop = await nextStopOf(records, record);
  return {
    now: londonDateTime(record.now),
    next:
      stop === null
        ? null
        : {
            at: londonDateTime(stop > record.now ? stop : record.now),
            what: nextInWords(record, stop),
          },
    key,
    action: `/cases/${record.state.reference}/clock`,
  };
}
