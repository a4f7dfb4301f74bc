/** The whole access table as rows, for the reference in docs/ and for the test that walks every cell. */
import { STEPS } from '../process/vocabulary.ts';
import { ANSWER_TABLE, type AnswerReach, type AnswerRow } from './answer-table.ts';
import { CASE_FIELDS, FIELD_TABLE, TIMELINE_ROW, type FieldReach, type FieldRow } from './field-table.ts';
import { READERS, type Phase, type Reader } from './viewer.ts';

export const PHASES = ['open', 'afterClosing'] as const satisfies readonly Phase[];

export interface AccessCell {
  readonly area: 'field' | 'answer' | 'timeline';
  /** The field of the case, or the step. */
  readonly what: string;
  readonly reader: Reader;
  readonly phase: Phase;
  readonly sees: FieldReach | AnswerReach | 'nothing';
  readonly why: string;
}

function cellsOf(area: AccessCell['area'], what: string, row: FieldRow | AnswerRow): readonly AccessCell[] {
  return PHASES.flatMap((phase) =>
    READERS.map((reader) => ({
      area,
      what,
      reader,
      phase,
      sees: row[phase][reader] ?? 'nothing',
      why: row.why,
    })),
  );
}

export const ACCESS_TABLE: readonly AccessCell[] = [
  ...CASE_FIELDS.flatMap((field) => cellsOf('field', field, FIELD_TABLE[field])),
  ...STEPS.flatMap((step) => cellsOf('answer', step, ANSWER_TABLE[step])),
  ...cellsOf('timeline', 'timeline', TIMELINE_ROW),
];
