/** What a deed is made of: it is judged when it is proposed, whenever it is looked at, and again when it is approved. */
import type { ApprovalDetails, ApprovalKind } from '../../domain/approvals/kinds.ts';
import type { Transaction } from '../database.ts';
import type { Keeping } from '../step-transaction.ts';
import type { CaseRow } from '../types.ts';

export interface DeedCall<K extends ApprovalKind> {
  readonly db: Transaction;
  readonly keeping: Keeping;
  /** Null while it is not proposed yet. */
  readonly approvalId: string | null;
  readonly reference: string | null;
  readonly details: ApprovalDetails<K>;
  /** Of the case, locked where something is about to be written; null where there is none. */
  readonly row: CaseRow | null;
  /** Epoch ms. */
  readonly realNow: number;
}

export type CaseDeedCall<K extends ApprovalKind> = DeedCall<K> & { readonly row: CaseRow };

export type JudgedDeed =
  | { readonly type: 'misfit'; readonly why: string }
  | {
      readonly type: 'fits';
      /** What it would do, in sentences. */
      readonly effect: readonly string[];
      /**
       * Does it within the transaction. Returns what was done, in words without anybody's data; null where the rest is
       * done after the commit (engine/deeds.ts).
       * @param personId who approved it
       */
      readonly perform: (personId: string) => Promise<string | null>;
    };

export type Judge<K extends ApprovalKind> = (call: DeedCall<K>) => Promise<JudgedDeed>;

export const misfit = (why: string): JudgedDeed => ({ type: 'misfit', why });

/** A deed that is about one case. */
export const ofCase =
  <K extends ApprovalKind>(judge: (call: CaseDeedCall<K>) => Promise<JudgedDeed>): Judge<K> =>
  (call) => {
    const { row } = call;
    return row === null ? Promise.resolve(misfit('There is no such case')) : judge({ ...call, row });
  };
