/** What records offer of accounts, their browsers and drafts, and of facilitators. */
import type { PlainDate } from '../domain/calendar/types.ts';
import type { Agency, Role, TaskKind } from '../domain/process/vocabulary.ts';
import type { CaseAndRequest } from './changing-types.ts';
import type { Page } from './cursor.ts';

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
  /** The case that they call about; null where there is none. */
  readonly about: CaseAndRequest | null;
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

export interface PeopleRecords {
  // --- people
  /** @param reference of the case that they call about: whether they may see it is not looked at */
  findPersonByToken(token: string, reference?: string | null): Promise<TokenHolder | null>;
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

  // --- facilitators
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
}
