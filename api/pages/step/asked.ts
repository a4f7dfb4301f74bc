/** Which step of which case a page is about, whose it would be, and which task it is for. */
import { maySeeTask } from '../../../domain/access/index.ts';
import { isAdministrator, standingOf } from '../../../domain/case/index.ts';
import type { Standing } from '../../../domain/case/index.ts';
import type { Participant, Task } from '../../../domain/case/state.ts';
import { CASE_STEPS } from '../../../domain/process/steps.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import { actorOf, enterCase } from '../../json/case-view.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { forbidden } from '../../json/forbid.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import type { PageCall } from '../page.ts';

export interface StepAsked {
  readonly step: CaseStepId;
  readonly seen: CaseSeen;
  readonly standing: Standing;
  /** For whom an administrator takes it; null in their own name. */
  readonly onBehalfOf: Participant | null;
  /** What the address says that it is for. */
  readonly task: Task | null;
}

/** A step that administrators take for somebody only, and they have not said for whom. */
interface WhoseAsked {
  readonly step: CaseStepId;
  readonly seen: CaseSeen;
  readonly people: readonly { readonly participant: Participant; readonly notNow: string | null }[];
}

export function stepMeant(call: Pick<PageCall, 'param'>): CaseStepId {
  const step = CASE_STEPS.find((id) => id === call.param('step'));
  if (step === undefined) throw notFound();
  return step;
}

/** @throws {Problem} 404 where there is no such step, case or participant for this person; 403 where it is not theirs. */
export async function enterStep(services: Services, call: PageCall): Promise<StepAsked | WhoseAsked> {
  const step = stepMeant(call);
  const seen = await enterCase(services, call);
  const { person } = call;
  const { state, now } = seen.record;
  const onBehalfOf = participantMeant(call, seen);
  const standing = standingOf(state, step, actorOf(person), onBehalfOf?.id ?? null, now);
  if (standing !== null) return { step, seen, standing, onBehalfOf, task: taskMeant(call, seen) };
  const people = onBehalfOf === null ? peopleOf({ step, seen }, call) : [];
  if (people.length === 0) throw forbidden('This step is not yours to take in this case.');
  return { step, seen, people };
}

function participantMeant(call: PageCall, { record, viewer }: CaseSeen): Participant | null {
  const id = call.query('for');
  if (id === '' || id === viewer.participantId) return null;
  if (!isAdministrator(call.person)) throw forbidden('Only administrators may do this for somebody else.');
  const participant = record.state.participants.find((each) => each.id === id);
  if (participant === undefined) throw notFound();
  return participant;
}

function taskMeant(call: PageCall, { record: { state }, viewer }: CaseSeen): Task | null {
  const id = call.query('task');
  return state.tasks.find((task) => task.id === id && maySeeTask(viewer, task)) ?? null;
}

/** For whom an administrator could take the step. */
export function peopleOf(
  { step, seen: { record, viewer } }: Pick<StepAsked, 'step' | 'seen'>,
  { person }: Pick<PageCall, 'person'>,
): WhoseAsked['people'] {
  if (!isAdministrator(person)) return [];
  const { state, now } = record;
  return state.participants.flatMap((participant) => {
    const standing =
      participant.id === viewer.participantId
        ? null
        : standingOf(state, step, actorOf(person), participant.id, now);
    return standing === null ? [] : [{ participant, notNow: standing.notNow }];
  });
}

/** The page of a step, for a participant where it is theirs. */
export function stepHref(reference: string, step: CaseStepId, onBehalfOf?: string): string {
  const query = onBehalfOf === undefined ? '' : `?${new URLSearchParams({ for: onBehalfOf }).toString()}`;
  return `/cases/${reference}/steps/${step}${query}`;
}
