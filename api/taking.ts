/** Taking a step: the form is checked, the rules decide, the answer is the case as the caller sees it afterwards. */
import { keepConfidentialAddresses } from '../domain/access/index.ts';
import { londonDateTime } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/index.ts';
import { allowedSteps, isAdministrator, mayTake } from '../domain/case/index.ts';
import { checkForm } from '../domain/forms/index.ts';
import type { StepBody, SubmitRequest } from '../domain/forms/index.ts';
import type { CaseStepId, StepId } from '../domain/process/vocabulary.ts';
import type { CaseRecord, IdempotencyScope, KeptAnswer, Person, StepResult } from '../records/types.ts';
import { actorOf, caseReply } from './json/case-view.ts';
import { forbidden } from './json/forbid.ts';
import { keyReused } from './middleware/idempotency.ts';
import { Problem, invalid, notFound } from './problem.ts';
import type { Services } from './services.ts';

/** A step on its way: by the JSON API, or by a page. */
export interface Taking {
  readonly person: Person;
  /** The body as it came, not checked yet. */
  readonly raw: unknown;
  /** Of the call, so that the log tells what became of it. */
  readonly requestId: string;
  /** Null where a repeat cannot be told. */
  readonly idempotency: IdempotencyScope | null;
  /** Judges what else the call carries, once it is allowed to its caller. @throws {Problem} */
  readonly judgeCall?: () => void;
}

export interface TakingInCase extends Taking {
  readonly step: CaseStepId;
  readonly record: CaseRecord;
  /** As last amended, where the caller has read it already. */
  readonly request?: SubmitRequest | null;
  /** The version that the caller has seen, null where none is said. @throws {Problem} */
  readonly ifVersion?: () => number | null;
}

/**
 * @param taking with the page of the draft that it was typed in, if any, which ends with it
 * @throws {Problem} 403, 422
 */
export async function submitRequest(
  services: Services,
  taking: Taking & { readonly draft?: string },
): Promise<KeptAnswer> {
  const { records } = services;
  const { person, raw, idempotency, draft } = taking;
  const kept = idempotency === null ? null : await records.keptAnswer(idempotency);
  if (kept?.type === 'repeated') return kept.answer;
  if (participantMeant(raw) !== null && !isAdministrator(person)) {
    throw forbidden('Only administrators may do this for somebody else.');
  }
  if (kept?.type === 'keyReused') throw keyReused();
  taking.judgeCall?.();
  const body = checked('submitRequest', raw, Date.now());
  const result = await records.submitRequest({
    body,
    actor: actorOf(person),
    idempotency,
    ...(draft !== undefined && { draft }),
    answer: (after) => {
      const reply = caseReply(services, person, after, body);
      const location = `/v1/cases/${after.state.reference}`;
      return { status: 201, headers: { ...reply.headers, Location: location }, body: reply.body };
    },
  });
  return answerOf(services, 'submitRequest', taking, result, () => Promise.resolve([]));
}

/** @throws {Problem} 403, 422, 412, 409 */
export async function takeStep(services: Services, taking: TakingInCase): Promise<KeptAnswer> {
  const { records } = services;
  const { person, raw, idempotency, step, record } = taking;
  const { reference } = record.state;
  const [kept, request] = await Promise.all([
    idempotency === null ? null : records.keptAnswer(idempotency),
    taking.request === undefined ? records.newestRequest(reference) : taking.request,
  ]);
  if (kept?.type === 'repeated') return kept.answer;
  const actor = actorOf(person);
  if (!mayTake(record.state, step, actor, participantMeant(raw))) {
    throw forbidden('This step is not yours to take in this case.');
  }
  if (kept?.type === 'keyReused') throw keyReused();
  taking.judgeCall?.();
  const body = checked(step, raw, record.now);
  const result = await records.applyStep({
    reference,
    step,
    body,
    actor,
    row: record.row,
    ifVersion: taking.ifVersion?.() ?? null,
    idempotency,
    answer: (after, requestNow = request) =>
      caseReply(services, person, after, isAmendment(step, body) ? amended(requestNow, body) : requestNow),
  });
  return answerOf(services, step, taking, result, async () => {
    const now = (await records.findCase(reference)) ?? record;
    return allowedSteps(now.state, actor, now.now);
  });
}

/** @param now by the case's clock. @throws {Problem} 422 with every field at fault */
function checked<S extends StepId>(step: S, raw: unknown, now: number): StepBody<S> {
  const result = checkForm(step, raw, { now: londonDateTime(now as Instant) });
  if (!result.ok) throw invalid(result.faults);
  return result.body;
}

/** For whom the body says that it is given, before its shape is checked; null where it is the caller's own. */
function participantMeant(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('onBehalfOf' in raw)) return null;
  const { onBehalfOf } = raw;
  if (onBehalfOf === null) return null;
  if (typeof onBehalfOf !== 'object' || !('participantId' in onBehalfOf)) return '';
  return typeof onBehalfOf.participantId === 'string' ? onBehalfOf.participantId : '';
}

function isAmendment(step: StepId, _body: unknown): _body is StepBody<'amendRequest'> {
  return step === 'amendRequest';
}

/** The request as an amendment leaves it: what is confidential stays so. */
function amended(
  request: SubmitRequest | null,
  { onBehalfOf: _, ...body }: StepBody<'amendRequest'>,
): object {
  return request === null ? body : keepConfidentialAddresses(request, body);
}

/** Tells the workflow, behind the answer. Nobody waits: a case that could not be told is told by the schedule. */
function tell({ engine }: Services, step: StepId, requestId: string, { state, view, now }: CaseRecord): void {
  const ahead = now - Date.now();
  // The moments since the step was decided are not an offset of the case's clock.
  const clockAhead = Math.abs(ahead) < 5_000 ? 0 : ahead;
  void engine.tell({ reference: state.reference, step, view, clockAhead, requestId });
}

async function answerOf(
  services: Services,
  step: StepId,
  { requestId }: Taking,
  result: StepResult,
  stepsNow: () => Promise<readonly CaseStepId[]>,
): Promise<KeptAnswer> {
  switch (result.type) {
    case 'applied':
      tell(services, step, requestId, result.after);
      return result.answer;
    case 'repeated':
      return result.answer;
    case 'keyReused':
      throw keyReused();
    case 'notFound':
      throw notFound();
    case 'forbidden':
      throw forbidden(result.why);
    case 'invalid':
      throw invalid(result.faults);
    case 'versionChanged':
      throw new Problem('version-changed', `The case is at version ${result.version} now.`, {
        headers: { ETag: `"${result.version}"` },
      });
    case 'refused':
      throw new Problem('step-not-allowed', result.why, { allowedSteps: await stepsNow() });
  }
}

/** Counts the step with its result for the metrics. */
export async function counted(
  { metrics }: Services,
  step: StepId,
  take: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  try {
    const reply = await take();
    metrics.step(step, 'taken');
    return reply;
  } catch (error) {
    metrics.step(step, error instanceof Problem ? error.problem : 'failed');
    throw error;
  }
}
