/** What a step's form begins with: what the case knows already, or the answer that would be replaced. */
import { answerFor } from '../../../domain/access/index.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import type { KeptAnswerOfStep } from '../../../records/types.ts';
import type { CaseShown } from '../case/case-words.ts';
import { isFields, ownValue } from '../form/fields-of.ts';
import type { Fields } from '../form/fields-of.ts';
import { formModel } from '../form/model.ts';
import { typedOf } from '../form/to-typed.ts';
import type { Typed } from '../typed.ts';
import type { StepAsked } from './asked.ts';
import { actionsOf, interviewsOf, tasksToWaive } from './step-choices.ts';
import { openTasksOf } from './waiting.ts';

interface Begun {
  readonly typed: Typed;
  /** Where it is an earlier answer. */
  readonly from: KeptAnswerOfStep | null;
}

/** @param all every answer of the case, newest first */
export function begun(asked: StepAsked, shown: CaseShown, all: readonly KeptAnswerOfStep[]): Begun {
  const { step } = asked;
  const model = formModel(step);
  const fill = FROM_THE_CASE[step];
  if (fill !== undefined) return { typed: fill(asked, shown, all), from: null };
  const from = earlierAnswer(asked, all);
  if (from !== null) return { typed: typedOf(model, given(from.body)), from };
  return { typed: step === 'recordFamilyVoice' ? voicesToGain(shown) : new Map(), from: null };
}

/** Whose earlier answer a new one replaces: this participant's, or whoever gave it. Other steps begin empty. */
const REPLACES: Partial<Record<CaseStepId, 'own' | 'anybodys'>> = {
  confirmLeadProfessional: 'anybodys',
  respondToInvitation: 'own',
  submitChronology: 'own',
  submitAssessmentAndPlan: 'anybodys',
  recordFamilyVoice: 'anybodys',
  submitPreEvaluation: 'own',
  recordSession: 'anybodys',
  submitPostEvaluation: 'own',
  publishSummary: 'anybodys',
  sharePlanChanges: 'anybodys',
  recordLearning: 'own',
  reviewActions: 'anybodys',
  recordFollowUp: 'anybodys',
};
/** While their task is open they are asked anew: for another date, another session. */
const ASKED_ANEW: readonly CaseStepId[] = ['respondToInvitation', 'recordSession', 'reviewActions'];

/** What is sent now would take its place. */
export function earlierAnswer(
  { step, standing, seen, task }: StepAsked,
  all: readonly KeptAnswerOfStep[],
): KeptAnswerOfStep | null {
  const replaces = REPLACES[step];
  const { state } = seen.record;
  if (replaces === undefined || (ASKED_ANEW.includes(step) && openTasksOf(state, step).length > 0))
    return null;
  return (
    all.find((answer) => {
      if (answer.step !== step || (replaces === 'own' && answer.by !== standing.by)) return false;
      if (step === 'recordFollowUp' && fieldOf(answer.body, 'taskId') !== (task?.id ?? null)) return false;
      // A part of it must not stand in its place.
      return JSON.stringify(answerFor(seen.viewer, state, answer, all)) === JSON.stringify(answer.body);
    }) ?? null
  );
}

const fieldOf = (body: unknown, field: string): unknown =>
  isFields(body) ? ownValue(body, field) : undefined;

/** What is confirmed, and why it changes, is said anew. */
function given(body: unknown): Fields {
  if (!isFields(body)) return {};
  const { confirmedAnonymous: _, correctionReason: __, ...own } = body;
  return own;
}

type Fill = (asked: StepAsked, shown: CaseShown, all: readonly KeptAnswerOfStep[]) => Typed;

const FROM_THE_CASE: Partial<Record<CaseStepId, Fill>> = {
  decideRequest: (_asked, shown) => {
    const typed = new Map(
      typedOf(formModel('decideRequest'), { decision: 'accept', participants: toConfirm(shown) }),
    );
    // Nothing is decided beforehand.
    typed.delete('decision');
    return typed;
  },
  amendRequest: (_asked, { request }) => typedOf(formModel('amendRequest'), given(request)),
  appointFacilitators: ({ seen }) =>
    typedOf(formModel('appointFacilitators'), {
      facilitatorIds: seen.record.state.participants.flatMap(({ roles, leftOn, facilitatorId }) =>
        roles.includes('facilitator') && leftOn === null && facilitatorId !== null ? [facilitatorId] : [],
      ),
    }),
  scheduleSession: (_asked, { session }) =>
    session == null || session.heldOn !== null
      ? new Map()
      : typedOf(formModel('scheduleSession'), present({ ...session })),
  updateAction: (asked, shown) => {
    const own = actionsOf(asked, shown);
    const actionId = asked.task?.kind === 'action' ? asked.task.about : own.length === 1 ? own[0]?.id : null;
    return typedOf(formModel('updateAction'), present({ actionId }));
  },
  changeParticipants: ({ task, seen }) => {
    const proposed =
      task?.kind === 'confirmParticipant'
        ? seen.record.state.participants.find(({ id }) => id === task.about)
        : undefined;
    if (proposed === undefined) return new Map();
    const { agency, agencyDetail, name, email, telephone, organisation } = proposed;
    const add = present({ role: 'attendee', agency, agencyDetail, name, email, telephone, organisation });
    return typedOf(formModel('changeParticipants'), { add });
  },
  nameInterviewer: (asked, shown) =>
    typedOf(formModel('nameInterviewer'), present({ taskId: theTask(asked, interviewsOf(asked, shown)) })),
  recordFollowUp: (asked, shown, all) => {
    const from = earlierAnswer(asked, all);
    const taskId = theTask(asked, interviewsOf(asked, shown));
    return typedOf(formModel('recordFollowUp'), from === null ? present({ taskId }) : given(from.body));
  },
  waiveTask: (asked, shown) => {
    const { task } = asked;
    const waivable = task !== null && tasksToWaive(shown).some(({ id }) => id === task.id);
    return typedOf(formModel('waiveTask'), waivable ? { taskId: task.id } : {});
  },
};

/** The task that the address names, or the only one there is. */
function theTask({ task }: StepAsked, choices: readonly { readonly id: string }[]): string | null {
  const named = choices.find(({ id }) => id === task?.id);
  return named?.id ?? (choices.length === 1 ? (choices[0]?.id ?? null) : null);
}

const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/** The request's lead professional and invitees, each once: one address is one person. */
function toConfirm({ request }: CaseShown): readonly Fields[] {
  const lead = request?.['leadProfessional'];
  const { who, aware: _, ...named } = isFields(lead) ? lead : {};
  const invitees: unknown = request?.['invitees'];
  const people = [
    ...(who === 'another' ? [named] : []),
    ...(Array.isArray(invitees) ? invitees.filter(isFields) : []),
  ];
  const known = new Set([addressOf(request?.['requester'])]);
  return people.filter((person) => {
    const address = addressOf(person);
    if (address !== null && known.has(address)) return false;
    known.add(address);
    return true;
  });
}

function addressOf(person: unknown): string | null {
  const email = fieldOf(person, 'email');
  return typeof email === 'string' ? email.trim().toLowerCase() : null;
}

/** A row for each child concerned, and one for an adult. */
function voicesToGain({ children }: CaseShown): Typed {
  const subjects = (children ?? []).filter(({ subject }) => subject);
  return typedOf(formModel('recordFamilyVoice'), {
    voices: [...subjects.map(({ id }) => ({ who: 'child', childId: id })), {}],
  });
}
