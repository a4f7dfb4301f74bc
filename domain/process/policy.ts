/**
 * The local defaults (L) that the guidance leaves open, and its own figures (S), as data with a version. A case keeps
 * the policy it was accepted under. Never change a published version: add one.
 */
export interface ReminderRule {
  /** Working days before the due date. */
  readonly before: readonly number[];
  readonly onDueDate: boolean;
  /** Overdue: first after so many working days, then every so many, at most so often. */
  readonly overdue: { readonly first: number; readonly every: number; readonly most: number };
  /** Whether a reminder may fall on the day on which the task opens. */
  readonly onOpeningDay: boolean;
}

export interface Policy {
  readonly version: number;
  /** Numbers of working days. */
  readonly workingDays: {
    readonly confirmLeadProfessional: number;
    readonly decideRequest: number;
    readonly amendRequest: number;
    readonly appointFacilitators: number;
    readonly declareIndependence: number;
    readonly scheduleSession: number;
    readonly scheduleSessionAgain: number;
    readonly respondToInvitation: number;
    readonly respondToInvitationBeforeSession: number;
    readonly submitChronologyBeforeSession: number;
    readonly submitAssessmentAndPlanBeforeSession: number;
    readonly recordFamilyVoiceBeforeSession: number;
    readonly submitPreEvaluationBeforeSession: number;
    readonly latestPreparationBeforeSession: number;
    readonly sessionWithin: number;
    readonly recordSession: number;
    readonly postEvaluationNotReturned: number;
    readonly publishSummary: number;
    readonly sharePlanChanges: number;
    readonly sharePlanChangesAfterSummary: number;
    readonly recordLearning: number;
    readonly recordTrackerEntry: number;
    readonly followUpOpensBefore: number;
    readonly assessRisk: number;
    readonly confirmParticipant: number;
  };
  readonly followUpMonths: number;
  /** Chronologies usually reach no further back than this before the request. */
  readonly chronologyMonths: number;
  readonly reminders: { readonly standard: ReminderRule; readonly followUp: ReminderRule };
  /** The session's due date: administrators and business manager. */
  readonly sessionDueReminders: { readonly before: readonly number[]; readonly every: number };
  /** How many calendar days practitioners keep the summary and their own answers after closing. */
  readonly accessAfterClosingDays: number;
  /** How many calendar days what was typed and not submitted is kept for its writer. */
  readonly draftDays: number;
  /** Addresses of these domains belong to partner agencies. */
  readonly partnerDomains: readonly string[];
}

const POLICY_1: Policy = {
  version: 1,
  workingDays: {
    confirmLeadProfessional: 2, // L
    decideRequest: 3, // L
    amendRequest: 5, // L
    appointFacilitators: 3, // L
    declareIndependence: 2, // L
    scheduleSession: 5, // L
    scheduleSessionAgain: 3, // L
    respondToInvitation: 3, // L
    respondToInvitationBeforeSession: 1, // L
    submitChronologyBeforeSession: 3, // L
    submitAssessmentAndPlanBeforeSession: 3, // L
    recordFamilyVoiceBeforeSession: 1, // S: prior to the session
    submitPreEvaluationBeforeSession: 3, // S
    latestPreparationBeforeSession: 1, // L
    sessionWithin: 15, // S
    recordSession: 1, // L
    postEvaluationNotReturned: 10, // L
    publishSummary: 5, // L
    sharePlanChanges: 10, // L
    sharePlanChangesAfterSummary: 5, // L
    recordLearning: 10, // L
    recordTrackerEntry: 10, // L
    followUpOpensBefore: 20, // L
    assessRisk: 1, // L
    confirmParticipant: 1, // L
  },
  followUpMonths: 6, // S
  chronologyMonths: 12, // S
  reminders: {
    standard: { before: [2], onDueDate: true, overdue: { first: 1, every: 5, most: 4 }, onOpeningDay: false },
    followUp: {
      before: [20, 5],
      onDueDate: true,
      overdue: { first: 1, every: 5, most: 4 },
      onOpeningDay: true,
    },
  },
  sessionDueReminders: { before: [5, 2], every: 10 },
  draftDays: 28, // L
  accessAfterClosingDays: 28,
  partnerDomains: [],
};

/** The policy in force: what a case accepted now keeps. */
export const POLICY: Policy = POLICY_1;

/** Every version that was ever in force, oldest first. */
export const PUBLISHED_POLICIES: readonly Policy[] = [POLICY_1];

const POLICIES: ReadonlyMap<number, Policy> = new Map(
  PUBLISHED_POLICIES.map((policy) => [policy.version, policy]),
);

/** The policy of a version that a case was accepted under. Throws on a version that was never published. */
export function policyOf(version: number): Policy {
  const policy = POLICIES.get(version);
  if (policy === undefined) throw new Error(`Policy version ${version} was never published`);
  return policy;
}
