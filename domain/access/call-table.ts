/** Who may make the calls that are about no single case: roles of the account only. */
import type { Role } from '../process/vocabulary.ts';

export interface CallRow {
  /** `anybody`: every signed-in person. */
  readonly roles: 'anybody' | readonly Role[];
  readonly why: string;
}

const RUN_THE_PROCESS: readonly Role[] = ['administrator', 'businessManager'];

export const CALL_TABLE = {
  submitRequest: { roles: 'anybody', why: 'Every account is a practitioner, and any practitioner may ask.' },
  submitRequestForAnother: {
    roles: RUN_THE_PROCESS,
    why: 'A request from the mailbox: on behalf is for administrators.',
  },
  listCases: { roles: 'anybody', why: 'Holds only cases that exist for the caller.' },
  listTasks: { roles: 'anybody', why: 'Holds only tasks that the caller may see.' },
  searchCases: {
    roles: RUN_THE_PROCESS,
    why: 'Other cases with the same child are known to administrators only.',
  },
  readFacilitators: {
    roles: [...RUN_THE_PROCESS, 'facilitator'],
    why: 'The Appendix 3 list and those on it.',
  },
  changePeople: {
    roles: RUN_THE_PROCESS,
    why: 'Administrators look after people: their accounts, roles and tokens.',
  },
  changeFacilitators: { roles: RUN_THE_PROCESS, why: 'Administrators look after people.' },
  readClosures: { roles: RUN_THE_PROCESS, why: 'Administrators look after the calendar.' },
  changeClosures: { roles: RUN_THE_PROCESS, why: 'Administrators look after the calendar.' },
  readTracker: {
    roles: RUN_THE_PROCESS,
    why: 'Limited to business manager and administrator by the guidance.',
  },
  readLearning: {
    roles: [...RUN_THE_PROCESS, 'facilitator'],
    why: 'A facilitator reads the entries that they wrote.',
  },
  readOperations: {
    roles: [...RUN_THE_PROCESS, 'operator'],
    why: 'Health, queues, references and stages: no case data.',
  },
  breakGlass: {
    roles: ['operator'],
    why: 'In an emergency, one case, one hour, to read: the business manager is told.',
  },
  readAccessLog: { roles: ['businessManager'], why: 'The business manager reads who saw and did what.' },
  readPolicy: { roles: 'anybody', why: 'Everyone may know the rules.' },
  readMe: { roles: 'anybody', why: 'About the caller.' },
  readApprovals: { roles: RUN_THE_PROCESS, why: 'Repairs of cases wait here for a second person.' },
  proposeApprovals: { roles: RUN_THE_PROCESS, why: 'Those who look after the process put it right.' },
  decideApprovals: {
    roles: RUN_THE_PROCESS,
    why: 'A second person, never the one who proposed it; who proposed it may withdraw it.',
  },
  keepCases: {
    roles: RUN_THE_PROCESS,
    why: 'Administrators look after how long cases are kept, and what must not be erased.',
  },
  advanceClock: { roles: RUN_THE_PROCESS, why: 'Administrators move a training case.' },
} as const satisfies Record<string, CallRow>;
export type Call = keyof typeof CALL_TABLE;

/** Whether this account may make a call that is about no single case. */
export function may(person: { readonly roles: readonly Role[] }, call: Call): boolean {
  const row: CallRow = CALL_TABLE[call];
  return row.roles === 'anybody' || row.roles.some((role) => person.roles.includes(role));
}
