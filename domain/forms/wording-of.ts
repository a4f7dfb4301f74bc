import { z } from 'zod';
import type { StepId } from '../process/vocabulary.ts';
import { formSchema } from './forms.ts';
import { wordings } from './wording.ts';
import type { Wording } from './wording.ts';

/** Label and hint of each field of a form, by its path without places in lists: `child.surname`, `invitees[].email`. */
export function wordingOf(step: StepId): ReadonlyMap<string, Wording> {
  const found = new Map<string, Wording>();
  collect(formSchema(step), '', found);
  return found;
}

/** The first words win: alternatives that share a field share its words. */
function collect(schema: z.ZodType, path: string, found: Map<string, Wording>): void {
  const wording = wordings.get(schema);
  if (wording !== undefined && path !== '' && !found.has(path)) found.set(path, wording);
  if (schema instanceof z.ZodOptional) collect(schema.unwrap() as z.ZodType, path, found);
  else if (schema instanceof z.ZodUnion)
    for (const option of schema.options) collect(option as z.ZodType, path, found);
  else if (schema instanceof z.ZodArray) collect(schema.element as z.ZodType, `${path}[]`, found);
  else if (schema instanceof z.ZodObject) {
    for (const [field, inner] of Object.entries(schema.shape)) {
      collect(inner as z.ZodType, path === '' ? field : `${path}.${field}`, found);
    }
  }
}
