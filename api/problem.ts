/**
 * Every refusal of the JSON API, as RFC 9457 problem details. One table maps the names to status and title; the rest of
 * the edge throws a `Problem`, and only the error middleware writes it.
 */
import type { Fault } from '../domain/forms/index.ts';
import type { CaseStepId } from '../domain/process/vocabulary.ts';

const PROBLEMS = {
  'not-json': { status: 400, title: 'The body could not be read' },
  unauthenticated: { status: 401, title: 'Sign in with a bearer token' },
  forbidden: { status: 403, title: 'You may not do this' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This address does not take this method' },
  'step-not-allowed': { status: 409, title: 'This cannot be done now' },
  'version-changed': { status: 412, title: 'The case has changed meanwhile' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'This type of content is not taken' },
  invalid: { status: 422, title: 'Some answers need to be changed' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used with another body' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'Not available just now; nothing was kept' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemName = keyof typeof PROBLEMS;
export const PROBLEM_NAMES = Object.keys(PROBLEMS) as ProblemName[];

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly Fault[];
  readonly allowedSteps?: readonly CaseStepId[];
}

interface ProblemParts {
  /** Only where it differs from the name's own: a header that is not understood is `invalid` with 400. */
  readonly status?: 400;
  readonly errors?: readonly Fault[];
  readonly allowedSteps?: readonly CaseStepId[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal on its way to the caller. `detail` is in plain words and never repeats what anybody typed. */
export class Problem extends Error {
  readonly problem: ProblemName;
  readonly parts: ProblemParts;

  constructor(problem: ProblemName, detail: string, parts: ProblemParts = {}) {
    super(detail);
    this.name = 'Problem';
    this.problem = problem;
    this.parts = parts;
  }

  get status(): number {
    return this.parts.status ?? PROBLEMS[this.problem].status;
  }

  get body(): ProblemBody {
    const { errors, allowedSteps } = this.parts;
    return {
      type: `/problems/${this.problem}`,
      title: PROBLEMS[this.problem].title,
      status: this.status,
      detail: this.message,
      ...(errors === undefined ? {} : { errors }),
      ...(allowedSteps === undefined ? {} : { allowedSteps }),
    };
  }
}

export const notFound = (): Problem => new Problem('not-found', 'There is nothing here for you.');

/** 422 with every fault at once. */
export const invalid = (errors: readonly Fault[]): Problem =>
  new Problem(
    'invalid',
    errors.length === 1 ? 'One answer needs to be changed.' : `${errors.length} answers need to be changed.`,
    {
      errors,
    },
  );

/** 503; `seconds` is when to try again. */
export const unavailable = (detail: string, seconds = 2): Problem =>
  new Problem('unavailable', detail, { headers: { 'Retry-After': String(seconds) } });
