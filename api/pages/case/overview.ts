/** The first page of a case: where it is, on whom it waits, by when and why, and what this person may do now. */
import { isAdministrator } from '../../../domain/case/index.ts';
import type { Policy } from '../../../domain/process/policy.ts';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import type { Person } from '../../../records/types.ts';
import { FLAG_WORDS, OUTCOME_WORDS, childName, ownerWords } from './case-words.ts';
import type { CaseShown } from './case-words.ts';
import { flowChart, stepsOfAnyStage } from './flow-chart.ts';
import type { FlowChart } from './flow-chart.ts';
import { dueWords } from '../due-words.ts';
import { participantOfTask } from '../whose-task.ts';

export type TaskShown = NonNullable<CaseShown['tasks']>[number];

interface WaitingTask {
  readonly title: string;
  readonly dueOn: string | null;
  readonly why: string;
  readonly overdue: boolean;
  /** Where this person may do it, themselves or for its owner. */
  readonly href: string | null;
  readonly forAnother: boolean;
}

interface WaitingOn {
  readonly owner: string;
  readonly tasks: readonly WaitingTask[];
}

interface Deadline {
  readonly what: string;
  readonly on: string;
  readonly why: string;
}

export interface Overview {
  readonly stage: string;
  readonly outcome: string | null;
  readonly chart: FlowChart;
  readonly anyStage: readonly string[];
  readonly flags: readonly string[];
  readonly waiting: readonly WaitingOn[];
  readonly deadlines: readonly Deadline[];
  readonly steps: readonly { readonly title: string; readonly purpose: string; readonly href: string }[];
  readonly children: readonly string[];
}

export function overview(
  person: Person,
  shown: CaseShown,
  viewerId: string | null,
  policy: Policy,
): Overview {
  const { stage, outcome, acceptedOn, session, flags, allowedSteps, reference } = shown;
  return {
    stage: STAGE_TABLE[stage].title,
    outcome: outcome === null ? null : OUTCOME_WORDS[outcome],
    chart: flowChart({ stage, outcome, accepted: acceptedOn != null, held: session?.heldOn != null }),
    anyStage: stepsOfAnyStage,
    flags: (flags ?? []).map((flag) => FLAG_WORDS[flag]),
    waiting: waitingOn(person, shown, viewerId, policy),
    deadlines: deadlinesOf(shown, policy),
    steps: (allowedSteps ?? []).map((step) => ({
      title: STEP_TABLE[step].title,
      purpose: STEP_TABLE[step].purpose,
      href: `/cases/${reference}/steps/${step}`,
    })),
    children: (shown.children ?? [])
      .filter(({ subject }) => subject)
      .flatMap(({ path }) => childName(shown, path) ?? []),
  };
}

/** Open tasks by their owners: those overdue first, then as they fall due, those without a date last. */
function waitingOn(
  person: Person,
  shown: CaseShown,
  viewerId: string | null,
  policy: Policy,
): readonly WaitingOn[] {
  const undated = '9999';
  const open = (shown.tasks ?? [])
    .filter(({ status }) => status === 'open')
    .sort((one, other) => ((one.dueOn ?? undated) < (other.dueOn ?? undated) ? -1 : 1));
  const owners = [...new Set(open.map(({ owner }) => owner))];
  return owners.map((owner) => ({
    owner: ownerWords(owner, shown, viewerId),
    tasks: open
      .filter((task) => task.owner === owner)
      .map((task) => waitingTask(task, person, shown, viewerId, policy)),
  }));
}

function waitingTask(
  task: TaskShown,
  person: Person,
  shown: CaseShown,
  viewerId: string | null,
  policy: Policy,
): WaitingTask {
  const { step } = TASK_TABLE[task.kind];
  const whose = participantOfTask(task);
  const another = whose === null || whose === viewerId ? null : whose;
  const mayTake = another === null ? (shown.allowedSteps ?? []).includes(step) : isAdministrator(person);
  const query = new URLSearchParams({ task: task.id, ...(another === null ? {} : { for: another }) });
  return {
    title: titleOf(task, shown),
    dueOn: task.dueOn,
    why: dueWhy(task, policy),
    overdue: task.overdue,
    href: mayTake ? `/cases/${shown.reference}/steps/${step}?${query.toString()}` : null,
    forAnother: mayTake && another !== null,
  };
}

/** Which of several of a kind: whom an interview is with, what an action is. */
export function titleOf({ kind, about, childId, actionId }: TaskShown, shown: CaseShown): string {
  const { title } = TASK_TABLE[kind];
  if (kind === 'action') {
    const what = shown.actions?.find(({ id }) => id === actionId)?.what;
    return what === undefined ? title : `${title}: ${what}`;
  }
  if (kind !== 'recordFollowUp') return title;
  if (about === 'leadProfessional') return `${title} with the lead professional`;
  if (about === 'family') return `${title} with the family`;
  const path = shown.children?.find(({ id }) => id === childId)?.path;
  return `${title} with ${(path === undefined ? null : childName(shown, path)) ?? 'a child concerned'}`;
}

/** By when and why, in the process table's words with the policy's figures. */
export function dueWhy({ kind, dueOn }: TaskShown, policy: Policy): string {
  const words = dueWords(kind, policy);
  return dueOn === null ? `${words}, once the date is set` : words;
}

function deadlinesOf(shown: CaseShown, { workingDays, followUpMonths }: Policy): readonly Deadline[] {
  const { session, sessionDueOn, reviewOn, followUpDueOn } = shown;
  const isHeld = session?.heldOn != null;
  const deadline = (what: string, on: string | null | undefined, why: string): readonly Deadline[] =>
    on == null ? [] : [{ what, on, why }];
  return [
    ...(isHeld
      ? []
      : deadline(
          'The session is to be held by',
          sessionDueOn,
          `${workingDays.sessionWithin} working days after acceptance, or sooner where that was agreed`,
        )),
    ...deadline('The actions are reviewed', reviewOn, 'agreed at the session'),
    ...deadline('Follow-up interviews', followUpDueOn, `${followUpMonths} months after the session`),
  ];
}
