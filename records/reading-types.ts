/** What records offer to reading: cases, their answers, files and tasks, the calendar, the tracker and the learning log. */
import type { Instant, PlainDate, WorkingCalendar } from '../domain/calendar/types.ts';
import type { CaseState, ParticipantId } from '../domain/case/state.ts';
import type { SubmitRequest } from '../domain/forms/index.ts';
import type { Agency, StepId, TaskKind } from '../domain/process/vocabulary.ts';
import type { CaseRecord } from './changing-types.ts';
import type { Page } from './cursor.ts';
import type { Person } from './people-types.ts';

export interface KeptAnswerOfStep {
  readonly id: string;
  readonly step: StepId;
  /** A participant's id or "administrators". */
  readonly by: ParticipantId;
  /** Id of the account that typed it, where on behalf: the API shows the administrator's name. */
  readonly onBehalfOf: {
    readonly typedBy: string;
    readonly receivedOn: PlainDate;
    readonly how: string;
  } | null;
  readonly at: Instant;
  readonly formVersion: number;
  /** 1, 2, … of this participant's answers to this step. */
  readonly version: number;
  /** Since when it does not count, because its step was taken back; null while it does. */
  readonly takenBackAt: Instant | null;
  /** As the form gave it, without `onBehalfOf`. */
  readonly body: unknown;
}

export interface TimelineEntry {
  readonly at: Instant;
  readonly kind: 'step' | 'stage' | 'task' | 'reminder' | 'escalation' | 'email';
  readonly step: StepId | null;
  /** A participant's id, "administrators" or "service". */
  readonly by: ParticipantId | null;
  readonly text: string;
}

export interface TaskRow {
  readonly reference: string;
  readonly id: string;
  readonly kind: TaskKind;
  readonly owner: string;
  readonly dueOn: PlainDate | null;
  readonly about: string | null;
  readonly childId: string | null;
  readonly actionId: string | null;
  readonly overdue: boolean;
}

export interface MovedTask {
  readonly kind: TaskKind;
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** What a changed calendar does to open cases; by reference. */
export interface CalendarEffect {
  /** Those with a due date that moves. */
  readonly cases: readonly { readonly reference: string; readonly moves: readonly MovedTask[] }[];
  /** Those whose session is planned on the day; it stays. */
  readonly sessions: readonly string[];
}

/** Of the tracker: anonymous. */
export interface TrackerLogEntry {
  /** `2026-Q1` */
  readonly quarter: string;
  readonly summary: string;
  readonly keyLearning: readonly string[];
  readonly themes: readonly string[];
}

export interface LearningLogEntry {
  readonly reference: string;
  readonly recordedOn: PlainDate;
  readonly theme: string;
  readonly learning: string;
  readonly scope: string;
  readonly new: boolean;
  readonly forStatutoryPartners: boolean;
  /** Those recorded together with it. */
  readonly actions: readonly { readonly what: string; readonly by?: PlainDate }[];
}

/** A page of the list of cases; the cursors of the pages beside it are null where there is none. */
export interface CasePage {
  readonly rows: readonly CaseRecord[];
  readonly newer: string | null;
  readonly older: string | null;
}

/** What somebody finds when they come in. */
export interface Home {
  /** Open tasks that wait on them, soonest due first. */
  readonly theirs: readonly TaskRow[];
  /** For those who run the process: what waits on others, soonest due first. */
  readonly others: readonly TaskRow[];
  /** Whether there are more of either. */
  readonly more: { readonly theirs: boolean; readonly others: boolean };
  /** For those who run the process: cases whose session is still to be held, the fewest days left first. */
  readonly notYetHeld: readonly CaseRecord[];
  /** The newest of their cases. */
  readonly own: readonly CaseRecord[];
  /** Every case named above, by reference, and its newest request. */
  readonly cases: ReadonlyMap<string, CaseRecord>;
  readonly requests: ReadonlyMap<string, SubmitRequest>;
  /** By which their days are counted; null where no case is named. */
  readonly calendar: WorkingCalendar | null;
}

export interface ReadingRecords {
  // --- reading
  findCase(reference: string): Promise<CaseRecord | null>;
  /** By reference, as a list shows them to this person; those that are not there, or not theirs, are left out. */
  findCases(references: readonly string[], viewer: Person): Promise<ReadonlyMap<string, CaseRecord>>;
  /** Those that count, newest first. */
  answers(reference: string, step: StepId | null): Promise<readonly KeptAnswerOfStep[]>;
  /** Also those that were taken back. */
  everyAnswer(reference: string): Promise<readonly KeptAnswerOfStep[]>;
  newestRequest(reference: string): Promise<SubmitRequest | null>;
  /** The newest requests of these cases, by reference, in one query: for this person's lists. */
  newestRequests(references: readonly string[], viewer: Person): Promise<ReadonlyMap<string, SubmitRequest>>;
  timeline(reference: string, cursor: string | null, limit: number): Promise<Page<TimelineEntry>>;
  /** Entries of the timeline later than `after` (case time), oldest first. */
  timelineSince(reference: string, after: Instant, limit: number): Promise<readonly TimelineEntry[]>;
  cases(query: {
    readonly viewer: Person;
    readonly stage: CaseState['stage'] | null;
    readonly overdue: boolean | null;
    readonly mine: boolean | null;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<CaseRecord>>;
  tasks(query: {
    readonly viewer: Person;
    readonly mine: boolean | null;
    readonly overdue: boolean | null;
    readonly kind: TaskKind | null;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<TaskRow>>;
  casePage(query: {
    readonly viewer: Person;
    readonly stage: CaseState['stage'] | null;
    /** Of a participant who has not left. */
    readonly agency: Agency | null;
    readonly overdue: boolean;
    readonly mine: boolean;
    /** Whole, or its beginning with the year at least: `MAS-2026-00`. */
    readonly reference: string | null;
    readonly turn: { readonly to: 'newer' | 'older'; readonly from: string } | null;
    readonly limit: number;
  }): Promise<CasePage>;
  /** Cases whose session is still to be held, the fewest days left first: for those who run the process. */
  sessionsToHold(query: {
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<CaseRecord>>;
  home(query: {
    readonly viewer: Person;
    /** At most so many tasks that wait on them, and on others; sessions still to be held; and of their cases. */
    readonly limit: { readonly tasks: number; readonly sessions: number; readonly cases: number };
  }): Promise<Home>;
  searchCases(query: {
    readonly surname: string | null;
    readonly dateOfBirth: PlainDate | null;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<CaseRecord>>;
  /** Other cases of a child or sibling of this one, by surname and date of birth: for those who run the process. */
  casesOfSameChildren(reference: string, limit: number): Promise<readonly CaseRecord[]>;

  // --- files
  keepFile(file: {
    readonly reference: string;
    readonly sentBy: string;
    readonly name: string;
    readonly type: string;
    readonly content: Buffer;
  }): Promise<{ readonly id: string; readonly name: string; readonly size: number }>;
  /** The file with the answer that names it, if one does. */
  findFile(
    reference: string,
    id: string,
  ): Promise<{
    readonly name: string;
    readonly type: string;
    readonly size: number;
    readonly content: Buffer;
    readonly sentBy: string;
    readonly answerIds: readonly string[];
  } | null>;
  /** Names of those of these files that this person sent to the case, by id. */
  fileNames(query: {
    readonly reference: string;
    readonly ids: readonly string[];
    readonly sentBy: string;
  }): Promise<ReadonlyMap<string, string>>;

  // --- calendar
  calendar(): Promise<WorkingCalendar>;
  closures(): Promise<readonly { readonly date: PlainDate; readonly why: string }[]>;
  addClosure(date: PlainDate, why: string): Promise<boolean>;
  removeClosure(date: PlainDate): Promise<boolean>;
  /** What adding (or removing) a closure on this date would move; nothing is written. */
  calendarEffect(change: { readonly date: PlainDate; readonly closed: boolean }): Promise<CalendarEffect>;
  /** Of a year, in England and Wales, those that fall on Monday to Friday. */
  publicHolidays(year: number): readonly PlainDate[];
  /** References of open cases whose dates were worked out with an older calendar. */
  casesWithOlderCalendar(limit: number): Promise<readonly string[]>;

  // --- tracker and learning log
  tracker(theme: string | null, cursor: string | null, limit: number): Promise<Page<TrackerLogEntry>>;
  trackerThemes(): Promise<readonly string[]>;
  /** Of what this person may read. */
  learningThemes(viewer: Person): Promise<readonly string[]>;
  /** Administrators and the business manager read all of it, others what they wrote. */
  learning(
    viewer: Person,
    theme: string | null,
    cursor: string | null,
    limit: number,
  ): Promise<Page<LearningLogEntry>>;
}
