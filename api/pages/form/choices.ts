/** What ids may be picked from. */
import type { PickedFrom } from '../../../domain/forms/index.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
}

export interface Choices {
  readonly participants?: readonly Choice[];
  readonly facilitators?: readonly Choice[];
  readonly tasks?: readonly Choice[];
  readonly actions?: readonly Choice[];
  readonly children?: readonly Choice[];
  readonly successMeasures?: readonly Choice[];
  /** Files uploaded before, by their names. */
  readonly files?: readonly Choice[];
}

const WHERE = {
  participant: 'participants',
  facilitator: 'facilitators',
  task: 'tasks',
  action: 'actions',
  child: 'children',
  successMeasure: 'successMeasures',
} as const satisfies Record<PickedFrom, keyof Choices>;

export function choicesOf(choices: Choices, of: PickedFrom): readonly Choice[] {
  return choices[WHERE[of]] ?? [];
}

/** The words for an id; the id itself where nothing is known of it. */
export function wordsFor(choices: readonly Choice[] | undefined, id: string): string {
  return choices?.find(({ value }) => value === id)?.text ?? id;
}
