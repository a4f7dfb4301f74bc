/** What one person proposes and a second one decides. */
import { z } from 'zod';
import {
  APPROVAL_DETAILS,
  APPROVAL_TABLE,
  approvalNote,
  approvalWhy,
  mayDecide,
  maySeeApproval,
} from '../../domain/approvals/kinds.ts';
import type { Approval, Judged, Person } from '../../records/types.ts';
import { decide, propose } from '../approvals.ts';
import { notFound } from '../problem.ts';
import type { Services } from '../services.ts';
import { enterCase } from './case-view.ts';
import { requireMay, requireMayThemselves } from './forbid.ts';
import { anywhere, ok, reads, resource, writes } from './resource.ts';
import type { Call, Route } from './resource.ts';
import { flag, oneOf } from './shape.ts';

/** The newest decided ones that are listed. */
const MOST_DECIDED = 200;

export const approvalQuery = z.strictObject({ open: flag.default(true) });

const proposalOf = <K extends keyof typeof APPROVAL_DETAILS>(kind: K) =>
  z.strictObject({ kind: z.literal(kind), details: APPROVAL_DETAILS[kind], why: approvalWhy });

export const newApproval = z.discriminatedUnion(
  'kind',
  [
    proposalOf('putDateRight'),
    proposalOf('undoStep'),
    proposalOf('retryEmail'),
    proposalOf('skipEmail'),
    proposalOf('rebuildWorkflow'),
    proposalOf('erase'),
    proposalOf('liftHold'),
    proposalOf('releasePack'),
  ],
  'Use one of the kinds that the description of the API lists',
);

export const approvalDecision = z
  .strictObject({
    decision: oneOf(['approved', 'refused', 'withdrawn']),
    note: approvalNote.optional(),
  })
  .refine(({ decision, note }) => decision !== 'refused' || note !== undefined, {
    message: 'Say why not',
    path: ['note'],
  });

export function approvalRoutes(services: Services): Route[] {
  const { records } = services;

  /** @throws {Problem} 404 where there is none, or none for this caller */
  async function named(call: Call): Promise<Approval> {
    const approval = await records.findApproval(call.param('id'));
    if (approval === null || !maySeeApproval(approval.kind, call.person)) throw notFound();
    return approval;
  }

  /** Why something is proposed says a thing of the case, in somebody's own words. */
  const viewed = (reference: string | null, person: Person, what: string): Promise<void> =>
    records.audit({ reference, personId: person.id, what, why: null });

  return [
    resource('/v1/approvals', anywhere, {
      GET: reads({
        may: requireMay('readApprovals'),
        query: approvalQuery,
        answer: async ({ person }, _found, { open }) => {
          const all = open ? await records.openApprovals() : await records.decidedApprovals(MOST_DECIDED);
          const approvals = all.filter(({ kind }) => maySeeApproval(kind, person));
          await viewed(null, person, 'view approvals');
          return ok({ approvals: approvals.map((approval) => approvalView(approval, person)) });
        },
      }),
    }),
    resource('/v1/approvals/:id', named, {
      GET: reads({
        may: requireMay('readApprovals'),
        query: z.strictObject({}),
        answer: async ({ person }, approval) => {
          const { decided, details, reference } = approval;
          if (reference !== null) await viewed(reference, person, 'view case');
          const judged =
            decided === null && details !== null
              ? await records.judgeApproval({ ...approval, details })
              : null;
          return ok({ ...approvalView(approval, person), ...judgedView(judged) });
        },
      }),
      POST: writes(records, {
        may: requireMayThemselves('decideApprovals'),
        body: approvalDecision,
        answer: async ({ person }, { id }, { decision, note = null }) =>
          ok(approvalView(await decide(services, person, { id, decision, note }), person)),
      }),
    }),
    resource('/v1/cases/:reference/approvals', (call) => enterCase(services, call), {
      POST: writes(records, {
        may: requireMayThemselves('proposeApprovals'),
        body: newApproval,
        answer: async ({ person }, { record }, proposal) => {
          const { reference } = record.state;
          const approval = await propose(services, person, { ...proposal, reference });
          return {
            status: 201,
            headers: { Location: `/v1/approvals/${approval.id}` },
            body: approvalView(approval, person),
          };
        },
      }),
    }),
  ];
}

function approvalView(approval: Approval, person: Person): object {
  const { id, reference, kind, details, why, proposedBy, proposedAt, decided, outcome } = approval;
  return {
    id,
    ...(reference === null ? {} : { reference }),
    kind,
    title: APPROVAL_TABLE[kind].title,
    ...(details === null ? {} : { details }),
    why,
    proposedBy: proposedBy?.name ?? 'service',
    proposedAt: new Date(proposedAt).toISOString(),
    decision: decided?.decision ?? null,
    ...(decided === null
      ? { mayDecide: mayDecide(kind, proposedBy?.id ?? null, person) }
      : { decidedBy: decided.by.name, decidedAt: new Date(decided.at).toISOString() }),
    ...(decided?.note == null ? {} : { note: decided.note }),
    outcome,
  };
}

/** What approving it would do now, or why it fits no longer. */
function judgedView(judged: Judged | null): object {
  if (judged === null) return {};
  return judged.type === 'fits' ? { effect: judged.effect } : { noLongerFits: judged.why };
}
