/** A case as one line of a list: what this person sees of it, and no more. */
import { z } from 'zod';
import { caseView, viewerOf } from '../../../domain/access/index.ts';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import type { CaseRecord, Person } from '../../../records/types.ts';

export interface CaseLine {
  readonly reference: string;
  readonly href: string;
  /** Where this person sees the request; else null. */
  readonly child: string | null;
  readonly stage: string;
  readonly requestedOn: string | null;
  /** Of the session still to be held. */
  readonly sessionDueOn: string | null;
  readonly sessionAt: string | null;
  readonly followUpDueOn: string | null;
  /** How many tasks that they see are overdue. */
  readonly overdue: number;
}

const seen = z.object({
  request: z.object({ child: z.object({ forename: z.string().optional(), surname: z.string() }) }).optional(),
  outcome: z.string().nullish(),
  requestedOn: z.string().optional(),
  sessionDueOn: z.string().nullish(),
  followUpDueOn: z.string().nullish(),
  session: z.object({ date: z.string(), start: z.string(), heldOn: z.string().nullable() }).nullish(),
  tasks: z.array(z.object({ overdue: z.boolean() })).optional(),
});

/** @param request the newest of this case */
export function caseLine(person: Person, { state, now }: CaseRecord, request: object | null): CaseLine {
  const view = caseView(state, viewerOf(state, person, now), {
    now,
    request,
    allowedSteps: [],
    temporalUrl: null,
  });
  const { outcome, session, ...shown } = seen.parse(view);
  const isToBeHeld = state.stage === 'preparing' || state.stage === 'session';
  return {
    reference: state.reference,
    href: `/cases/${state.reference}`,
    child: shown.request === undefined ? null : nameOf(shown.request.child),
    stage: STAGE_TABLE[state.stage].title + (outcome == null ? '' : `: ${outcome}`),
    requestedOn: shown.requestedOn ?? null,
    sessionDueOn: isToBeHeld ? (shown.sessionDueOn ?? null) : null,
    sessionAt:
      isToBeHeld && session != null && session.heldOn === null ? `${session.date}T${session.start}` : null,
    followUpDueOn: state.stage === 'followUp' ? (shown.followUpDueOn ?? null) : null,
    overdue: (shown.tasks ?? []).filter(({ overdue }) => overdue).length,
  };
}

const nameOf = ({
  forename = '',
  surname,
}: {
  readonly forename?: string | undefined;
  readonly surname: string;
}) => `${forename} ${surname}`.trim();
