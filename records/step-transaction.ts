/**
 * The one transaction of a step: the key, the case's row held, the rules asked, and all that follows written, or
 * nothing. The same for a request, which begins its case.
 * A step whose caller has just read the case is decided on what they read, and written by one statement that writes
 * nothing unless the row is still the same. Where it is not, and wherever the rules do not simply say yes, the row is
 * held and everything is looked at again.
 */
import { randomUUID } from 'node:crypto';
import { keepConfidentialAddresses } from '../domain/access/index.ts';
import { londonDate } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/types.ts';
import type { Command, Decision, Surroundings } from '../domain/case/commands.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import { decide, nextDue, openCase, participantOf, timelineOf } from '../domain/case/index.ts';
import type { CaseState } from '../domain/case/state.ts';
import { type Fault, filesIn, formVersion, type StepBody } from '../domain/forms/index.ts';
import { POLICY, policyOf } from '../domain/process/policy.ts';
import type { StepId } from '../domain/process/vocabulary.ts';
import { newestRequest } from './answers.ts';
import { writeAudit } from './audit.ts';
import type { Calendars } from './calendar.ts';
import { clockOf, lockCase, type NextDue, viewOf } from './case-row.ts';
import type { Database, Transaction } from './database.ts';
import { removeDraft } from './drafts.ts';
import { orNullIfInTheWay } from './failures.ts';
import { fileFaults, type NamedFile } from './files.ts';
import { claimKey } from './idempotency.ts';
import { keepLearning } from './learning-log.ts';
import { emailsFor } from './outbox.ts';
import type { Reach } from './reach.ts';
import { type NextReference, nextReference } from './reference.ts';
import type { Statements } from './statements.ts';
import { keepSubjectNames, subjectNames } from './subject-names.ts';
import { NO_SURROUNDINGS, surroundingsFor } from './surroundings.ts';
import { keepTrackerEntry } from './tracker.ts';
import type {
  CaseRecord,
  CaseRow,
  KeptAnswer,
  ReadRow,
  Records,
  RecordsWatch,
  StepInput,
  StepResult,
} from './types.ts';
import { type Alone, type Change, type NewAnswer, writeChange } from './write-change.ts';

export interface Keeping {
  readonly database: Database;
  readonly calendars: Calendars;
  /** Real time, epoch ms. */
  readonly now: () => number;
  readonly watch?: RecordsWatch | undefined;
}

type RequestInput = Parameters<Records['submitRequest']>[0];
type Applied = Extract<Decision, { type: 'applied' }>;

/** A step with its own body, so that one tells the other. */
type GivenStep = { readonly [S in StepId]: { readonly step: S; readonly body: StepBody<S> } }[StepId];

/** Ends a transaction in which nothing is to be kept. */
class NothingKept extends Error {
  readonly result: StepResult;
  constructor(result: StepResult) {
    super('Nothing is kept');
    this.result = result;
  }
}

export async function applyStep(keeping: Keeping, input: StepInput): Promise<StepResult> {
  const { row } = input;
  const realNow = keeping.now();
  const asRead = row === undefined ? null : await applyAsRead(keeping, input, row, realNow);
  if (asRead !== null) return asRead;
  return inOneTransaction(keeping, reachOf(input), input, input.reference, input.step, async (db) => {
    const held = await lockCase(db, input.reference);
    if (held === null) throw new NothingKept({ type: 'notFound' });
    const { decision, ...decided } = await decideStep(keeping, db, input, held, realNow);
    if (decision.type !== 'applied') throw new NothingKept(decision);
    const requestNow = await newestRequest(db, input.reference);
    const answer: typeof input.answer = (after) => input.answer(after, requestNow);
    const kept = { db, decision, ...decided, input: { ...input, answer }, realNow, calendarVersion: null };
    const result = written(await keep(kept));
    await keepElsewhere(db, kept);
    return result;
  });
}

/** The case, and what is kept for whoever acts in it: the answers to their keys. */
const reachOf = ({ reference, actor }: StepInput): Reach => ({ case: reference, person: actor.personId });

/** Null where the case is to be held for it: it has changed, somebody is in the way, or the rules do not simply say yes. */
async function applyAsRead(
  keeping: Keeping,
  input: StepInput,
  row: ReadRow,
  realNow: number,
): Promise<StepResult | null> {
  if (KEPT_ELSEWHERE.has(input.step)) return null;
  return keeping.database.statements('transaction', reachOf(input), async (db) => {
    const { decision, ...decided } = await decideStep(keeping, db, input, row, realNow);
    if (decision.type !== 'applied') return null;
    const kept = { db, decision, ...decided, input, realNow, calendarVersion: null };
    return orNullIfInTheWay(() => keep(kept, { row }));
  });
}

type DecidedStep = Pick<Kept, 'before' | 'given' | 'named' | 'calendar' | 'emailsWaiting'> & {
  readonly decision: Decision;
};

/** What the rules make of the step in the case as this row has it. */
async function decideStep(
  { calendars }: Keeping,
  db: Statements,
  { reference, step, body, actor, ifVersion }: StepInput,
  row: CaseRow,
  realNow: number,
): Promise<DecidedStep> {
  const { state } = row;
  const calendar = await calendars.atLeast(db, Math.max(row.newestCalendar, row.calendarVersion));
  const named = filesIn(step, body);
  const givenBy = body.onBehalfOf?.participantId ?? participantOf(state, actor)?.id ?? 'administrators';
  const faults = await fileFaults(db, named, { reference, personId: actor.personId, givenBy });
  const surroundings: Surroundings = {
    ...(await surroundingsFor(db, reference, step, body)),
    at: clockOf(row, realNow),
    calendar,
    policy: POLICY,
    casePolicy: policyOf(state.policyVersion),
  };
  // A generic pair of step and body is one of the union, which TypeScript cannot see.
  const command = { type: 'step', step, body, actor, ifVersion } as Command;
  const given = { step, body } as GivenStep;
  const decision = withFaults(decide(state, command, surroundings), faults);
  return { decision, before: state, given, named, calendar, emailsWaiting: row.emailsWaiting };
}

export async function submitRequest(keeping: Keeping, input: RequestInput): Promise<StepResult> {
  const realNow = keeping.now();
  const { database } = keeping;
  const next = await database.statements('read', 'none', (db) => nextReference(db, realNow as Instant));
  const reach = { case: next.reference, person: input.actor.personId };
  // A draft ends with its request, by a statement of its own.
  if (input.draft === undefined) {
    const alone = await database.statements('transaction', reach, async (db) => {
      const kept = await openWith(keeping, db, input, next, realNow);
      return 'refusal' in kept ? null : orNullIfInTheWay(() => keep(kept, { row: null }));
    });
    if (alone !== null) return alone;
  }
  return inOneTransaction(keeping, reach, input, null, 'submitRequest', async (db) => {
    const kept = await openWith(keeping, db, input, next, realNow);
    if ('refusal' in kept) throw new NothingKept(kept.refusal);
    if (input.draft !== undefined) {
      await removeDraft(db, { personId: input.actor.personId, page: input.draft });
    }
    return written(await keep(kept));
  });
}

/** What the rules make of a request; what is to be kept of it where they take it. */
async function openWith(
  { calendars }: Keeping,
  db: Statements,
  input: RequestInput,
  { reference, calendarVersion }: NextReference,
  realNow: number,
): Promise<Kept | { readonly refusal: Exclude<Decision, Applied> }> {
  const { body, actor } = input;
  const calendar = await calendars.atLeast(db, calendarVersion);
  const at = realNow as Instant;
  const surroundings: Surroundings = {
    ...NO_SURROUNDINGS,
    at,
    calendar,
    policy: POLICY,
    casePolicy: POLICY,
  };
  const decision = openCase({ reference, body, actor, surroundings });
  if (decision.type !== 'applied') return { refusal: decision };
  const given = { step: 'submitRequest', body } as const;
  const begun = { before: null, emailsWaiting: 0, calendarVersion, subjectNames: subjectNames(body) };
  return { db, decision, given, named: [], input, realNow, calendar, ...begun };
}

/** What a transaction wrote that nobody can have come before. */
function written(result: StepResult | null): StepResult {
  if (result === null) throw new Error('What this transaction holds has changed');
  return result;
}

/** The key first; refusals are taken back whole, and put on the audit afterwards. */
async function inOneTransaction(
  { database, now }: Keeping,
  reach: Reach,
  { idempotency, actor }: Pick<StepInput, 'idempotency' | 'actor'>,
  reference: string | null,
  step: StepId,
  work: (db: Transaction) => Promise<StepResult>,
): Promise<StepResult> {
  try {
    return await database.transaction(reach, async (db) => {
      const claim = idempotency === null ? 'first' : await claimKey(db, idempotency, now());
      return claim === 'first' ? work(db) : claim;
    });
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
    if (error.result.type !== 'notFound') {
      await writeAudit(
        database,
        { reference, personId: actor.personId, what: `refused ${step}: ${error.result.type}`, why: null },
        now(),
      );
    }
    return error.result;
  }
}

/** A file that is not there is a fault like the others of the body: after "forbidden", before all that may pass. */
function withFaults(decision: Decision, faults: readonly Fault[]): Decision {
  if (faults.length === 0 || decision.type === 'forbidden') return decision;
  return { type: 'invalid', faults: decision.type === 'invalid' ? [...decision.faults, ...faults] : faults };
}

interface Kept {
  readonly db: Statements;
  readonly decision: Applied;
  readonly before: CaseState | null;
  readonly given: GivenStep;
  readonly named: readonly NamedFile[];
  readonly input: {
    readonly actor: StepInput['actor'];
    readonly idempotency: StepInput['idempotency'];
    readonly answer: (after: CaseRecord) => KeptAnswer;
  };
  readonly realNow: number;
  readonly calendar: Surroundings['calendar'];
  readonly emailsWaiting: number;
  readonly calendarVersion: number | null;
  readonly subjectNames?: Change['subjectNames'];
}

/** @param alone where it is not part of a transaction. @returns null where what was decided on has changed: nothing is kept */
async function keep(kept: Kept, alone: Alone | null = null): Promise<StepResult | null> {
  const { db, decision, before, given, named, input, realNow, calendar } = kept;
  const { state, events } = decision;
  const { version, body: taken } = stepTaken(events);
  const stored = await storedBody(db, state.reference, given);
  const emails = await emailsFor(db, state, decision.emails);
  const next: NextDue | null = nextDue(state, policyOf(state.policyVersion), calendar);
  const after: CaseRecord = {
    state,
    now: state.lastAt,
    view: viewOf(state, state.lastAt, next, kept.emailsWaiting + emails.length),
  };
  const answer = input.answer(after);
  const change: Change = {
    before,
    after: state,
    events,
    timeline: events.flatMap((event) => timelineOf(event, state) ?? []),
    emails,
    stepVersion: version,
    answer: newAnswer(taken, given.step, stored, named, input.actor.personId),
    nextDue: next,
    calendarVersion: kept.calendarVersion,
    kept: input.idempotency === null ? null : { scope: input.idempotency, answer },
    audit: { personId: input.actor.personId, what: `step ${given.step}`, why: null },
    realNow,
    ...(kept.subjectNames !== undefined && { subjectNames: kept.subjectNames }),
  };
  return (await writeChange(db, change, alone)) ? { type: 'applied', after, answer } : null;
}

type StepTaken = Extract<CaseEvent['body'], { type: 'stepTaken' }>;

function stepTaken(events: readonly CaseEvent[]): { readonly version: number; readonly body: StepTaken } {
  for (const { version, body } of events) if (body.type === 'stepTaken') return { version, body };
  throw new Error('A step that is applied says so in one of its events');
}

/** What is kept of the body in the case: not who typed it (that is beside it), and of the tracker's entry nothing. */
async function storedBody(db: Statements, reference: string, { step, body }: GivenStep): Promise<object> {
  if (step === 'recordTrackerEntry') return {};
  const { onBehalfOf: _, ...own } = body;
  if (step !== 'amendRequest') return own;
  const { onBehalfOf: __, ...amended } = body;
  const earlier = await newestRequest(db, reference);
  return earlier === null ? amended : keepConfidentialAddresses(earlier, amended);
}

function newAnswer(
  { by, onBehalf }: StepTaken,
  step: StepId,
  stored: object,
  named: readonly NamedFile[],
  typedBy: string,
): NewAnswer {
  return {
    id: randomUUID(),
    step,
    given_by: by,
    form_version: formVersion(step),
    typed_by: typedBy,
    received_on: onBehalf?.receivedOn ?? null,
    received_how: onBehalf?.how ?? null,
    body: stored,
    files: named.map(({ id }) => id),
  };
}

/** The steps of a case that leave something in tables of their own, by more statements. */
const KEPT_ELSEWHERE: ReadonlySet<StepId> = new Set(['amendRequest', 'recordLearning', 'recordTrackerEntry']);

async function keepElsewhere(db: Transaction, { decision, given: { step, body } }: Kept): Promise<void> {
  const { state, events } = decision;
  const { reference } = state;
  const { by } = stepTaken(events).body;
  const on = londonDate(state.lastAt);
  if (step === 'amendRequest') await keepSubjectNames(db, reference, body);
  if (step === 'recordLearning') await keepLearning(db, { reference, givenBy: by, on, body });
  if (step === 'recordTrackerEntry') await keepTrackerEntry(db, on, body);
}
