/** Taking a step over the JSON API: reading the call; what taking is, is in ../taking. */
import { CASE_STEPS } from '../../domain/process/steps.ts';
import type { CaseStepId } from '../../domain/process/vocabulary.ts';
import type { CaseRecord, KeptAnswer } from '../../records/types.ts';
import { readAtArrival } from '../middleware/bearer.ts';
import { idempotencyScope } from '../middleware/idempotency.ts';
import { readJson } from '../middleware/json-body.ts';
import { requestId } from '../middleware/request-id.ts';
import { Problem, notFound } from '../problem.ts';
import type { Services } from '../services.ts';
import { counted, submitRequest, takeStep } from '../taking.ts';
import { enterCase } from './case-view.ts';
import { versionAsked } from './if-match.ts';
import { anywhere, resource } from './resource.ts';
import type { Call, Route } from './resource.ts';
import { readQuery } from './shape.ts';

export function stepRoutes(services: Services): Route[] {
  return [
    resource('/v1/requests', anywhere, {
      POST: (call) =>
        counted(services, 'submitRequest', async () => {
          const raw = await readJson(call.req, call.res);
          return submitRequest(services, {
            person: call.person,
            raw,
            requestId: requestId(call.req),
            idempotency: idempotencyScope(call.req, raw),
            judgeCall: () => {
              readQuery(call.req);
            },
          });
        }),
    }),
    resource('/v1/cases/:reference/steps/:step', (call) => findStep(services, call), {
      POST: (call, found) =>
        'repeated' in found
          ? Promise.resolve(found.repeated)
          : counted(services, found.step, async () => {
              const { req, person } = call;
              const raw = await readJson(req, call.res);
              const read = readAtArrival(req, found.record.state.reference);
              return takeStep(services, {
                ...found,
                ...(read !== null && { request: read.request }),
                person,
                raw,
                requestId: requestId(req),
                idempotency: idempotencyScope(req, raw),
                judgeCall: () => {
                  readQuery(req);
                },
                ifVersion: () => versionAsked(req, found.record.state.version),
              });
            }),
    }),
  ];
}

interface StepSeen {
  readonly step: CaseStepId;
  readonly record: CaseRecord;
}

/**
 * The step of the case that the address names. Where a step has taken the case out of its taker's sight (a facilitator
 * in conflict), a repeat with the same key and body still gets the first answer.
 */
async function findStep(
  services: Services,
  call: Call,
): Promise<StepSeen | { readonly repeated: KeptAnswer }> {
  const { records } = services;
  const step = CASE_STEPS.find((id) => id === call.param('step'));
  if (step === undefined) throw notFound();
  const seen = await enterCase(services, call).catch((error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  });
  if (seen !== null) return { step, record: seen.record };
  const { req } = call;
  if (req.method !== 'POST' || req.headers['idempotency-key'] === undefined) throw notFound();
  const scope = await readJson(req, call.res).then(
    (raw) => idempotencyScope(req, raw),
    () => null,
  );
  const kept = scope === null ? null : await records.keptAnswer(scope);
  if (kept?.type !== 'repeated') throw notFound();
  return { repeated: kept.answer };
}
