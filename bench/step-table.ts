/** The one row that a step leaves with those who only keep it. Taken twice after a fault, it is there once. */

export const STEP_TABLE = `CREATE TABLE step (
  case_id text NOT NULL, number int NOT NULL, body jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, number))`;

/** Parameters: the case, the number of its step (1, 2, …), the body as JSON. */
export const KEEP_STEP =
  'INSERT INTO step (case_id, number, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';

export interface KeptStep {
  readonly caseId: string;
  readonly number: number;
  readonly body: unknown;
}
