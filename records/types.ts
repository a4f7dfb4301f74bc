/** What records offer: the transactions that change a case, and the queries that read it. Api and activities share it. */
import type { GlassReason } from '../domain/access/index.ts';
import type { Instant, PlainDate, WorkingCalendar } from '../domain/calendar/types.ts';
import type { Actor, Decision, EmailKind, EmailData } from '../domain/case/commands.ts';
import type { CaseState, ParticipantId } from '../domain/case/state.ts';
import type { StepBody, SubmitRequest } from '../domain/forms/index.ts';
import type { Agency, CaseStepId, Role, StepId, TaskKind } from '../domain/process/vocabulary.ts';
import type { ApprovalRecords, CaseToTell } from './approval-types.ts';
import type { KeepingRecords } from './keeping-types.ts';
import type { SecondStepRecords, SignInRecords } from './sign-in-types.ts';
import type { ToldView } from './told-view.ts';

export type { Approval, CaseToTell, EmailToRepair, Judged } from './approval-types.ts';
export type { ToldView } from './told-view.ts';
export type { CaseKeeping } from './keeping-types.ts';
export type { CodeUse, Passkey, SecondStep, SignedIn } from './sign-in-types.ts';

/** A case as read: the folded state and its clock. */
export interface CaseRecord {
  readonly state: CaseState;
  /** Now by the case's clock: real time plus the case's offset, never before `state.lastAt`. */
  readonly now: Instant;
  readonly view: ToldView;
}

/** The answer of the API to a call with an Idempotency-Key, kept for a week to be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface IdempotencyScope {
  readonly personId: string;
  /** Method and path. */
  readonly address: string;
  /** SHA-256 of the key and of the body, hex. The key itself is never kept. */
  readonly keyHash: string;
  readonly bodyHash: string;
}

export type Once<T> =
  | { readonly type: 'first'; readonly value: T }
  | { readonly type: 'repeated'; readonly answer: KeptAnswer }
  | { readonly type: 'keyReused' };

export interface StepInput<S extends CaseStepId = CaseStepId> {
  readonly reference: string;
  readonly step: S;
  /** Parsed by the form. */
  readonly body: StepBody<S>;
  readonly actor: Actor;
  readonly ifVersion: number | null;
  readonly idempotency: IdempotencyScope | null;
  /** Makes the answer to keep, inside the transaction, from the case as it is after the step. */
  readonly answer: (after: CaseRecord) => KeptAnswer;
}

export type StepResult =
  | { readonly type: 'applied'; readonly after: CaseRecord; readonly answer: KeptAnswer }
  | { readonly type: 'repeated'; readonly answer: KeptAnswer }
  | { readonly type: 'keyReused' }
  | { readonly type: 'notFound' }
  | Exclude<Decision, { type: 'applied' }>;

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly disabled: boolean;
}

/** Who calls with a token. */
export interface TokenHolder extends Person {
  /** Somebody else made it, and may hold it: that the caller is this person is not known. */
  readonly tokenByAnother: boolean;
}

/** Of a browser in which somebody signed in. */
export interface BrowserSession {
  readonly person: Person;
  /** Lapsed: 20 minutes unused or 12 hours old. It lets nobody in, and says only whose typed answers these are. */
  readonly state: 'active' | 'lapsed';
  readonly secondStep: boolean;
}

/** What somebody typed on a page and has not submitted. */
export interface Draft {
  /** Address of the page. */
  readonly page: string;
  /** Field names as posted, each with its values. */
  readonly typed: Readonly<Record<string, readonly string[]>>;
  /** Real time, epoch ms. */
  readonly keptAt: number;
}

export interface DraftPage extends Omit<Draft, 'typed'> {
  /** Of a request: the child's name as far as it is typed, for its writer to know it by. */
  readonly child: string | null;
}

export interface DraftChange {
  readonly personId: string;
  readonly page: string;
  /** @param late what was kept below the page, oldest first */
  readonly change: (typed: Draft['typed'], late: readonly Pick<Draft, 'page' | 'typed'>[]) => Draft['typed'];
}

export interface Facilitator {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string | null;
  readonly organisation: string | null;
  readonly agency: Agency | null;
  readonly telephone: string | null;
  readonly active: boolean;
}

/** As the list of facilitators shows them to those who look after it. */
export interface ListedFacilitator extends Facilitator {
  readonly openCases: number;
}

/** A bearer token that still works; its text is known to nobody any more. */
export interface KeptToken {
  readonly id: string;
  /** Real time, epoch ms. */
  readonly endsAt: number;
}

/** An open task that is somebody's. */
export interface WaitingTask {
  readonly reference: string;
  readonly kind: TaskKind;
  readonly dueOn: PlainDate | null;
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

/** An email in the outbox, taken to be sent. */
export interface OutboxEmail {
  readonly id: string;
  readonly reference: string;
  readonly kind: EmailKind;
  readonly address: string;
  readonly data: EmailData;
  /** Stable, made when it was put in the outbox. */
  readonly messageId: string;
  /** By the case's clock, when it was queued. */
  readonly queuedAt: Instant;
  /** Real time, epoch ms: the same moment. */
  readonly madeAt: number;
  readonly attempts: number;
}

/** Emails of a case that somebody should look after. */
export interface MailInDoubt {
  readonly reference: string;
  readonly unsent: number;
  readonly unknown: number;
}

/** How the whole installation stands; instants are real ones, epoch ms. */
export interface Figures {
  /** Stages with an open case. */
  readonly open: readonly { readonly stage: CaseState['stage']; readonly count: number }[];
  /** Cases whose workflow was not told of the newest version. */
  readonly untold: number;
  readonly oldestUntoldAt: number | null;
  /** Emails queued or being sent. */
  readonly unsent: number;
  readonly oldestUnsentAt: number | null;
  /** Open cases in which something has been due for more than a minute. */
  readonly late: number;
  readonly oldestLateAt: number | null;
  /** What waits for a second person, by kind. */
  readonly approvals: readonly { readonly kind: string; readonly count: number }[];
  readonly oldestApprovalAt: number | null;
  /** Each by its case's own clock. */
  readonly tasksOverdue: readonly { readonly kind: TaskKind; readonly count: number }[];
  /** Accepted, not held: past its date, and due within seven days. */
  readonly sessionsPast: number;
  readonly sessionsSoon: number;
}

/** A case in which something waits longer than it should. */
export interface WaitingCase {
  readonly reference: string;
  readonly stage: CaseState['stage'];
  readonly what: 'late' | 'untold' | 'unsent' | 'outcomeUnknown';
  /** Real time, epoch ms. */
  readonly since: number;
}

/** An entry of the audit, for the business manager. */
export interface AccessLogEntry {
  /** 1, 2, … of this case. */
  readonly number: number;
  /** Real time, epoch ms. */
  readonly at: number;
  /** Null for the service itself, and for an account that is not there. */
  readonly who: { readonly name: string; readonly email: string } | null;
  readonly byService: boolean;
  readonly what: string;
  readonly why: string | null;
}

/** Told of how the database fares and how late what time brings is: for metrics and the log. Must not throw. */
export interface RecordsWatch {
  /** One piece of work on the database ended, waiting for a connection and trying again included. */
  worked(kind: 'read' | 'transaction', ms: number): void;
  /** What time brings was recorded so long after its due instant, in a case whose clock is the real one. */
  timeBrought(lateMs: number): void;
}

/** Connections of this process to the database. */
export interface Connections {
  readonly inUse: number;
  readonly idle: number;
  /** Those who wait for one. */
  readonly waiting: number;
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

export interface AuditEntry {
  /** Null for the service itself. */
  readonly personId: string | null;
  /** `view case`, `step decideRequest`, `refused publishSummary: forbidden` …: ids and enumerated words only. */
  readonly what: string;
  /** Where a reason is asked for. */
  readonly why: string | null;
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
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

export interface Records extends SignInRecords, SecondStepRecords, ApprovalRecords, KeepingRecords {
  // --- a case changes
  submitRequest(input: {
    readonly body: SubmitRequest;
    readonly actor: Actor;
    readonly idempotency: IdempotencyScope | null;
    readonly answer: (after: CaseRecord) => KeptAnswer;
    /** The page of the draft that it was typed in, which ends with it. */
    readonly draft?: string;
  }): Promise<StepResult>;
  applyStep(input: StepInput): Promise<StepResult>;
  /** What time brings until `at` (case time); idempotent. Null when there is no such case. */
  bringTime(reference: string, at: Instant): Promise<ToldView | null>;
  /** Works out again the dates that count back from the session. Null when there is no such case. */
  carryCalendarChange(reference: string): Promise<ToldView | null>;

  // --- telling the workflows
  /** Marks that the workflow knows this version. */
  told(reference: string, version: number): Promise<void>;
  /** Open or closed cases whose workflow was not told of the newest version, oldest first. */
  untold(
    limit: number,
  ): Promise<readonly { readonly reference: string; readonly view: ToldView; readonly clockAhead: number }[]>;
  /** References of all open cases, and closed ones whose email waits, in pages, with their view: for finding those whose workflow is missing. */
  openCases(
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly reference: string; readonly view: ToldView; readonly clockAhead: number }[]>;
  viewToTell(reference: string): Promise<{ readonly view: ToldView; readonly clockAhead: number } | null>;

  // --- mail
  /** Takes up to `limit` unsent emails of the case, marking each as being sent by this attempt. */
  takeMail(reference: string, limit: number): Promise<readonly OutboxEmail[]>;
  /** Records what became of each; `failed` stays in the outbox to be tried again; `refused` (5xx for this address) does not. Returns the new view. */
  mailResults(
    reference: string,
    results: readonly {
      readonly id: string;
      readonly result: 'sent' | 'failed' | 'refused' | 'outcomeUnknown';
      readonly why: string | null;
    }[],
  ): Promise<ToldView>;

  // --- reading
  findCase(reference: string): Promise<CaseRecord | null>;
  /** By reference; those that are not there are left out. */
  findCases(references: readonly string[]): Promise<ReadonlyMap<string, CaseRecord>>;
  /** Those that count, newest first. */
  answers(reference: string, step: StepId | null): Promise<readonly KeptAnswerOfStep[]>;
  /** Also those that were taken back. */
  everyAnswer(reference: string): Promise<readonly KeptAnswerOfStep[]>;
  newestRequest(reference: string): Promise<SubmitRequest | null>;
  /** The newest requests of these cases, by reference, in one query: for lists. */
  newestRequests(references: readonly string[]): Promise<ReadonlyMap<string, SubmitRequest>>;
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

  // --- people
  findPersonByToken(token: string): Promise<TokenHolder | null>;
  findPersonByEmail(email: string): Promise<Person | null>;
  people(): Promise<readonly Person[]>;
  addPerson(person: {
    readonly email: string;
    readonly name: string;
    readonly roles: readonly Role[];
  }): Promise<Person>;
  /** Ends their access at once, and lists what waits on them to the administrators. False where nobody has the address. */
  disablePerson(email: string): Promise<boolean>;
  /** @param madeBy who makes it on a page of the site; left out where a command does */
  makeToken(email: string, days: number, madeBy?: string): Promise<string | null>;
  /** Null for anything that is no id of a person. */
  findPerson(id: string): Promise<Person | null>;
  /** By name, disabled ones too. `text`: of name or address; `after`: the id of the last one before. */
  peoplePage(query: {
    readonly text: string | null;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<Page<Person>>;
  /** Roles as they are to be. The last administrator who is not disabled stays one. */
  changePerson(change: {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly Role[];
  }): Promise<'changed' | 'lastAdministrator'>;
  /** As `disablePerson`, once; the last administrator stays. */
  disableAccount(id: string): Promise<'disabled' | 'already' | 'lastAdministrator'>;
  enableAccount(id: string): Promise<void>;
  /** What would wait on nobody if this account were disabled, soonest due first. */
  tasksWaitingOn(email: string, limit: number): Promise<readonly WaitingTask[]>;
  tokensOf(personId: string): Promise<readonly KeptToken[]>;
  /** False where they have no such token. */
  endToken(token: { readonly personId: string; readonly id: string }): Promise<boolean>;

  // --- sessions of browsers; `token` is what the cookie holds, and must be new to begin with
  beginSession(session: { readonly personId: string; readonly token: string }): Promise<void>;
  useSession(token: string): Promise<BrowserSession | null>;
  passSecondStep(token: string): Promise<void>;
  endSession(token: string): Promise<void>;
  endSessionsOf(personId: string): Promise<void>;

  // --- drafts: the writer's only
  keepDraft(draft: { readonly personId: string } & Pick<Draft, 'page' | 'typed'>): Promise<void>;
  /** Those whose page begins so, newest first. */
  draftsOf(whose: { readonly personId: string; readonly page: string }): Promise<readonly Draft[]>;
  /** In one transaction, with what was kept below its page while a session lapsed. Null where there is no such draft. */
  changeDraft(change: DraftChange): Promise<Draft | null>;
  draftPages(personId: string): Promise<readonly DraftPage[]>;
  removeDraft(draft: { readonly personId: string; readonly page: string }): Promise<void>;
  facilitators(cursor: string | null, limit: number): Promise<Page<Facilitator>>;
  addFacilitator(facilitator: Omit<Facilitator, 'id' | 'active'>): Promise<Facilitator | 'exists'>;
  changeFacilitator(id: string, change: { readonly active: boolean }): Promise<Facilitator | null>;
  /** `after`: the id of the last one before. */
  facilitatorPage(query: {
    readonly after: string | null;
    readonly limit: number;
  }): Promise<Page<ListedFacilitator>>;
  findFacilitator(id: string): Promise<Facilitator | null>;
  /** References of the open cases that they facilitate. */
  casesFacilitatedBy(id: string): Promise<readonly string[]>;
  describeFacilitator(facilitator: Omit<Facilitator, 'email' | 'active'>): Promise<void>;

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

  // --- the training clock
  /** Case time minus real time. */
  setClockAhead(reference: string, clockAhead: number): Promise<void>;
  clockAhead(reference: string): Promise<number | null>;
  /** Only one advance of a case at a time; `busy` where another is under way. */
  whileAdvancing<T>(reference: string, work: () => Promise<T>): Promise<T | 'busy'>;

  /** Runs work once per key, in one transaction with keeping its answer, for calls that are no step. */
  once(scope: IdempotencyScope, work: () => Promise<KeptAnswer>): Promise<Once<KeptAnswer>>;

  /**
   * The answer already kept for this key at this address, if there is one: so that a repeat is answered as at first even
   * where the step has taken the case out of the caller's sight or its dates have passed meanwhile.
   */
  keptAnswer(scope: IdempotencyScope): Promise<Exclude<Once<never>, { type: 'first' }> | null>;

  /** For metrics: cases whose workflow was not told of the newest version; when (real time) the oldest unsent email was queued. */
  backlog(): Promise<{ readonly untold: number; readonly oldestUnsentAt: number | null }>;
  /** For metrics, and for those who keep the service running: three statements, whatever there is. */
  figures(): Promise<Figures>;
  /** Cases in which something waits, up to `limit` of each kind, longest first. */
  waiting(limit: number): Promise<readonly WaitingCase[]>;
  connections(): Connections;

  /** Per case, in order of reference: emails unsent for long, and those of which nobody knows whether they went out. */
  mailInDoubt(since: {
    /** Real time, epoch ms: queued before. */
    readonly unsentBefore: number;
    /** Real time, epoch ms: tried at or after. */
    readonly unknownAfter: number;
  }): Promise<readonly MailInDoubt[]>;

  // --- audit and upkeep
  /** Writes who saw or did what; steps and their refusals write it themselves. `reference` null where it is about no case. */
  audit(entry: AuditEntry & { readonly reference: string | null }): Promise<void>;
  /** An operator looks into a case: on its audit, and the business manager told. Null where there is nothing (more) to tell. */
  breakGlass(broken: {
    readonly reference: string;
    readonly personId: string;
    readonly reason: GlassReason;
  }): Promise<CaseToTell | null>;
  /** Until when (real time, epoch ms) this person may look into the case; null where they may not, or not any more. */
  glassOpenUntil(whose: { readonly reference: string; readonly personId: string }): Promise<number | null>;
  /** Who saw or did what, newest first; `reference` null for what is about no case. */
  accessLog(reference: string | null, cursor: string | null, limit: number): Promise<Page<AccessLogEntry>>;
  /** Whether this case's audit is whole: no entry is missing or was changed. */
  isAuditWhole(reference: string): Promise<boolean>;
  /** The first entry of each case's audit that is missing or does not follow from the one before it. */
  brokenAuditChains(): Promise<readonly { readonly reference: string; readonly number: number }[]>;
  /** What of the case's row and projections is not what folding its events gives: `state`, `task`, … Null where there is no such case. */
  drift(reference: string): Promise<readonly string[] | null>;
  /** Makes row and projections what folding the events gives. */
  mend(reference: string): Promise<void>;
  /** Forgets answers kept for keys, sessions and drafts whose time is over. */
  forgetWhatIsOver(): Promise<void>;

  /** The database can be reached and has every migration of this release. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
