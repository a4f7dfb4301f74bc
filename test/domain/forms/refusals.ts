import { checkForm } from '../../../domain/forms/index.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import { NOW } from './examples.ts';

/** What a form says to an answer: the message at each field at fault; empty where it accepts. */
export function refusalOf(step: StepId, body: unknown): Readonly<Record<string, string>> {
  const checked = checkForm(step, body, { now: NOW });
  return checked.ok ? {} : Object.fromEntries(checked.faults.map(({ field, message }) => [field, message]));
}

export function fieldsRefused(step: StepId, body: unknown): readonly string[] {
  return Object.keys(refusalOf(step, body));
}
