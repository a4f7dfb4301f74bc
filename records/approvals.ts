/**
 * What one person proposes and a second one decides. A deed that is records only is done in the transaction that
 * approves it, so that it is never approved and half done.
 */
import { randomUUID } from 'node:crypto';
import {
  APPROVAL_DETAILS,
  APPROVAL_KINDS,
  APPROVAL_TABLE,
  type ApprovalDetails,
  type ApprovalKind,
  mayDecide,
  mayPropose,
} from '../domain/approvals/kinds.ts';
import { newestStep } from '../domain/case/index.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type {
  Approval,
  ApprovalRecords,
  DecisionResult,
  Judged,
  Proposal,
  ProposalResult,
} from './approval-types.ts';
import { clockOf, lockCase, readCase } from './case-row.ts';
import { UUID } from './cursor.ts';
import type { Transaction } from './database.ts';
import type { Statements } from './statements.ts';
import { type JudgedDeed, misfit } from './deeds/deed.ts';
import { emailsToRepair } from './deeds/emails.ts';
import { judgeDeed } from './deeds/index.ts';
import { askToDecide, othersWhoMayDecide } from './approval-email.ts';
import { readEvents } from './events.ts';
import type { NewEmail } from './outbox.ts';
import type { Reach } from './reach.ts';
import type { Keeping } from './step-transaction.ts';
import { viewToTell } from './telling.ts';
import type { CaseRow, CaseToTell } from './types.ts';
import { writeChange } from './write-change.ts';

type Proposing = Parameters<ApprovalRecords['proposeApproval']>[0];
type Deciding = Parameters<ApprovalRecords['decideApproval']>[0];

/** Who was to carry out what is approved has had so long (real time). */
const CARRIED_OUT_WITHIN_MS = 15_000;

export function approvalRecords(keeping: Keeping): ApprovalRecords {
  const { database, now } = keeping;
  return {
    proposeApproval: (proposing) => propose(keeping, proposing),
    decideApproval: (deciding) => decide(keeping, deciding),
    judgeApproval: (proposal) => judgeOnly(keeping, proposal),
    noteOutcome: ({ id, outcome }) =>
      inReachOf(keeping, id, (db) => noteOutcome(db, { id, outcome, realNow: now() })),
    approvalsToCarryOut: (limit) => {
      const before = new Date(now() - CARRIED_OUT_WITHIN_MS).toISOString();
      return database.read('whole', (db) =>
        read(
          db,
          Prisma.sql`a.decision = 'approved' AND a.outcome IS NULL AND a.decided_at < ${before}::timestamptz
            ORDER BY a.decided_at LIMIT ${limit}`,
        ),
      );
    },
    openApprovals: (reference) =>
      database.read(reference === undefined ? 'whole' : { case: reference }, (db) =>
        read(
          db,
          Prisma.sql`a.decision IS NULL AND ${reference === undefined ? Prisma.sql`true` : Prisma.sql`a.reference = ${reference}`}
            ORDER BY a.proposed_at, a.id`,
        ),
      ),
    decidedApprovals: (limit) =>
      database.read('whole', (db) =>
        read(db, Prisma.sql`a.decision IS NOT NULL ORDER BY a.decided_at DESC, a.id LIMIT ${limit}`),
      ),
    findApproval: (id) => database.read('whole', (db) => find(db, id)),
    newestStep: (reference) =>
      database.read({ case: reference }, async (db) => newestStep(await readEvents(db, reference))),
    emailsToRepair: (reference) => database.read({ case: reference }, (db) => emailsToRepair(db, reference)),
    othersWhoMayDecide: (kind, personId) =>
      database.read('none', async (db) => (await othersWhoMayDecide(db, kind, personId)).length),
  };
}

/** Erasing forgets what is kept of the case with other people's, too. */
const reachOf = ({ kind, reference }: Pick<Approval, 'kind' | 'reference'>): Reach =>
  kind === 'erase' || reference === null ? 'whole' : { case: reference };

/** A transaction that reaches what the approval with this id is about. */
async function inReachOf<T>(
  { database }: Keeping,
  id: string,
  work: (db: Transaction) => Promise<T>,
): Promise<T> {
  const approval = await database.read('whole', (db) => find(db, id));
  return database.transaction(approval === null ? 'whole' : reachOf(approval), work);
}

async function propose(keeping: Keeping, proposing: Proposing): Promise<ProposalResult> {
  const { kind, reference, details, why, person } = proposing;
  if (person !== null && !mayPropose(kind, person)) return { type: 'forbidden', why: NOT_YOUR_ROLE };
  const personId = person?.id ?? null;
  const realNow = keeping.now();
  return keeping.database.transaction(reachOf(proposing), async (db): Promise<ProposalResult> => {
    const row = reference === null ? null : await lockCase(db, reference);
    if (reference !== null && row === null) return { type: 'notFound' };
    const [open] = await read(
      db,
      Prisma.sql`a.decision IS NULL AND a.kind = ${kind} AND a.reference = ${reference}`,
    );
    if (open !== undefined) return { type: 'open', id: open.id };
    const judged = await judge(keeping, db, { ...proposing, id: null }, row, realNow);
    if (judged.type === 'misfit') return judged;
    const id = randomUUID();
    await db.$executeRaw`
      INSERT INTO approval (id, reference, kind, details, why, proposed_by, proposed_at)
      VALUES (${id}::uuid, ${reference}, ${kind}, ${JSON.stringify(details)}::jsonb, ${why}, ${personId}::uuid,
        ${instant(realNow)}::timestamptz)`;
    await note(db, { reference, row }, realNow, {
      text: `${titleOf(kind)}: proposed; a second person is asked`,
      emails: row === null ? [] : await askToDecide(db, kind, personId),
      personId,
      what: `propose ${kind} ${id}`,
    });
    return { type: 'proposed', approval: await get(db, id), toTell: await toTell(db, reference, realNow) };
  });
}

async function decide(keeping: Keeping, deciding: Deciding): Promise<DecisionResult> {
  const { id, decision, note: words, person } = deciding;
  const realNow = keeping.now();
  return inReachOf(keeping, id, async (db): Promise<DecisionResult> => {
    const seen = await find(db, id);
    if (seen === null) return { type: 'notFound' };
    const { reference, kind } = seen;
    // The case first, as every step takes it.
    const row = reference === null ? null : await lockCase(db, reference);
    await db.$executeRaw`SELECT FROM approval WHERE id = ${id}::uuid FOR UPDATE`;
    const approval = await get(db, id);
    if (approval.decided !== null) {
      const again = approval.decided.decision === decision && approval.decided.by.id === person.id;
      return again ? { type: 'decided', approval, toTell: null } : { type: 'already', approval };
    }
    const forbidden = notTheirs(approval, deciding);
    if (forbidden !== null) return { type: 'forbidden', why: forbidden };
    const judged = decision === 'approved' ? await judge(keeping, db, approval, row, realNow) : null;
    if (judged?.type === 'misfit') return judged;
    if (judged !== null && words === null && APPROVAL_TABLE[kind].approverSays !== undefined) {
      return { type: 'misfit', why: 'Who approves it has to say how they checked it' };
    }
    await db.$executeRaw`
      UPDATE approval SET decision = ${decision}, decided_by = ${person.id}::uuid,
        decided_at = ${instant(realNow)}::timestamptz, note = ${words} WHERE id = ${id}::uuid`;
    await note(db, { reference, row }, realNow, {
      text: `${titleOf(kind)}: ${DECIDED_WORDS[decision]}`,
      emails: [],
      personId: person.id,
      what: `${decision} ${kind} ${id}`,
    });
    const outcome = judged === null ? null : await judged.perform(person.id);
    if (outcome !== null) await writeOutcome(db, id, outcome);
    return { type: 'decided', approval: await get(db, id), toTell: await toTell(db, reference, realNow) };
  });
}

const DECIDED_WORDS = {
  approved: 'agreed to by a second person',
  refused: 'refused by a second person',
  withdrawn: 'withdrawn by whoever proposed it',
} as const;

const NOT_YOUR_ROLE = 'Your account does not have the role for this.';

/** Why this person may not decide so; null where they may. */
function notTheirs(
  { kind, proposedBy, retentionSetBy }: Approval,
  { decision, person }: Deciding,
): string | null {
  const own = person.id === proposedBy?.id;
  if (decision === 'withdrawn') return own ? null : 'Only whoever proposed it may withdraw it.';
  if (own) return 'Nobody decides on what they proposed themselves: it needs a second person.';
  if (decision === 'approved' && person.id === retentionSetBy) {
    return 'You set how long such cases are kept: somebody else decides.';
  }
  return mayDecide(kind, proposedBy?.id ?? null, person) ? null : NOT_YOUR_ROLE;
}

async function judgeOnly(keeping: Keeping, proposal: Proposal): Promise<Judged> {
  return keeping.database.transaction(reachOf(proposal), async (db): Promise<Judged> => {
    const row = proposal.reference === null ? null : await readCase(db, proposal.reference);
    const judged = await judge(keeping, db, { ...proposal, id: null }, row, keeping.now());
    return judged.type === 'misfit' ? judged : { type: 'fits', effect: judged.effect };
  });
}

function judge(
  keeping: Keeping,
  db: Transaction,
  {
    id,
    kind,
    reference,
    details,
  }: Pick<Approval, 'kind' | 'reference' | 'details'> & { readonly id: string | null },
  row: CaseRow | null,
  realNow: number,
): Promise<JudgedDeed> {
  if (details === null) return Promise.resolve(misfit('The case has been erased'));
  return judgeDeed(kind, { db, keeping, approvalId: id, reference, details, row, realNow });
}

async function noteOutcome(
  db: Statements,
  { id, outcome, realNow }: { readonly id: string; readonly outcome: string; readonly realNow: number },
): Promise<void> {
  const seen = await find(db, id);
  const reference = seen?.reference ?? null;
  const row = reference === null ? null : await lockCase(db, reference);
  if ((await writeOutcome(db, id, outcome)) === 0 || seen === null) return;
  await note(db, { reference, row }, realNow, {
    text: `${titleOf(seen.kind)}: ${outcome}`,
    emails: [],
    personId: null,
    what: `carried out ${seen.kind} ${id}`,
  });
}

const writeOutcome = (db: Statements, id: string, outcome: string): Promise<number> =>
  db.$executeRaw`UPDATE approval SET outcome = ${outcome}
    WHERE id = ${id}::uuid AND decision = 'approved' AND outcome IS NULL`;

interface Noted {
  readonly text: string;
  readonly emails: readonly NewEmail[];
  readonly personId: string | null;
  /** Ids and enumerated words only: reasons are with the approval, which an erasure empties. */
  readonly what: string;
}

/** On the timeline and audit of the case; where there is none (any more), on the audit only. */
async function note(
  db: Statements,
  { reference, row }: { readonly reference: string | null; readonly row: CaseRow | null },
  realNow: number,
  { text, emails, personId, what }: Noted,
): Promise<void> {
  if (row === null) {
    await db.$executeRaw`
      INSERT INTO audit (reference, at, person_id, what)
      VALUES (${reference ?? ''}, ${instant(realNow)}::timestamptz, ${personId}::uuid, ${what})`;
    return;
  }
  const { state, nextDueAt, nextDueWhat } = row;
  await writeChange(db, {
    before: state,
    after: state,
    at: clockOf(row, realNow),
    events: [],
    timeline: [{ kind: 'task', step: null, by: personId === null ? 'service' : 'administrators', text }],
    emails,
    answer: null,
    nextDue: nextDueAt === null ? null : { at: nextDueAt, what: nextDueWhat ?? '' },
    calendarVersion: null,
    kept: null,
    audit: { personId, what, why: null },
    realNow,
  });
}

/** The case as its workflow is to be told of it; marked as not told, so that it is told later if not now. */
async function toTell(db: Statements, reference: string | null, realNow: number): Promise<CaseToTell | null> {
  if (reference === null) return null;
  await db.$executeRaw`
    UPDATE "case" SET told_version = least(told_version, version - 1)
    WHERE reference = ${reference} AND (stage <> 'closed' OR emails_waiting > 0)`;
  const found = await viewToTell(db, reference, realNow);
  return found === null ? null : { reference, ...found };
}

const titleOf = (kind: ApprovalKind): string => APPROVAL_TABLE[kind].title;
const instant = (realNow: number): string => new Date(realNow).toISOString();

interface ApprovalRow {
  readonly id: string;
  readonly reference: string | null;
  readonly kind: ApprovalKind;
  readonly details: unknown;
  readonly why: string;
  readonly proposedBy: string | null;
  readonly proposer: string | null;
  readonly retentionSetBy: string | null;
  readonly proposedAt: number;
  readonly decidedBy: string | null;
  readonly decider: string | null;
  readonly decidedAt: number | null;
  readonly decision: NonNullable<Approval['decided']>['decision'] | null;
  readonly note: string | null;
  readonly outcome: string | null;
}

/** Those of a kind that another release made are left to it. */
async function read(db: Statements, rest: Prisma.Sql): Promise<readonly Approval[]> {
  const rows = await db.$queryRaw<ApprovalRow[]>`
    SELECT a.id::text, a.reference, a.kind, a.details, a.why, a.proposed_by::text AS "proposedBy", p.name AS proposer,
      (extract(epoch FROM a.proposed_at) * 1000)::float8 AS "proposedAt", a.decided_by::text AS "decidedBy",
      d.name AS decider, (extract(epoch FROM a.decided_at) * 1000)::float8 AS "decidedAt", a.decision, a.note, a.outcome,
      (SELECT r.set_by::text FROM "case" c JOIN retention r ON r.outcome = c.outcome
        WHERE c.reference = a.reference AND a.kind = 'erase' AND a.proposed_by IS NULL) AS "retentionSetBy"
    FROM approval a LEFT JOIN person p ON p.id = a.proposed_by LEFT JOIN person d ON d.id = a.decided_by
    WHERE a.kind = ANY (${[...APPROVAL_KINDS]}::text[]) AND ${rest}`;
  return rows.map(approvalOf);
}

function approvalOf(row: ApprovalRow): Approval {
  const { id, reference, kind, details, why, proposedBy, proposer } = row;
  const { retentionSetBy, decidedBy, decidedAt, decision, note: words, outcome } = row;
  return {
    id,
    reference,
    kind,
    details: detailsOf(kind, details),
    why,
    proposedBy: proposedBy === null ? null : { id: proposedBy, name: proposer ?? '' },
    retentionSetBy,
    proposedAt: row.proposedAt,
    decided:
      decision === null || decidedBy === null || decidedAt === null
        ? null
        : { decision, by: { id: decidedBy, name: row.decider ?? '' }, at: decidedAt, note: words },
    outcome,
  };
}

/** Null where an erasure emptied them. */
function detailsOf(kind: ApprovalKind, details: unknown): ApprovalDetails | null {
  const read = APPROVAL_DETAILS[kind].safeParse(details);
  return read.success ? read.data : null;
}

async function find(db: Statements, id: string): Promise<Approval | null> {
  if (!UUID.test(id)) return null;
  const [approval] = await read(db, Prisma.sql`a.id = ${id}::uuid`);
  return approval ?? null;
}

async function get(db: Statements, id: string): Promise<Approval> {
  const approval = await find(db, id);
  if (approval === null) throw new Error('An approval that was just written is not there');
  return approval;
}
