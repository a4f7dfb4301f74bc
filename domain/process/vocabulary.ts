/**
 * The words of the process, once: stages, steps, tasks, roles. Ids are used everywhere (signal names, URLs,
 * tables, tests). No library is imported here, so that the workflow bundle can have them.
 * Source: the process (stages, steps, tasks), the guidance's Appendices 2 and 6.
 */
export const STAGES = ['triage', 'preparing', 'session', 'concluding', 'followUp', 'closed'] as const;
export type Stage = (typeof STAGES)[number];
export type OpenStage = Exclude<Stage, 'closed'>;

export const OUTCOMES = ['completed', 'declined', 'redirected', 'withdrawn', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const STEPS = [
  'submitRequest',
  'confirmLeadProfessional',
  'decideRequest',
  'amendRequest',
  'withdrawRequest',
  'appointFacilitators',
  'declareIndependence',
  'scheduleSession',
  'respondToInvitation',
  'submitChronology',
  'submitAssessmentAndPlan',
  'recordFamilyVoice',
  'submitPreEvaluation',
  'recordSession',
  'submitPostEvaluation',
  'publishSummary',
  'sharePlanChanges',
  'recordLearning',
  'recordTrackerEntry',
  'updateAction',
  'reviewActions',
  'nameInterviewer',
  'recordFollowUp',
  'changeParticipants',
  'waiveTask',
  'raiseImmediateRisk',
  'assessRisk',
  'cancelCase',
] as const;
export type StepId = (typeof STEPS)[number];
/** Every step but the one that starts a case. */
export type CaseStepId = Exclude<StepId, 'submitRequest'>;

export const TASK_KINDS = [
  'confirmLeadProfessional',
  'decideRequest',
  'amendRequest',
  'appointFacilitators',
  'declareIndependence',
  'scheduleSession',
  'respondToInvitation',
  'submitChronology',
  'submitAssessmentAndPlan',
  'recordFamilyVoice',
  'submitPreEvaluation',
  'recordSession',
  'submitPostEvaluation',
  'publishSummary',
  'sharePlanChanges',
  'recordLearning',
  'recordTrackerEntry',
  'action',
  'reviewActions',
  'recordFollowUp',
  'assessRisk',
  'confirmParticipant',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const TASK_STATUSES = ['open', 'done', 'waived', 'notReturned', 'noLongerNeeded'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Roles of an account. Every account is a practitioner; the others are added to that. */
export const ROLES = ['practitioner', 'facilitator', 'administrator', 'businessManager', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** A person's part in one case. */
export const PARTICIPANT_ROLES = [
  'requester',
  'leadProfessional',
  'attendee',
  'facilitator',
  'actionOwner',
  'interviewer',
] as const;
export type ParticipantRole = (typeof PARTICIPANT_ROLES)[number];

export const FLAGS = [
  'shortNotice',
  'sessionLate',
  'noDeclaration',
  'immediateRisk',
  'leadProfessionalObjects',
  'possibleConflict',
  'outsidePartnerDomains',
  'openActionsAtClosing',
] as const;
export type Flag = (typeof FLAGS)[number];

/** Appendix 2, in its order. */
export const AGENCIES = [
  'adultSocialCare',
  'childrensSocialCare',
  'domesticAbuseService',
  'drugsAlcoholAdult',
  'drugsAlcoholChild',
  'earlyYearsSetting',
  'primarySchool',
  'secondarySchool',
  'pruAlternativeProvision',
  'furtherEducation',
  'housing',
  'gp',
  'mentalHealthAdults',
  'mentalHealthChildren',
  'midwife',
  'healthVisitor',
  'schoolsNurse',
  'police',
  'youthOffendingTeam',
  'probationService',
  'youthServices',
  'voluntaryCommunity',
  'faithGroup',
  'other',
] as const;
export type Agency = (typeof AGENCIES)[number];
