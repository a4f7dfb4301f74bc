/** The record of all cases: what PostgreSQL decides and remembers. */
import {
  casesWithOlderCalendar,
  addClosure,
  noticeHolidays,
  openCalendars,
  type PublicHolidays,
  readClosures,
  removeClosure,
} from './calendar.ts';
import { whileAdvancing } from './advancing.ts';
import { approvalRecords } from './approvals.ts';
import { newestRequest, newestRequests, readAnswers, readEveryAnswer } from './answers.ts';
import { accessLog, brokenAuditChains, isAuditWhole, writeAudit } from './audit.ts';
import { breakGlass, glassOpenUntil } from './break-glass.ts';
import { casesOfSameChildren, listCases, searchCases } from './case-list.ts';
import { calendarEffect } from './calendar-effect.ts';
import { readCasePage } from './case-page.ts';
import { readCase, readCases, recordOf } from './case-row.ts';
import { openDatabase } from './database.ts';
import { changeDraft, draftPages, draftsOf, forgetOldDrafts, keepDraft, removeDraft } from './drafts.ts';
import {
  addFacilitator,
  casesFacilitatedBy,
  changeFacilitator,
  describeFacilitator,
  findFacilitator,
  listFacilitators,
  readFacilitatorPage,
} from './facilitators.ts';
import { Unavailable } from './failures.ts';
import { readFigures, readWaiting } from './figures.ts';
import { fileNames, findFile, keepFile } from './files.ts';
import { readHome } from './home.ts';
import { forgetOldKeys, keptAnswer, once } from './idempotency.ts';
import { keepingRecords } from './keeping.ts';
import { learningThemes, readLearning } from './learning-log.ts';
import { mailInDoubt } from './mail-in-doubt.ts';
import { mailResults, takeMail } from './mail.ts';
import { migrationsIn } from './migrate.ts';
import {
  addPerson,
  allPeople,
  changePerson,
  disableAccount,
  disablePerson,
  enableAccount,
  endToken,
  findPersonByEmail,
  findPersonById,
  findPersonByToken,
  makeToken,
  readPeoplePage,
  tasksWaitingOn,
  tokensOf,
} from './people.ts';
import { secondStepRecords } from './second-step.ts';
import {
  beginSession,
  endSession,
  endSessionsOf,
  forgetOldSessions,
  passSecondStep,
  useSession,
} from './sessions.ts';
import { reachOf } from './sight.ts';
import { listSessionsToHold } from './sessions-to-hold.ts';
import { forgetOldCodes, signInRecords } from './sign-in.ts';
import { applyStep, type Keeping, submitRequest } from './step-transaction.ts';
import { listTasks } from './task-list.ts';
import { casesWithMail, markTold, openCases, readBacklog, untold, viewToTell } from './telling.ts';
import { bringTime, carryCalendarChange, listOpenTasksOf, writeClockAhead } from './time-brings.ts';
import { readTimeline, timelineSince } from './timeline.ts';
import { readTracker, trackerThemes } from './tracker.ts';
import type { Records, RecordsWatch } from './types.ts';
import { driftOf, mend } from './upkeep.ts';

export { BadCursor, Unavailable } from './failures.ts';
export { migrate } from './migrate.ts';
export { SESSION_IDLE_MS, SESSION_LONGEST_MS } from './sessions.ts';
export type * from './types.ts';

export interface RecordsOptions {
  readonly databaseUrl: string;
  /** Of a year, in England and Wales. */
  readonly publicHolidays: PublicHolidays;
  /** Real time, epoch ms. */
  readonly now?: () => number;
  readonly watch?: RecordsWatch;
}

/**
 * Opens the record in a database that has been migrated.
 * Every call throws `Unavailable` within about six seconds when the database cannot answer, and lists throw `BadCursor`.
 */
export async function openRecords({
  databaseUrl,
  publicHolidays,
  now = Date.now,
  watch,
}: RecordsOptions): Promise<Records> {
  const database = openDatabase(databaseUrl, watch);
  const calendars = openCalendars(database, publicHolidays);
  const keeping: Keeping = { database, calendars, now, watch };
  const { read } = database;
  try {
    await noticeHolidays(database, publicHolidays, new Date(now()).getUTCFullYear());
  } catch (error) {
    await database.close();
    throw error;
  }

  return {
    submitRequest: (input) => submitRequest(keeping, input),
    applyStep: (input) => applyStep(keeping, input),
    bringTime: (reference, at) => bringTime(keeping, reference, at),
    carryCalendarChange: (reference) => carryCalendarChange(keeping, reference),

    told: (reference, version) =>
      database.statements('read', { case: reference }, (db) => markTold(db, reference, version)),
    untold: (limit) => read('whole', (db) => untold(db, limit, now())),
    openCases: (after, limit) => read('whole', (db) => openCases(db, after, limit, now())),
    casesWithMail: (after, limit) => read('whole', (db) => casesWithMail(db, after, limit, now())),
    viewToTell: (reference) => read({ case: reference }, (db) => viewToTell(db, reference, now())),
    backlog: () => read('whole', readBacklog),
    figures: () => read('whole', (db) => readFigures(db, now())),
    waiting: (limit) => read('whole', (db) => readWaiting(db, limit, now())),
    connections: () => database.connections(),
    mailInDoubt: (since) => read('whole', (db) => mailInDoubt(db, since)),

    takeMail: (reference, limit) => takeMail(database, reference, limit, now()),
    mailResults: (reference, results) => mailResults(database, reference, results, now()),

    findCases: (references, viewer) => read(reachOf(viewer), (db) => readCases(db, references, now())),
    findCase: (reference) =>
      read({ case: reference }, async (db) => {
        const row = await readCase(db, reference);
        return row === null ? null : { ...recordOf(row, now()), row };
      }),
    answers: (reference, step) => read({ case: reference }, (db) => readAnswers(db, reference, step)),
    everyAnswer: (reference) => read({ case: reference }, (db) => readEveryAnswer(db, reference)),
    newestRequest: (reference) => read({ case: reference }, (db) => newestRequest(db, reference)),
    newestRequests: (references, viewer) => read(reachOf(viewer), (db) => newestRequests(db, references)),
    timeline: (reference, cursor, limit) =>
      read({ case: reference }, (db) => readTimeline(db, reference, cursor, limit)),
    timelineSince: (reference, after, limit) =>
      read({ case: reference }, (db) => timelineSince(db, reference, after, limit)),
    cases: (query) => read(reachOf(query.viewer), (db) => listCases(db, query, now())),
    tasks: (query) => read(reachOf(query.viewer), (db) => listTasks(db, query, now())),
    casePage: (query) => read(reachOf(query.viewer), (db) => readCasePage(db, query, now())),
    sessionsToHold: (query) => read('whole', (db) => listSessionsToHold(db, query, now())),
    home: (query) => read(reachOf(query.viewer), (db) => readHome(db, query, { realNow: now(), calendars })),
    searchCases: (query) => read('whole', (db) => searchCases(db, query, now())),
    casesOfSameChildren: (reference, limit) =>
      read('whole', (db) => casesOfSameChildren(db, reference, limit, now())),

    keepFile: (file) => read({ case: file.reference }, (db) => keepFile(db, file, now())),
    findFile: (reference, id) => read({ case: reference }, (db) => findFile(db, reference, id)),
    fileNames: (query) => read({ case: query.reference }, (db) => fileNames(db, query)),

    findPersonByToken: (token, reference = null) =>
      database.statements('read', reference === null ? 'none' : { case: reference }, (db) =>
        findPersonByToken(db, { token, reference }, now()),
      ),
    findPersonByEmail: (email) => read('none', (db) => findPersonByEmail(db, email)),
    people: () => read('none', allPeople),
    addPerson: (person) => read('none', (db) => addPerson(db, person)),
    async disablePerson(email) {
      const disabled = await read('none', (db) => disablePerson(db, email, now()));
      if (disabled) await listOpenTasksOf(keeping, email);
      return disabled;
    },
    beginSession: (session) => read('none', (db) => beginSession(db, session, now())),
    useSession: (token) => read('none', (db) => useSession(db, token, now())),
    passSecondStep: (token) => read('none', (db) => passSecondStep(db, token, now())),
    endSession: (token) => read('none', (db) => endSession(db, token)),
    endSessionsOf: (personId) => read('none', (db) => endSessionsOf(db, personId)),
    ...signInRecords(database, now),
    ...approvalRecords(keeping),
    ...secondStepRecords(database, now),
    ...keepingRecords(database, now),
    keepDraft: (draft) => read({ person: draft.personId }, (db) => keepDraft(db, draft, now())),
    draftsOf: (whose) => read({ person: whose.personId }, (db) => draftsOf(db, whose)),
    changeDraft: (change) =>
      database.transaction({ person: change.personId }, (db) => changeDraft(db, change, now())),
    draftPages: (personId) => read({ person: personId }, (db) => draftPages(db, personId)),
    removeDraft: (draft) => read({ person: draft.personId }, (db) => removeDraft(db, draft)),
    makeToken: (email, days, madeBy) =>
      read('none', (db) => makeToken(db, { email, days, madeBy: madeBy ?? null }, now())),
    findPerson: (id) => read('none', (db) => findPersonById(db, id)),
    peoplePage: (query) => read('none', (db) => readPeoplePage(db, query)),
    changePerson: (change) => read('none', (db) => changePerson(db, change)),
    async disableAccount(id) {
      const result = await read('none', (db) => disableAccount(db, id, now()));
      const person = result === 'disabled' ? await read('none', (db) => findPersonById(db, id)) : null;
      if (person !== null) await listOpenTasksOf(keeping, person.email);
      return result;
    },
    enableAccount: (id) => read('none', (db) => enableAccount(db, id)),
    tasksWaitingOn: (email, limit) => read('whole', (db) => tasksWaitingOn(db, email, limit)),
    tokensOf: (personId) => read('none', (db) => tokensOf(db, personId, now())),
    endToken: (token) => read('none', (db) => endToken(db, token)),
    facilitators: (cursor, limit) => read('none', (db) => listFacilitators(db, cursor, limit)),
    addFacilitator: (facilitator) => read('none', (db) => addFacilitator(db, facilitator)),
    changeFacilitator: (id, change) => read('none', (db) => changeFacilitator(db, id, change)),
    facilitatorPage: (query) => read('whole', (db) => readFacilitatorPage(db, query)),
    findFacilitator: (id) => read('none', (db) => findFacilitator(db, id)),
    casesFacilitatedBy: (id) => read('whole', (db) => casesFacilitatedBy(db, id)),
    describeFacilitator: (facilitator) => read('none', (db) => describeFacilitator(db, facilitator)),

    calendar: () => calendars.newest(),
    closures: () => read('none', readClosures),
    addClosure: (date, why) => read('none', (db) => addClosure(db, { date, why })),
    removeClosure: (date) => read('none', (db) => removeClosure(db, date)),
    calendarEffect: (change) => calendarEffect(keeping, publicHolidays, change),
    publicHolidays,
    casesWithOlderCalendar: (limit) => read('whole', (db) => casesWithOlderCalendar(db, limit)),

    tracker: (theme, cursor, limit) => read('whole', (db) => readTracker(db, theme, cursor, limit)),
    trackerThemes: () => read('whole', trackerThemes),
    learningThemes: (viewer) => read(reachOf(viewer), (db) => learningThemes(db, viewer)),
    learning: (viewer, theme, cursor, limit) =>
      read(reachOf(viewer), (db) => readLearning(db, { viewer, theme, cursor, limit })),

    setClockAhead: (reference, clockAhead) =>
      read({ case: reference }, (db) => writeClockAhead(db, reference, clockAhead)),
    clockAhead: (reference) =>
      read({ case: reference }, async (db) => {
        const row = await readCase(db, reference);
        return row === null ? null : row.clockAhead;
      }),
    whileAdvancing: (reference, work) => whileAdvancing(database, reference, work),

    once: (scope, work) => once(database, scope, now(), work),
    keptAnswer: (scope) =>
      database.statements('read', { person: scope.personId }, (db) => keptAnswer(db, scope, now())),

    audit: (entry) => writeAudit(database, entry, now()),
    breakGlass: (broken) => breakGlass(keeping, broken),
    glassOpenUntil: (whose) => read({ case: whose.reference }, (db) => glassOpenUntil(db, whose, now())),
    accessLog: (reference, cursor, limit) =>
      read(reference === null ? 'none' : { case: reference }, (db) =>
        accessLog(db, reference, cursor, limit),
      ),
    isAuditWhole: (reference) => read({ case: reference }, (db) => isAuditWhole(db, reference)),
    brokenAuditChains: () => brokenAuditChains(database),
    drift: (reference) => driftOf(database, calendars, reference),
    mend: (reference) => mend(database, calendars, reference, now()),
    forgetWhatIsOver: () =>
      read('whole', async (db) => {
        await forgetOldKeys(db, now());
        await forgetOldSessions(db, now());
        await forgetOldCodes(db, now());
        await forgetOldDrafts(db, now());
      }),

    ready: async () => {
      try {
        const applied = await read(
          'none',
          (db) => db.$queryRaw<{ name: string }[]>`
          SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL`,
        );
        const names = new Set(applied.map(({ name }) => name));
        return migrationsIn().every(({ name }) => names.has(name));
      } catch (error) {
        if (error instanceof Unavailable) return false;
        throw error;
      }
    },
    close: () => database.close(),
  };
}
