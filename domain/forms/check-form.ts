import type { PlainDateTime } from '../calendar/types.ts';
import type { StepId } from '../process/vocabulary.ts';
import type { Fault } from './fault.ts';
import { files, tenses } from './fields.ts';
import type { Tense } from './fields.ts';
import { FORMS, formSchema, takesFiles } from './forms.ts';
import type { StepBody } from './forms.ts';
import { isGiven, isGroup } from './sent.ts';
import { walk } from './walk.ts';

/** Nobody mends more at a time, and an answer must not be larger than what was sent. */
const MOST_FAULTS = 5_000;

/** A mistyped year must not set a clock to the end of time. */
const YEARS_AHEAD = 10;

export type Checked<S extends StepId> =
  | { readonly ok: true; readonly body: StepBody<S> }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Checks an answer of any shape: every fault at once, each by its path, one per path. Truths that need the case (that
 * ids exist, that everybody is accounted for) are left to its rules. `now` is the case's, in London.
 */
export function checkForm<S extends StepId>(
  step: S,
  sent: unknown,
  { now }: { readonly now: PlainDateTime },
): Checked<S> {
  if (!isGroup(sent))
    return { ok: false, faults: [{ field: '$', message: 'Send the answers of the form as one object' }] };
  const faults = new Map<string, string>();
  const fault = (field: string, message: string): void => {
    if (!faults.has(field) && faults.size < MOST_FAULTS) faults.set(field, message);
  };
  const mayHavePassed = datesMayHavePassed(step, sent);
  const body = walk(formSchema(step), sent, '', {
    fault,
    answer: (schema, value, path) => {
      const tense = tenses.get(schema);
      if (typeof value !== 'string' || tense === undefined) return;
      const wrong = wrongTense(value, tense, now, mayHavePassed);
      if (wrong !== null) fault(path, wrong);
    },
  });
  if (faults.size > 0)
    return { ok: false, faults: Array.from(faults, ([field, message]) => ({ field, message })) };
  // No fault: the walk has kept exactly what the schema asks for.
  return { ok: true, body: body as StepBody<S> };
}

function datesMayHavePassed(step: StepId, sent: unknown): boolean {
  const { datesMayHavePassedWhenCorrected }: { datesMayHavePassedWhenCorrected?: true } = FORMS[step];
  return datesMayHavePassedWhenCorrected === true && isGroup(sent) && isGiven(sent['correctionReason']);
}

/** Compares a date, or a date and time, with as much of now; ISO texts sort as the days do. */
function wrongTense(
  value: string,
  { tense }: { tense: Tense },
  now: PlainDateTime,
  mayHavePassed: boolean,
): string | null {
  const what = value.includes('T') ? 'Date and time' : 'Date';
  const present = now.slice(0, value.length);
  const latest = `${Number(now.slice(0, 4)) + YEARS_AHEAD}${now.slice(4, value.length)}`;
  if (value > latest) return `${what} must be within ${YEARS_AHEAD} years from now`;
  if (tense === 'past' && value > present)
    return `${what} must be ${what === 'Date' ? 'today' : 'now'} or earlier`;
  if (tense === 'toCome' && value < present && !mayHavePassed) return `${what} must be today or later`;
  return null;
}

/** The uploaded files that an answer names, with the fields that name them. */
export function filesIn<S extends StepId>(
  step: S,
  body: StepBody<S>,
): { readonly field: string; readonly id: string }[] {
  // Most steps name none, and walking costs as much as checking did.
  if (!takesFiles(step)) return [];
  const named: { field: string; id: string }[] = [];
  walk(formSchema(step), body, '', {
    fault: () => undefined,
    answer: (schema, value, path) => {
      if (files.has(schema) && typeof value === 'string') named.push({ field: path, id: value });
    },
  });
  return named;
}
