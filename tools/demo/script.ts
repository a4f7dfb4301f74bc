/**
 * What the people of the demonstration do next, found from the case alone. So the demonstration can be killed at any
 * moment and go on from where the case stands.
 */
import {
  acceptance,
  chronology,
  familyVoice,
  followUp,
  session,
  sessionRecord,
  trackerEntry,
} from './bodies.ts';
import type { CaseAnswer, ParticipantAnswer, TaskAnswer } from './client.ts';

/** A step that somebody takes now. */
export interface NextStep {
  readonly step: string;
  /** Address of whoever takes it; null for the administrator. */
  readonly by: string | null;
  readonly body: unknown;
}

export interface Setting {
  readonly facilitatorIds: readonly string[];
  /** `n` working days after a day; the service's own calendar is not asked, so near enough: weekends are left out. */
  readonly weekdaysAfter: (day: string, n: number) => string;
}

/** Who hands in late, or not at all, so that reminders and escalation are seen. */
const LATE_CHRONOLOGY = 'sandra.whitlow@police.example';
const NO_POST_EVALUATION = 'callum.rigby@housing.example';
const NOT_ATTENDING = 'rashid.malik@recovery.example';

const today = (answer: CaseAnswer): string => answer.now.slice(0, 10);

/** The next step that somebody takes at once, or null: then time passes. */
export function nextStep(answer: CaseAnswer, setting: Setting): NextStep | null {
  for (const task of answer.tasks) {
    if (task.status !== 'open') continue;
    const step = doing(answer, task, setting);
    if (step !== null) return step;
  }
  return null;
}

function doing(answer: CaseAnswer, task: TaskAnswer, setting: Setting): NextStep | null {
  const owner = answer.participants.find((each) => each.id === task.owner);
  const by = owner?.email ?? null;
  const facilitator = (): string | null => serving(answer, 'facilitator')[0]?.email ?? null;
  const own = (body: unknown): NextStep | null => (by === null ? null : { step: task.kind, by, body });
  const led = (body: unknown): NextStep | null => {
    const leads = facilitator();
    return leads === null ? null : { step: task.kind, by: leads, body };
  };
  switch (task.kind) {
    case 'confirmLeadProfessional':
      return own({ on: today(answer) });
    case 'decideRequest':
      return { step: task.kind, by: null, body: acceptance() };
    case 'appointFacilitators':
      return { step: task.kind, by: null, body: { facilitatorIds: setting.facilitatorIds } };
    case 'declareIndependence':
      return own({ independent: true });
    case 'scheduleSession':
      return { step: task.kind, by: null, body: session(setting.weekdaysAfter(today(answer), 12)) };
    case 'respondToInvitation':
      return own(
        by === NOT_ATTENDING
          ? { response: 'notAttending' }
          : { response: 'attending', delegatedAuthority: true },
      );
    case 'submitChronology':
      // Handed in once it is overdue.
      if (by === LATE_CHRONOLOGY && (task.dueOn === null || task.dueOn >= today(answer))) return null;
      return own(chronology(answer.requestedOn));
    case 'submitAssessmentAndPlan':
      return own({
        assessment: { unavailable: 'The assessment is being signed off' },
        plan: { unavailable: 'The plan is being rewritten' },
      });
    case 'recordFamilyVoice':
      return own(familyVoice(answer));
    case 'submitPreEvaluation':
      return own({
        score: 2,
        why: 'We all work hard, but apart.',
        successfulOutcomes: 'One plan, and calm mornings.',
      });
    case 'recordSession':
      return led(
        sessionRecord(
          answer,
          setting.weekdaysAfter(today(answer), 30),
          setting.weekdaysAfter(today(answer), 15),
        ),
      );
    case 'submitPostEvaluation':
      if (by === NO_POST_EVALUATION) return null;
      return own({
        score: 4,
        workedWell: 'Time to think.',
        better: 'More of it.',
        learningPoints: 'Ask who holds what.',
      });
    case 'publishSummary':
      return led({ keyLearningPoints: ['Agree one key worker', 'Plan for the mornings'] });
    case 'sharePlanChanges':
      return own({ shared: true, on: today(answer), how: 'At home, with both children' });
    case 'recordLearning':
      return led({
        entries: [
          {
            theme: 'Coordination',
            learning: 'Services plan for the same hours without knowing it.',
            scope: 'system',
            new: true,
            forStatutoryPartners: true,
          },
        ],
        actions: [],
        confirmedAnonymous: true,
      });
    case 'recordTrackerEntry':
      return { step: task.kind, by: null, body: trackerEntry };
    case 'action':
      return by === null
        ? null
        : { step: 'updateAction', by, body: { actionId: task.actionId, status: 'done' } };
    case 'reviewActions':
      // On the day itself.
      return task.dueOn !== null && task.dueOn > today(answer)
        ? null
        : own({ on: today(answer), progress: 'Both actions are done; mornings are calmer.', next: 'none' });
    case 'recordFollowUp':
      return task.dueOn !== null && task.dueOn > today(answer)
        ? null
        : { step: task.kind, by: null, body: followUp(answer, task) };
    default:
      return null;
  }
}

const serving = (answer: CaseAnswer, role: string): readonly ParticipantAnswer[] =>
  answer.participants.filter((each) => each.roles.includes(role) && each.leftOn == null);

/** `n` weekdays after a day: what the demonstration's people count on their fingers. */
export function weekdaysAfter(day: string, n: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  for (let left = n; left > 0;) {
    at.setUTCDate(at.getUTCDate() + 1);
    if (at.getUTCDay() !== 0 && at.getUTCDay() !== 6) left -= 1;
  }
  return at.toISOString().slice(0, 10);
}
