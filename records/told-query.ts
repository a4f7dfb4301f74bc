/**
 * A statement before which PostgreSQL is told whose rows it is about. Both are one message to the server and one
 * transaction there: what was told ends with it, and where telling fails the statement is not run.
 */
import pg from 'pg';

/** A statement that tells, prepared on the connection beforehand, and its values. */
export interface Telling {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

type Done = (error: Error | null | undefined, result: pg.QueryResult) => void;

/** What the driver calls of every query that it is given (pg-cursor has them, too); its types leave it out. */
interface DrivenQuery {
  /** Gives back what is wrong with the query itself, and has sent nothing then. */
  submit: (connection: pg.Connection) => Error | null;
  handleDataRow(row: unknown): void;
  handleCommandComplete(said: unknown, connection: pg.Connection): void;
}

const PlainQuery = pg.Query as unknown as {
  new (config: pg.QueryConfig, done: Done): DrivenQuery;
  readonly prototype: DrivenQuery;
};

class ToldQuery extends PlainQuery {
  readonly #telling: Telling;
  #isTold = false;

  constructor(telling: Telling, statement: pg.QueryConfig, done: Done) {
    // One without parameters would go out as a message of another kind, which is a transaction of its own.
    const extended = { ...statement, queryMode: 'extended' };
    super(extended, done);
    this.#telling = telling;
  }

  override submit = (connection: pg.Connection): Error | null => {
    const { name, values } = this.#telling;
    connection.stream.cork();
    try {
      connection.bind({ statement: name, values: [...values] }, true);
      connection.execute({}, true);
      // The driver's own, which ends the message.
      return PlainQuery.prototype.submit.call(this, connection);
    } finally {
      connection.stream.uncork();
    }
  };

  override handleDataRow(row: unknown): void {
    if (this.#isTold) super.handleDataRow(row);
  }

  override handleCommandComplete(said: unknown, connection: pg.Connection): void {
    if (this.#isTold) super.handleCommandComplete(said, connection);
    this.#isTold = true;
  }
}

/** By connection: the names of what was prepared to tell. */
const prepared = new WeakMap<pg.ClientBase, Set<string>>();

/** @param statement runs only where telling did, and as one transaction with it unless one is under way */
export async function askTold(
  client: pg.ClientBase,
  telling: Telling,
  statement: pg.QueryConfig,
): Promise<pg.QueryResult> {
  const known = prepared.get(client) ?? new Set();
  if (!known.has(telling.name)) {
    await client.query({ name: telling.name, text: telling.text, values: [...telling.values] });
    prepared.set(client, known.add(telling.name));
  }
  return new Promise((resolve, reject) => {
    client.query(
      new ToldQuery(telling, statement, (error, result) => {
        if (error == null) resolve(result);
        else reject(error);
      }),
    );
  });
}
