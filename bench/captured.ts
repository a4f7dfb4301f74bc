/**
 * The statements of our own transactions, as they go to PostgreSQL: those of one case, to be sent again for others by
 * nothing but the driver.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Ours prepare it. */
  readonly prepared: boolean;
}

/** Which of the values is the version of the case's row that was read before; null where none is. */
export function rowVersionAt({ text }: Statement): number | null {
  const number = /xmin = \$(\d+)::xid/.exec(text)?.[1];
  return number === undefined ? null : Number(number) - 1;
}
export type CapturedTransaction = readonly Statement[];

/** What only the transactions of steps say. */
const OF_A_STEP = 'INSERT INTO case_event';
const REFERENCE = /MAS-\d{4}-\d{4,}/;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const client: Record<'query', (this: unknown, ...asked: unknown[]) => unknown> = pg.Client.prototype;

/** The transactions of steps that this process commits while `work` is done, in the order of their commits. */
export async function captureSteps(work: () => Promise<unknown>): Promise<readonly CapturedTransaction[]> {
  const open = new Map<unknown, Statement[]>();
  const captured: CapturedTransaction[] = [];
  const { query } = client;
  client.query = function noted(...asked) {
    const statement = statementOf(asked);
    if (statement !== null) {
      if (statement.text === 'BEGIN') open.set(this, []);
      // A statement alone is a transaction by itself.
      else if (!open.has(this) && statement.text.includes(OF_A_STEP)) captured.push([statement]);
      const transaction = open.get(this);
      transaction?.push(statement);
      if (transaction !== undefined && /^(COMMIT|ROLLBACK)$/.test(statement.text)) {
        open.delete(this);
        const isStep = transaction.some(({ text }) => text.includes(OF_A_STEP));
        if (isStep && statement.text === 'COMMIT') captured.push(transaction);
      }
    }
    return query.apply(this, asked);
  };
  try {
    await work();
  } finally {
    client.query = query;
  }
  return captured;
}

function statementOf([asked, values]: unknown[]): Statement | null {
  if (typeof asked === 'string') {
    return { text: asked, values: Array.isArray(values) ? values : [], prepared: false };
  }
  if (typeof asked !== 'object' || asked === null || !('text' in asked)) return null;
  if (typeof asked.text !== 'string') return null;
  return {
    text: asked.text,
    values: 'values' in asked && Array.isArray(asked.values) ? asked.values : [],
    prepared: 'name' in asked && typeof asked.name === 'string' && asked.name !== '',
  };
}

/**
 * The same case under another reference, with ids of its own for what it made.
 * @param known ids that were there before it: people's
 */
export function asAnotherCase(
  transactions: readonly CapturedTransaction[],
  reference: string,
  known: ReadonlySet<string>,
): readonly CapturedTransaction[] {
  const before = referenceOf(transactions);
  const fresh = new Map<string, string>();
  const another = (id: string): string => {
    if (known.has(id)) return id;
    const made = fresh.get(id) ?? randomUUID();
    fresh.set(id, made);
    return made;
  };
  const changed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changed);
    return typeof value === 'string' ? value.replaceAll(before, reference).replace(UUID, another) : value;
  };
  return transactions.map((transaction) =>
    transaction.map((statement) => ({ ...statement, values: statement.values.map(changed) })),
  );
}

export function referenceOf(transactions: readonly CapturedTransaction[]): string {
  for (const { values } of transactions.flat()) {
    for (const value of values) {
      const found = typeof value === 'string' ? REFERENCE.exec(value)?.[0] : undefined;
      if (found !== undefined) return found;
    }
  }
  throw new Error('No statement names a case');
}
