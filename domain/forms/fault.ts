/** What is wrong with one field of an answer. */
export interface Fault {
  /** A path as the API gives it: `child.surname`, `invitees[2].email`, `$` for the whole. */
  readonly field: string;
  readonly message: string;
}
