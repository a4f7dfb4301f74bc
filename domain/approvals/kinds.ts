/**
 * What one person proposes and a second one decides: one table, used by the records, the pages, the JSON API and its
 * description. What approving does is a deed of the same name: records/deeds/, and engine/deeds.ts where it needs Temporal.
 */
import { z } from 'zod';
import { releasePackDetails } from '../pack/release.ts';
import { DATES_PUT_RIGHT } from '../case/events.ts';
import { realDay, text } from '../forms/fields.ts';
import type { Role } from '../process/vocabulary.ts';

const LONGEST_WORDS = 2_000;

const emails = z.strictObject({
  /** Ids in the outbox. */
  emails: z
    .array(z.uuid('Choose an email of this case'))
    .min(1, 'Choose an email')
    .max(50, 'Choose at most 50'),
});

/** What each kind is about, as it is kept: ids, enumerated words and dates, nothing that anybody typed. */
export const APPROVAL_DETAILS = {
  putDateRight: z.strictObject({
    date: z.enum(DATES_PUT_RIGHT, 'Choose which date is wrong'),
    to: realDay('Enter a real date'),
  }),
  retryEmail: emails,
  skipEmail: emails,
  rebuildWorkflow: z.strictObject({}),
  undoStep: z.strictObject({
    /** Of the step's event in the case. */
    version: z.int('Choose the step').min(1, 'Choose the step'),
  }),
  erase: z.strictObject({}),
  liftHold: z.strictObject({}),
  releasePack: releasePackDetails,
} as const satisfies Record<string, z.ZodType>;

/** Why it is proposed, and what the second person says. */
export const approvalWhy = text({ label: 'Why', ask: 'Say why', most: LONGEST_WORDS });
export const approvalNote = text({ label: 'Note', ask: 'Say why not', most: LONGEST_WORDS });

export type ApprovalKind = keyof typeof APPROVAL_DETAILS;
export type ApprovalDetails<K extends ApprovalKind = ApprovalKind> = z.infer<(typeof APPROVAL_DETAILS)[K]>;
export const APPROVAL_KINDS = Object.keys(APPROVAL_DETAILS) as readonly ApprovalKind[];

interface ApprovalKindRow {
  /** What is done, as a heading says it. */
  readonly title: string;
  /** What it is for, for whoever proposes it. */
  readonly purpose: string;
  readonly proposers: readonly Role[];
  /** Somebody else of these decides, never the proposer. */
  readonly approvers: readonly Role[];
  /** What who approves has to say in words; nothing where they need not. */
  readonly approverSays?: string;
}

const RUN_THE_PROCESS: readonly Role[] = ['administrator', 'businessManager'];
const BY_THEM = { proposers: RUN_THE_PROCESS, approvers: RUN_THE_PROCESS };

export const APPROVAL_TABLE: Readonly<Record<ApprovalKind, ApprovalKindRow>> = {
  putDateRight: {
    title: 'Put a date right',
    purpose: 'The date of the request or of its acceptance was recorded wrongly.',
    ...BY_THEM,
  },
  retryEmail: {
    title: 'Send an email again',
    purpose: 'An email was refused, or nobody knows whether it went out.',
    ...BY_THEM,
  },
  skipEmail: {
    title: 'Give up an email',
    purpose: 'An email that cannot be sent is not tried any more.',
    ...BY_THEM,
  },
  rebuildWorkflow: {
    title: 'Rebuild the workflow',
    purpose: 'The case’s workflow does not go on. It is ended and starts again from the record.',
    ...BY_THEM,
  },
  undoStep: {
    title: 'Take back a step',
    purpose: 'The newest step was recorded by mistake. The case goes back to what it was before it.',
    ...BY_THEM,
  },
  erase: {
    title: 'Erase the case',
    purpose: 'The case need not be kept any more. The service proposes it when its time is over.',
    ...BY_THEM,
  },
  liftHold: {
    title: 'Lift the legal hold',
    purpose: 'What the case was held for is over.',
    ...BY_THEM,
  },
  releasePack: {
    title: 'Release a pack',
    purpose: 'Somebody asked for what is held about them.',
    ...BY_THEM,
    approverSays: 'How you checked that nothing in it would be likely to do serious harm to anybody',
  },
};

export type Decision = 'approved' | 'refused' | 'withdrawn';

interface Asking {
  readonly id: string;
  readonly roles: readonly Role[];
}
const hasOneOf = (roles: readonly Role[], person: Asking): boolean =>
  roles.some((role) => person.roles.includes(role));

export const mayPropose = (kind: ApprovalKind, person: Asking): boolean =>
  hasOneOf(APPROVAL_TABLE[kind].proposers, person);

/** Whether this person, who did not propose it, may approve or refuse. @param proposedBy null: the service itself */
export const mayDecide = (kind: ApprovalKind, proposedBy: string | null, person: Asking): boolean =>
  person.id !== proposedBy && hasOneOf(APPROVAL_TABLE[kind].approvers, person);

/** Whether it exists for this person: those who may propose or decide such things. */
export const maySeeApproval = (kind: ApprovalKind, person: Asking): boolean =>
  mayPropose(kind, person) || hasOneOf(APPROVAL_TABLE[kind].approvers, person);
