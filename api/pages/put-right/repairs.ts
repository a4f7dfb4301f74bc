/**
 * What can be put right in a case now, and by which step: tasks that wait on the wrong person or on nobody, people who
 * change, dates that are wrong. Nothing is offered that the rules would refuse.
 */
import type { Actor } from '../../../domain/case/commands.ts';
import { isAdministrator, standingOf } from '../../../domain/case/index.ts';
import { CASE_STEPS, STEP_TABLE } from '../../../domain/process/steps.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import type { CaseStepId, ParticipantRole, TaskKind } from '../../../domain/process/vocabulary.ts';
import type { CaseRecord } from '../../../records/types.ts';
import { ROLE_WORDS, ownerWords } from '../case/case-words.ts';
import type { CaseShown } from '../case/case-words.ts';
import { titleOf } from '../case/overview.ts';
import type { TaskShown } from '../case/overview.ts';
import { participantOfTask } from '../whose-task.ts';

interface Repair {
  readonly text: string;
  readonly href: string;
}

export interface Repairs {
  readonly tasks: readonly {
    readonly title: string;
    readonly owner: string;
    readonly dueOn: string | null;
    readonly repairs: readonly Repair[];
  }[];
  readonly people: readonly {
    readonly name: string;
    readonly parts: string;
    readonly repairs: readonly Repair[];
  }[];
  readonly dates: readonly Repair[];
}

/** Says of a step whether this person may take it now, in their own name or for whom; null where not. */
type Open = (step: CaseStepId, onBehalfOf?: string) => { readonly onBehalfOf: string | null } | null;

export function repairsOf(
  { state, now }: CaseRecord,
  actor: Actor,
  shown: CaseShown,
  viewerId: string | null,
): Repairs {
  const stands = (step: CaseStepId, onBehalfOf: string | null): boolean =>
    standingOf(state, step, actor, onBehalfOf, now)?.notNow === null;
  const open: Open = (step, onBehalfOf) => {
    if (onBehalfOf !== undefined && onBehalfOf !== viewerId) {
      return stands(step, onBehalfOf) ? { onBehalfOf } : null;
    }
    if (stands(step, null)) return { onBehalfOf: null };
    if (!isAdministrator(actor)) return null;
    const another = state.participants.find(({ id, leftOn }) => leftOn === null && stands(step, id));
    return another === undefined ? null : { onBehalfOf: another.id };
  };
  const link = (text: string, step: CaseStepId, by: ReturnType<Open>, task?: string): readonly Repair[] => {
    if (by === null) return [];
    const query = new URLSearchParams({
      ...(task === undefined ? {} : { task }),
      ...(by.onBehalfOf === null ? {} : { for: by.onBehalfOf }),
    }).toString();
    const address = `/cases/${shown.reference}/steps/${step}`;
    return [{ text, href: query === '' ? address : `${address}?${query}` }];
  };

  /** A facilitator changes attendees only. */
  const changes = (roles: readonly ParticipantRole[] = []): boolean =>
    isAdministrator(actor) || roles.every((role) => role === 'attendee' || role === 'actionOwner');
  const owner = (task: TaskShown) => shown.participants?.find(({ id }) => id === participantOfTask(task));

  const ofTask = (task: TaskShown): readonly Repair[] => {
    const { id, kind } = task;
    const whose = participantOfTask(task) ?? undefined;
    const does = TASK_TABLE[kind];
    const another = anotherDoes(task);
    return [
      ...link(
        whose === undefined || whose === viewerId ? 'Do it' : 'Do it for them',
        does.step,
        open(does.step, whose),
        id,
      ),
      ...(another === null || (another.step === 'changeParticipants' && !changes(owner(task)?.roles))
        ? []
        : link(another.text, another.step, open(another.step), id)),
      ...(does.waivable ? link('It is not needed', 'waiveTask', open('waiveTask'), id) : []),
    ];
  };

  return {
    tasks: (shown.tasks ?? [])
      .filter(({ status }) => status === 'open')
      .map((task) => ({
        title: titleOf(task, shown),
        owner: ownerWords(task.owner, shown, viewerId),
        dueOn: task.dueOn,
        repairs: ofTask(task),
      }))
      .filter(({ repairs }) => repairs.length > 0),
    people: (shown.participants ?? [])
      .filter(({ leftOn }) => leftOn === undefined)
      .map(({ name, roles = [] }) => ({
        name,
        parts: roles.map((role) => ROLE_WORDS[role]).join(', '),
        repairs: roles.includes('facilitator')
          ? link('Appoint somebody else', 'appointFacilitators', open('appointFacilitators'))
          : changes(roles)
            ? link('Replace or remove', 'changeParticipants', open('changeParticipants'))
            : [],
      }))
      .filter(({ repairs }) => repairs.length > 0),
    dates: datesOf(shown)
      .filter(({ isSet }) => isSet(shown))
      .flatMap(({ text, step }) => link(text, step, open(step))),
  };
}

/** Which step gives a task of this kind to somebody else; null where it stays whose it is. */
function anotherDoes({
  kind,
  owner,
}: TaskShown): { readonly text: string; readonly step: CaseStepId } | null {
  if (kind === 'action') return { text: 'Change its owner, date or wording', step: 'updateAction' };
  if (kind === 'recordFollowUp') return { text: 'Name who holds it', step: 'nameInterviewer' };
  if (owner === 'facilitators' || kind === 'declareIndependence') {
    return { text: 'Appoint somebody else', step: 'appointFacilitators' };
  }
  if (owner === 'administrators' || OF_ONE_PERSON.includes(kind)) return null;
  return { text: 'Replace the person', step: 'changeParticipants' };
}
/** The requester's own, whoever attends. */
const OF_ONE_PERSON: readonly TaskKind[] = ['amendRequest'];

interface DateRepair {
  readonly text: string;
  readonly step: CaseStepId;
  /** Whether there is anything to put right yet. */
  readonly isSet: (shown: CaseShown) => boolean;
}

const isHeld = ({ session }: CaseShown): boolean => session?.heldOn != null;

/** A closed case takes corrections of what was given in it, and nothing else. */
const datesOf = ({ stage, allowedSteps = [] }: CaseShown): readonly DateRepair[] =>
  stage === 'closed'
    ? CASE_STEPS.filter((step) => allowedSteps.includes(step)).map((step) => ({
        text: STEP_TABLE[step].title,
        step,
        isSet: () => true,
      }))
    : DATES;

const DATES: readonly DateRepair[] = [
  { text: 'What the request says', step: 'amendRequest', isSet: () => true },
  {
    text: 'When the lead professional was told',
    step: 'confirmLeadProfessional',
    isSet: ({ stage }) => stage === 'triage' || stage === 'preparing',
  },
  {
    text: 'Date, time or place of the session',
    step: 'scheduleSession',
    isSet: (shown) => shown.session != null && !isHeld(shown),
  },
  {
    text: 'What the record of the session says: who attended, the actions, the date of the review',
    step: 'recordSession',
    isSet: isHeld,
  },
  { text: 'The summary that was shared', step: 'publishSummary', isSet: isHeld },
  { text: 'When the actions are reviewed', step: 'reviewActions', isSet: ({ reviewOn }) => reviewOn != null },
];
