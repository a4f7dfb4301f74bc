/** Forms that are no step of a case: held against a shape, every fault at its field, taken once however often sent. */
import type { z } from 'zod';
import type { Records } from '../../../records/types.ts';
import { onceOnly } from '../../middleware/idempotency.ts';
import { Problem } from '../../problem.ts';
import { newFormKey, onceByForm } from '../once.ts';
import type { PageCall, PageReply } from '../page.ts';
import type { Typed } from '../typed.ts';
import { typedAsRecord } from '../typed.ts';

export interface FieldFault {
  readonly field: string;
  readonly text: string;
}

/** What the rules say against a form that is well filled in; nothing of it is kept. */
export class FormRefused extends Error {
  readonly fault: FieldFault;
  constructor(fault: FieldFault) {
    super('The form is refused');
    this.fault = fault;
  }
}

type Read<Body> =
  { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly faults: readonly FieldFault[] };

/** @param ask what to say at a field that was left empty */
export function readSmallForm<Body>(
  shape: z.ZodType<Body>,
  raw: Readonly<Record<string, unknown>>,
  ask: Readonly<Record<string, string>>,
): Read<Body> {
  const result = shape.safeParse(raw);
  if (result.success) return { ok: true, body: result.data };
  const faults = new Map<string, string>();
  for (const { path, message } of result.error.issues) {
    const field = String(path[0] ?? '');
    const value = raw[field];
    const isEmpty = value === undefined || (typeof value === 'string' && value.trim() === '');
    if (!faults.has(field)) faults.set(field, (isEmpty ? ask[field] : undefined) ?? message);
  }
  return { ok: false, faults: [...faults].map(([field, text]) => ({ field, text })) };
}

/**
 * What the template of such a form needs besides its own.
 * @param anchors where the summary leads for fields whose box has another id than the field
 */
export const formShown = (
  faults: readonly FieldFault[] = [],
  anchors: Readonly<Record<string, string>> = {},
) => ({
  key: newFormKey(),
  errors: faults.map(({ field, text }) => ({ text, href: `#${anchors[field] ?? field}` })),
  faults: Object.fromEntries(faults.map(({ field, text }) => [field, { text }])),
});

/**
 * Does the work once for each showing of the form, all of it or nothing, and leads on to where the work says.
 * @param again shows the form with what the rules say against it
 */
export async function takenOnce(
  records: Pick<Records, 'once' | 'removeDraft'>,
  call: PageCall,
  {
    body,
    work,
    again,
  }: {
    readonly body: unknown;
    readonly work: () => Promise<string>;
    readonly again: (fault: FieldFault) => Promise<PageReply>;
  },
): Promise<PageReply> {
  try {
    const { headers } = await onceOnly(records, onceByForm(call, body), async () => ({
      status: 303,
      headers: { Location: await work() },
      body: null,
    }));
    await records.removeDraft({ personId: call.person.id, page: call.req.originalUrl });
    return { goTo: headers['Location'] ?? '/' };
  } catch (error) {
    if (error instanceof FormRefused) return again(error.fault);
    if (error instanceof Problem && error.problem === 'idempotency-key-reused') {
      return again({
        field: 'form',
        text: 'This form was sent before, and what it said then was taken. Send it again to change that',
      });
    }
    throw error;
  }
}

/** What this person had typed here when their session ended; null where nothing. */
export async function typedBefore(
  records: Pick<Records, 'draftsOf'>,
  { person, req }: PageCall,
): Promise<Typed | null> {
  const page = req.originalUrl;
  const drafts = await records.draftsOf({ personId: person.id, page });
  const draft = drafts.find((each) => each.page === page);
  return draft === undefined ? null : new Map(Object.entries(draft.typed));
}

/** The first value of each field, without the page's own marks. */
export const firstValues = (typed: Typed): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(typedAsRecord(typed)).map(([name, values]) => [name, values[0] ?? '']));
