/** One way of taking the steps of a case, as the benchmark compares them. */

export const CONTENDERS = ['limit', 'ours', 'temporal', 'dbos', 'restate'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export interface Contender {
  readonly name: ContenderName;
  /** Of the one PostgreSQL. */
  readonly database: string;
  connect(): Promise<Walker>;
  /** Waits until nothing of these cases, each the last of its client, goes on behind the answers. */
  settled(references: readonly string[]): Promise<Settled>;
  /** Cases of which every step is kept, each once. */
  wholeCases(): Promise<number>;
  /** What its engine keeps of one case, to go on after a fault; null where it has no engine. */
  kept(reference: string): Promise<Kept | null>;
  /** What a reader should know of how it was set. */
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** One client, with a connection of its own. */
export interface Walker {
  /**
   * Walks one case.
   * @param timed told the milliseconds of each step, from sending it to having read its answer
   * @returns its reference
   */
  walk(timed: (ms: number) => void): Promise<string>;
  close(): void;
}

export interface Settled {
  /** Milliseconds until every workflow knows its case, and until the last email is out; null where there is neither. */
  readonly toldAfter: number | null;
  readonly emailsOutAfter: number | null;
}
export const NOTHING_TO_SETTLE: Settled = { toldAfter: null, emailsOutAfter: null };

export interface Kept {
  readonly what: string;
  readonly count: number;
}
