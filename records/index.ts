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
import { newestRequest, newestRequests, readAnswers } from './answers.ts';
import { brokenAuditChains, writeAudit } from './audit.ts';
import { listCases, searchCases } from './case-list.ts';
import { readCasePage } from './case-page.ts';
import { readCase, recordOf } from './case-row.ts';
import { openDatabase } from './database.ts';
import { draftsOf, forgetOldDrafts, keepDraft, removeDraft } from './drafts.ts';
import { addFacilitator, changeFacilitator, listFacilitators } from './facilitators.ts';
import { Unavailable } from './failures.ts';
import { findFile, keepFile } from './files.ts';
import { readHome } from './home.ts';
import { forgetOldKeys, keptAnswer, once } from './idempotency.ts';
import { readLearning } from './learning-log.ts';
import { mailInDoubt } from './mail-in-doubt.ts';
import { mailResults, takeMail } from './mail.ts';
import { migrationsIn } from './migrate.ts';
import {
  addPerson,
  allPeople,
  disablePerson,
  findPersonByEmail,
  findPersonByToken,
  makeToken,
} from './people.ts';
import {
  beginSession,
  endSession,
  endSessionsOf,
  forgetOldSessions,
  passSecondStep,
  useSession,
} from './sessions.ts';
import { applyStep, type Keeping, submitRequest } from './step-transaction.ts';
import { listTasks } from './task-list.ts';
import { markTold, openCases, readBacklog, untold, viewToTell } from './telling.ts';
import { bringTime, carryCalendarChange, listOpenTasksOf, writeClockAhead } from './time-brings.ts';
import { readTimeline } from './timeline.ts';
import { readTracker } from './tracker.ts';
import type { Records } from './types.ts';
import { driftOf, mend } from './upkeep.ts';

export { BadCursor, Unavailable } from './failures.ts';
export { migrate } from './migrate.ts';
export type * from './types.ts';

export interface RecordsOptions {
  readonly databaseUrl: string;
  /** Of a year, in England and Wales. */
  readonly publicHolidays: PublicHolidays;
  /** Real time, epoch ms. */
  readonly now?: () => number;
}

/**
 * Opens the record in a database that has been migrated.
 * Every call throws `Unavailable` within about six seconds when the database cannot answer, and lists throw `BadCursor`.
 */
export async function openRecords({
  databaseUrl,
  publicHolidays,
  now = Date.now,
}: RecordsOptions): Promise<Records> {
  const database = openDatabase(databaseUrl);
  const calendars = openCalendars(database, publicHolidays);
  const keeping: Keeping = { database, calendars, now };
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

    told: (reference, version) => read((db) => markTold(db, reference, version)),
    untold: (limit) => read((db) => untold(db, limit, now())),
    openCases: (after, limit) => read((db) => openCases(db, after, limit, now())),
    viewToTell: (reference) => read((db) => viewToTell(db, reference, now())),
    backlog: () => read(readBacklog),
    mailInDoubt: (since) => read((db) => mailInDoubt(db, since)),

    takeMail: (reference, limit) => takeMail(database, reference, limit, now()),
    mailResults: (reference, results) => mailResults(database, reference, results, now()),

    findCase: (reference) =>
      read(async (db) => {
        const row = await readCase(db, reference);
        return row === null ? null : recordOf(row, now());
      }),
    answers: (reference, step) => read((db) => readAnswers(db, reference, step)),
    newestRequest: (reference) => read((db) => newestRequest(db, reference)),
    newestRequests: (references) => read((db) => newestRequests(db, references)),
    timeline: (reference, cursor, limit) => read((db) => readTimeline(db, reference, cursor, limit)),
    cases: (query) => read((db) => listCases(db, query, now())),
    tasks: (query) => read((db) => listTasks(db, query, now())),
    casePage: (query) => read((db) => readCasePage(db, query, now())),
    home: (query) => read((db) => readHome(db, query, now())),
    searchCases: (query) => read((db) => searchCases(db, query, now())),

    keepFile: (file) => read((db) => keepFile(db, file, now())),
    findFile: (reference, id) => read((db) => findFile(db, reference, id)),

    findPersonByToken: (token) => read((db) => findPersonByToken(db, token, now())),
    findPersonByEmail: (email) => read((db) => findPersonByEmail(db, email)),
    people: () => read(allPeople),
    addPerson: (person) => read((db) => addPerson(db, person)),
    async disablePerson(email) {
      const disabled = await read((db) => disablePerson(db, email, now()));
      if (disabled) await listOpenTasksOf(keeping, email);
      return disabled;
    },
    beginSession: (session) => read((db) => beginSession(db, session, now())),
    useSession: (token) => read((db) => useSession(db, token, now())),
    passSecondStep: (token) => read((db) => passSecondStep(db, token, now())),
    endSession: (token) => read((db) => endSession(db, token)),
    endSessionsOf: (personId) => read((db) => endSessionsOf(db, personId)),
    keepDraft: (draft) => read((db) => keepDraft(db, draft, now())),
    draftsOf: (whose) => read((db) => draftsOf(db, whose)),
    removeDraft: (draft) => read((db) => removeDraft(db, draft)),
    makeToken: (email, days) => read((db) => makeToken(db, email, days, now())),
    facilitators: (cursor, limit) => read((db) => listFacilitators(db, cursor, limit)),
    addFacilitator: (facilitator) => read((db) => addFacilitator(db, facilitator)),
    changeFacilitator: (id, change) => read((db) => changeFacilitator(db, id, change)),

    calendar: () => calendars.newest(),
    closures: () => read(readClosures),
    addClosure: (date, why) => read((db) => addClosure(db, { date, why })),
    removeClosure: (date) => read((db) => removeClosure(db, date)),
    casesWithOlderCalendar: (limit) => read((db) => casesWithOlderCalendar(db, limit)),

    tracker: (theme, cursor, limit) => read((db) => readTracker(db, theme, cursor, limit)),
    learning: (viewer, theme, cursor, limit) =>
      read((db) => readLearning(db, { viewer, theme, cursor, limit })),

    setClockAhead: (reference, clockAhead) => read((db) => writeClockAhead(db, reference, clockAhead)),
    clockAhead: (reference) =>
      read(async (db) => {
        const row = await readCase(db, reference);
        return row === null ? null : row.clockAhead;
      }),
    whileAdvancing: (reference, work) => whileAdvancing(database, reference, work),

    once: (scope, work) => once(database, scope, now(), work),
    keptAnswer: (scope) => read((db) => keptAnswer(db, scope, now())),

    audit: (entry) => writeAudit(database, entry, now()),
    brokenAuditChains: () => brokenAuditChains(database),
    drift: (reference) => driftOf(database, calendars, reference),
    mend: (reference) => mend(database, calendars, reference, now()),
    forgetWhatIsOver: () =>
      read(async (db) => {
        await forgetOldKeys(db, now());
        await forgetOldSessions(db, now());
        await forgetOldDrafts(db, now());
      }),

    ready: async () => {
      try {
        const applied = await read(
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
