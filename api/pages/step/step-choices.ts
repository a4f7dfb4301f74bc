/** What the ids in a step's form are picked from, as far as this person sees it. */
import { isAdministrator } from '../../../domain/case/index.ts';
import type { CaseState, Participant } from '../../../domain/case/state.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import type { Facilitator } from '../../../records/types.ts';
import { agencyWords, childName, ownerWords } from '../case/case-words.ts';
import type { CaseShown } from '../case/case-words.ts';
import { titleOf } from '../case/overview.ts';
import type { TaskShown } from '../case/overview.ts';
import type { FixedRows } from '../form/building.ts';
import type { Choice, Choices } from '../form/choices.ts';
import type { StepAsked } from './asked.ts';

/** @param listed the list of facilitators, where the step asks for it */
export function stepChoices(asked: StepAsked, shown: CaseShown, listed: readonly Facilitator[]): Choices {
  const { viewer } = asked.seen;
  const taskChoice = (task: TaskShown): Choice => ({
    value: task.id,
    text: `${titleOf(task, shown)}: ${ownerWords(task.owner, shown, viewer.participantId)}`,
  });
  return {
    participants: participantsOf(asked, shown),
    facilitators: facilitatorChoices(asked, shown, listed),
    tasks: (asked.step === 'waiveTask' ? tasksToWaive(shown) : interviewsOf(asked, shown)).map(taskChoice),
    actions: actionsOf(asked, shown).map(({ id, what, ownerId }) => ({
      value: id,
      text: `${what}: ${ownerWords(ownerId, shown, viewer.participantId)}`,
    })),
    children: (shown.children ?? []).flatMap(({ id, subject, path }) =>
      subject ? [{ value: id, text: childName(shown, path) ?? 'A child concerned' }] : [],
    ),
    successMeasures: measureChoices(shown),
  };
}

const measureChoices = ({ successMeasures = [] }: CaseShown): readonly Choice[] =>
  successMeasures.map(({ id, text }) => ({ value: id, text }));

/** Those on the case; where people are changed, those who wait to be confirmed too. */
function participantsOf({ step, seen }: StepAsked, { participants = [] }: CaseShown): readonly Choice[] {
  const isMeant = ({ joinedOn, leftOn, roles }: Participant) =>
    step === 'changeParticipants'
      ? leftOn === null && !roles.includes('facilitator')
      : leftOn === null && joinedOn !== null;
  const meant = new Set(seen.record.state.participants.filter(isMeant).map(({ id }) => id));
  return participants
    .filter(({ id }) => meant.has(id))
    .map(({ id, name, agency }) => ({
      value: id,
      text: agency === null ? name : `${name}, ${agencyWords(agency)}`,
    }));
}

/** Those who are active, and those who facilitate now. */
function facilitatorChoices(
  { seen }: StepAsked,
  { participants = [] }: CaseShown,
  listed: readonly Facilitator[],
): readonly Choice[] {
  const present = new Set(
    seen.record.state.participants.flatMap(({ facilitatorId, leftOn }) =>
      facilitatorId === null || leftOn !== null ? [] : [facilitatorId],
    ),
  );
  const employers = new Set(
    participants.flatMap(({ roles = [], organisation, leftOn }) =>
      roles.includes('facilitator') || leftOn !== undefined ? [] : [spelling(organisation)],
    ),
  );
  return listed
    .filter(({ id, active }) => active || present.has(id))
    .map(({ id, name, organisation, agency }) => {
      const where = [organisation, agency === null ? null : agencyWords(agency)].filter(
        (part) => part != null,
      );
      const warning =
        spelling(organisation) !== '' && employers.has(spelling(organisation))
          ? 'Has the same employer as somebody on this case'
          : null;
      const hint = [where.join(', '), warning].filter((part) => part !== null && part !== '').join('. ');
      return { value: id, text: name, ...(hint === '' ? {} : { hint }) };
    });
}

const spelling = (organisation: string | null | undefined): string =>
  (organisation ?? '').trim().toLowerCase();

export const tasksToWaive = ({ tasks = [] }: CaseShown): readonly TaskShown[] =>
  tasks.filter(({ kind, status }) => status === 'open' && TASK_TABLE[kind].waivable);

/** The follow-up interviews: to be named, those still open; an interviewer records their own only. */
export function interviewsOf(asked: StepAsked, { tasks = [] }: CaseShown): readonly TaskShown[] {
  return tasks.filter(
    ({ kind, status, owner }) =>
      kind === 'recordFollowUp' &&
      (asked.step !== 'nameInterviewer' || status === 'open') &&
      (runsIt(asked) || owner === asked.standing.by),
  );
}

/** Those that this person may update: an owner who is nothing else, their own. */
export function actionsOf(
  asked: StepAsked,
  { actions = [] }: CaseShown,
): readonly NonNullable<CaseShown['actions']>[number][] {
  return actions.filter(({ ownerId }) => runsIt(asked) || ownerId === asked.standing.by);
}

/** Whether this person runs the case: as a facilitator of it, or as an administrator of all. */
export function runsIt({ standing, seen, onBehalfOf }: StepAsked): boolean {
  if (standing.by === 'administrators' || onBehalfOf !== null) return true;
  const own = seen.record.state.participants.find(({ id }) => id === standing.by);
  return (own?.roles.includes('facilitator') ?? false) || isAdministrator(seen.viewer);
}

/** Rows that the case gives: whoever was to attend, and what success is held against. */
export function stepRows({ step, seen }: StepAsked, shown: CaseShown): Readonly<Record<string, FixedRows>> {
  if (step === 'recordSession')
    return { attendance: { of: 'participantId', rows: attendees(seen.record.state, shown) } };
  if (step !== 'recordFollowUp') return {};
  return { outcomes: { of: 'successMeasureId', rows: measureChoices(shown) } };
}

const RESPONSES = {
  attending: 'Said that they attend',
  deputy: 'Said that they send a deputy',
  notAttending: 'Said that they do not attend',
} as const;

/** Once it is recorded, those who stood in the record; before, those invited now. */
function attendees({ session, participants }: CaseState, shown: CaseShown): readonly Choice[] {
  const isHeld = session?.heldOn != null;
  const isMeant = ({ attended, roles, joinedOn, leftOn }: Participant) =>
    isHeld ? attended !== null : roles.includes('attendee') && joinedOn !== null && leftOn === null;
  return participants.filter(isMeant).flatMap(({ id }) => {
    const known = shown.participants?.find((each) => each.id === id);
    if (known === undefined) return [];
    const { name, agency, response } = known;
    return {
      value: id,
      text: agency === null ? name : `${name}, ${agencyWords(agency)}`,
      ...(response === undefined ? {} : { hint: RESPONSES[response] }),
    };
  });
}
