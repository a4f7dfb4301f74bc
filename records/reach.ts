/**
 * Of which cases a piece of work reaches rows. PostgreSQL sees to it by the policies of migration 0010: a query that forgets
 * its filter gives the rows of its reach, and a statement that is told of no case gives none (decision 0027).
 */
import { UUID } from './cursor.ts';

export type Reach =
  /** Of no case: accounts, signing in, the calendar. */
  | 'none'
  /** Of every case: sweeps, figures, what those see who run the process. */
  | 'whole'
  /** Of the cases that this account is on, with what is kept for it: drafts, answers to its keys. */
  | { readonly person: string }
  /** Of this case; of an account besides, where it is named, what is kept for it. */
  | { readonly case: string; readonly person?: string };

export type Breadth = 'none' | 'whole' | 'person' | 'case';

/** The roles of the database, made by deploy/postgres/make-databases.sh: they own nothing and nobody logs in as one. */
export const ROLES: Readonly<Record<Breadth, string>> = {
  none: 'mas_none',
  case: 'mas_case',
  person: 'mas_person',
  whole: 'mas_whole',
};

export function breadthOf(reach: Reach): Breadth {
  if (typeof reach === 'string') return reach;
  return 'case' in reach ? 'case' : 'person';
}

/** What the policies compare with. Empty is nobody's, and so is what is no account's id. */
export interface Identity {
  readonly reference: string;
  readonly person: string;
}

export function identityOf(reach: Reach): Identity {
  if (typeof reach === 'string') return { reference: '', person: '' };
  const { person = '' } = reach;
  return { reference: 'case' in reach ? reach.case : '', person: UUID.test(person) ? person : '' };
}
