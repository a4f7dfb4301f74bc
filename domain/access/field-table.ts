/**
 * Who sees which part of "the case": a row for every field of the API's case, and for flags and the timeline.
 * Deny by default: a field is absent for a reader who is not in its row.
 */
import type { Flag, StepId, TaskKind } from '../process/vocabulary.ts';
import type { Phase, Reader } from './viewer.ts';

/** How much of a field, from most to least. */
export const FIELD_REACHES = [
  /** Every item and detail. */
  'everything',
  /** All but what is for administrators only. */
  'all',
  /** Of participants, those who have joined; of tasks, all but those that tell of a facilitator or the administrators. */
  'onTheCase',
  'withoutFamilyAddresses',
  /** Their own only. */
  'own',
  'namesAndAgencies',
  'namesOnly',
] as const;
export type FieldReach = (typeof FIELD_REACHES)[number];

export type FieldReaders = Readonly<Partial<Record<Reader, FieldReach>>>;
export interface FieldRow extends Readonly<Record<Phase, FieldReaders>> {
  readonly why: string;
}

export const CASE_FIELDS = [
  'reference',
  'stage',
  'outcome',
  'version',
  'now',
  'requestedOn',
  'acceptedOn',
  'sessionDueOn',
  'session',
  'reviewOn',
  'followUpDueOn',
  'flags',
  'participants',
  'children',
  'tasks',
  'actions',
  'successMeasures',
  'allowedSteps',
  'request',
  'links',
] as const;
export type CaseField = (typeof CASE_FIELDS)[number];

const ON_THE_CASE: FieldReaders = {
  administrator: 'everything',
  facilitator: 'all',
  undeclaredFacilitator: 'all',
  requester: 'all',
  leadProfessional: 'all',
  attendee: 'all',
  notAttending: 'all',
  actionOwner: 'all',
  interviewer: 'all',
};
const EVERYBODY: FieldReaders = { ...ON_THE_CASE, operator: 'all' };
const OWN_TASKS: FieldReaders = {
  administrator: 'everything',
  facilitator: 'own',
  undeclaredFacilitator: 'own',
  requester: 'own',
  leadProfessional: 'own',
  attendee: 'own',
  notAttending: 'own',
  actionOwner: 'own',
  interviewer: 'own',
};
const WORKING_ON_IT: FieldReaders = {
  administrator: 'everything',
  facilitator: 'all',
  requester: 'all',
  leadProfessional: 'all',
  attendee: 'all',
};
const ADMINISTRATORS: FieldReaders = { administrator: 'everything' };

const always = (readers: FieldReaders, why: string): FieldRow => ({
  open: readers,
  afterClosing: readers,
  why,
});
const untilClosing = (open: FieldReaders, why: string): FieldRow => ({
  open,
  afterClosing: ADMINISTRATORS,
  why,
});

const OPERATORS = always(
  EVERYBODY,
  'Operators find a case by its reference and stage, and see nothing else of it.',
);
const HEADER = always(ON_THE_CASE, 'The header: dates, for everyone on the case.');

export const FIELD_TABLE = {
  reference: OPERATORS,
  stage: OPERATORS,
  outcome: OPERATORS,
  version: OPERATORS,
  now: OPERATORS,
  requestedOn: HEADER,
  acceptedOn: HEADER,
  sessionDueOn: HEADER,
  session: HEADER,
  reviewOn: HEADER,
  followUpDueOn: HEADER,
  flags: always(ON_THE_CASE, 'Part of the header; each flag has its own readers.'),
  participants: untilClosing(
    {
      administrator: 'everything',
      facilitator: 'all',
      undeclaredFacilitator: 'namesAndAgencies',
      requester: 'onTheCase',
      leadProfessional: 'onTheCase',
      attendee: 'onTheCase',
    },
    'Whoever works on the case reaches the others (professional contact data). Conflicts: administrators only.',
  ),
  children: untilClosing(WORKING_ON_IT, 'Ids for voices and interviews, of use to those who record them.'),
  tasks: {
    open: {
      ...OWN_TASKS,
      facilitator: 'all',
      requester: 'onTheCase',
      leadProfessional: 'onTheCase',
      attendee: 'onTheCase',
    },
    afterClosing: OWN_TASKS,
    why: 'Whoever works on the case sees what it waits for, on whom and until when; others their own.',
  },
  actions: untilClosing(
    { ...WORKING_ON_IT, notAttending: 'all', actionOwner: 'own', interviewer: 'own' },
    'Everyone on the case, the absent too; an owner or interviewer who is nothing else, their own.',
  ),
  successMeasures: untilClosing(
    { ...WORKING_ON_IT, actionOwner: 'all', interviewer: 'all' },
    'What actions and interviews are held against.',
  ),
  allowedSteps: always(ON_THE_CASE, 'What they may do themselves, now.'),
  request: {
    open: {
      administrator: 'everything',
      facilitator: 'all',
      undeclaredFacilitator: 'namesOnly',
      requester: 'all',
      leadProfessional: 'all',
      attendee: 'withoutFamilyAddresses',
    },
    afterClosing: { administrator: 'everything', requester: 'all' },
    why: 'As the request’s answer; before declaring a facilitator needs the names to judge independence.',
  },
  links: always(ADMINISTRATORS, 'The case’s course in the engine’s own pages.'),
} as const satisfies Record<CaseField, FieldRow>;

/** Flags that not everyone on the case sees; the others are in everyone's header. Administrators see all. */
export const FLAG_READERS: Readonly<
  Partial<Record<Flag, { readonly readers: readonly Reader[]; readonly why: string }>>
> = {
  possibleConflict: { readers: [], why: 'A facilitator’s conflict is for administrators only.' },
  leadProfessionalObjects: {
    readers: ['facilitator', 'requester', 'leadProfessional'],
    why: 'As the answer that records the objection.',
  },
  outsidePartnerDomains: {
    readers: ['facilitator'],
    why: 'About a person’s address; administrators confirm people.',
  },
};

/** Tasks that only administrators and facilitators see unless their own: they would tell of a facilitator's conflict, or are the administrators' own affair. */
export const TASKS_NOT_FOR_PRACTITIONERS: readonly TaskKind[] = [
  'appointFacilitators',
  'declareIndependence',
  'recordTrackerEntry',
  'assessRisk',
  'confirmParticipant',
];

export const TIMELINE_KINDS = ['step', 'stage', 'task', 'reminder', 'escalation', 'email'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Whose timeline holds what. `everything`: all entries; `all`: all but conflicts; `onTheCase`: stages, own steps and those below. */
export const TIMELINE_ROW: FieldRow = {
  open: {
    administrator: 'everything',
    facilitator: 'all',
    requester: 'onTheCase',
    leadProfessional: 'onTheCase',
    attendee: 'onTheCase',
  },
  afterClosing: ADMINISTRATORS,
  why: 'Whoever works on the case sees its course; who was reminded and emailed is for those who run it.',
};

/** Steps whose timeline entry only administrators and its taker see: it would tell of a conflict. */
export const STEPS_THAT_TELL_OF_CONFLICT: readonly StepId[] = ['declareIndependence', 'appointFacilitators'];

/** Steps whose timeline entry everyone who works on the case sees; of the others only who runs it, and the taker. */
export const STEPS_ON_THE_TIMELINE: readonly StepId[] = [
  'submitRequest',
  'amendRequest',
  'decideRequest',
  'withdrawRequest',
  'scheduleSession',
  'respondToInvitation',
  'submitChronology',
  'submitAssessmentAndPlan',
  'recordFamilyVoice',
  'submitPreEvaluation',
  'recordSession',
  'submitPostEvaluation',
  'publishSummary',
  'updateAction',
  'reviewActions',
  'changeParticipants',
  'cancelCase',
];
