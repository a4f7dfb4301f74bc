/** One call in the description: what it takes, what it answers, and how it refuses. */
import type { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { problem } from './answers.ts';

const REFUSALS = {
  400: 'The body or a header could not be read',
  401: 'No token, or one that is not known or has ended',
  403: 'May see it, but may not do this',
  404: 'Nothing here for this caller',
  405: 'The address does not take this method',
  409: 'Not now; the detail says why',
  412: 'The case has another version',
  413: 'Too large',
  415: 'Another type of content',
  422: 'Fields at fault, each named; or an Idempotency-Key used with another body',
  429: 'Too many requests; see Retry-After',
  503: 'Not available just now, nothing was kept; see Retry-After',
} as const;
type Refusal = keyof typeof REFUSALS;

const ALWAYS: readonly Refusal[] = [401, 404, 405, 422, 429, 503];
export const WITH_BODY: readonly Refusal[] = [400, 413, 415];

interface Described {
  readonly summary: string;
  readonly description?: string;
  readonly operationId: string;
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
  readonly answerHeaders?: z.ZodObject;
  readonly status?: '200' | '201' | '204';
  readonly refusals?: readonly Refusal[];
}

export function operation(call: Described): ZodOpenApiOperationObject {
  const { path, query, headers, body, answer, status = '200' } = call;
  const refusals = [...ALWAYS, ...(body === undefined ? [] : WITH_BODY), ...(call.refusals ?? [])].sort();
  return {
    operationId: call.operationId,
    summary: call.summary,
    ...(call.description === undefined ? {} : { description: call.description }),
    requestParams: {
      ...(path === undefined ? {} : { path }),
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { header: headers }),
    },
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: {
        description: 'Done',
        ...(call.answerHeaders === undefined ? {} : { headers: call.answerHeaders }),
        ...(answer === undefined ? {} : { content: { 'application/json': { schema: answer } } }),
      },
      ...problems(refusals),
    },
  };
}

const problems = (refusals: readonly Refusal[]): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    refusals.map((status) => [
      String(status),
      { description: REFUSALS[status], content: { 'application/problem+json': { schema: problem } } },
    ]),
  );
