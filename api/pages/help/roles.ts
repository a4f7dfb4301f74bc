/** What each role is there for, what it does and what it sees: steps and access are from their tables. */
import { ACCESS_TABLE } from '../../../domain/access/index.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import type { StepTaker } from '../../../domain/process/steps.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import type { Role } from '../../../domain/process/vocabulary.ts';
import { stepsOf } from './process.ts';
import type { StepHelp } from './process.ts';

type Cell = (typeof ACCESS_TABLE)[number];
type Reader = Cell['reader'];

interface RoleWords {
  /** Its last part of the address. */
  readonly slug: string;
  readonly title: string;
  readonly is: string;
  /** In plain words, what no table says. */
  readonly toKnow: readonly string[];
  /** Its parts in a case. */
  readonly parts: readonly {
    readonly title: string;
    readonly taker: StepTaker | null;
    readonly reader: Reader;
  }[];
}

const RUNS_THE_PROCESS = {
  parts: [{ title: 'In every case', taker: 'administrator', reader: 'administrator' }],
  toKnow: [
    'Home shows what waits on the administrators, how many working days each case has left until its session is due, and what waits on others.',
    'You can give most steps for somebody else: a request from the mailbox, a chronology by secure email, an evaluation on paper. Both names are kept, and the date on which you received it decides whether it was late.',
    'A step that nobody needs any more can be marked as not needed, with a reason. People can be added, replaced or removed at any time.',
    'Every case has a page “Put right”. What one person alone should not change needs a second one: a wrong date of request or acceptance, a step recorded by mistake, an email that hangs, a workflow that does not go on. You propose it with a reason; another administrator or the business manager agrees to it or refuses it under “Approvals”.',
    'You can find the cases of a child by surname and date of birth. Every search is put on the audit.',
  ],
} as const satisfies Pick<RoleWords, 'parts' | 'toKnow'>;

const ROLE_HELP: Readonly<Record<Role, RoleWords>> = {
  practitioner: {
    slug: 'practitioner',
    title: 'Practitioners',
    is: 'Everybody with an account is a practitioner. You can ask for a session, and in a case you may be the requester, the lead professional, an attendee, the owner of an action or an interviewer.',
    toKnow: [
      'You see only cases that you are on, from when you join to when you leave.',
      'What waits on you is on your home page, and you are reminded by email before and after it is due. Late answers are taken, and marked as late. What is missing never stops the session.',
      'If you cannot come to a session, say so or send a deputy. Whoever does not attend keeps their own chronology and the summary.',
      'You can give most answers again while their step is allowed: the newest counts, and the earlier ones stay readable.',
    ],
    parts: [
      { title: 'As the requester', taker: 'requester', reader: 'requester' },
      { title: 'As the lead professional', taker: 'leadProfessional', reader: 'leadProfessional' },
      { title: 'As an attendee', taker: 'attendee', reader: 'attendee' },
      { title: 'As somebody who does not attend', taker: null, reader: 'notAttending' },
      { title: 'As the owner of an action and nothing else', taker: 'actionOwner', reader: 'actionOwner' },
      { title: 'As an interviewer and nothing else', taker: 'interviewer', reader: 'interviewer' },
    ],
  },
  facilitator: {
    slug: 'facilitator',
    title: 'Facilitators',
    is: 'You are on the partnership’s list of facilitators (Appendix 3) and lead sessions that you are appointed to, alone or as one of two.',
    toKnow: [
      'First declare that you are independent of the practitioners’ line management and of earlier involvement. Until then you see names, agencies and the date, so that you can judge it. With a conflict, or if you are not available, you leave the case at once and somebody else is appointed.',
      'What waits on “the facilitators” waits on either of you: whoever does it first has done it for both.',
      'After the session you record it, share the summary and write the learning for the partnership’s learning log. The tracker is not for facilitators.',
    ],
    parts: [
      { title: 'Before you have declared', taker: null, reader: 'undeclaredFacilitator' },
      { title: 'In a case that you facilitate', taker: 'facilitator', reader: 'facilitator' },
    ],
  },
  administrator: {
    slug: 'administrator',
    title: 'Administrators',
    is: 'You run the process: you decide on requests, appoint facilitators, schedule sessions, and look after people, the calendar and the tracker.',
    ...RUNS_THE_PROCESS,
  },
  businessManager: {
    slug: 'business-manager',
    title: 'Business manager',
    is: 'You may do whatever an administrator may. You are also told when something that waits on the administrators is overdue, and at once when an immediate risk is raised. You alone read the access log: who saw or did what in a case, and when.',
    ...RUNS_THE_PROCESS,
  },
  operator: {
    slug: 'operator',
    title: 'Operators',
    is: 'You keep the service running: its health, what waits to be sent, its engine. You see the identifiers and stages of cases, and nothing of what is in them.',
    toKnow: [
      'Operations shows whether what the service stands on is there, what waits longer than it should and in which case, with a link to that case’s course in the Temporal UI.',
      'The list of cases shows identifiers and stages. A case opens with its place on the flow chart only.',
      'In an emergency you may look into one case for an hour, from its page and with a reason. The business manager is told at once, and reads what you looked at.',
      'No name, address or free text of a case is in the engine, in logs or in emails, so what you look at there holds none.',
    ],
    parts: [],
  },
};

const REACH_WORDS: Readonly<Record<Exclude<Cell['sees'], 'nothing'>, string>> = {
  everything: 'all of it, confidential addresses too',
  all: 'all of it',
  own: 'what you gave yourself',
  ownIndependent: 'your own, where it says that you are independent',
  ownAction: 'what is about your own actions',
  ifAttended: 'all of it, if you attended the session',
  withoutOtherCase: 'all but the identifier of another case',
  withoutFamilyAddresses: 'all but the addresses of the family',
  agreedToShare: 'what each person agreed to share',
  onTheCase: 'what those on the case see',
  namesAndAgencies: 'names and agencies',
  namesOnly: 'names',
};

export interface RoleHelp extends Omit<RoleWords, 'parts'> {
  readonly parts: readonly {
    readonly title: string;
    readonly steps: readonly StepHelp[];
    readonly reads: readonly { readonly title: string; readonly reach: string }[];
  }[];
}

/** What somebody reads of the answers in an open case. */
const readsOf = (reader: Reader): RoleHelp['parts'][number]['reads'] =>
  STEPS.flatMap((step) => {
    const cell = ACCESS_TABLE.find(
      (each) =>
        each.area === 'answer' && each.what === step && each.reader === reader && each.phase === 'open',
    );
    return cell === undefined || cell.sees === 'nothing'
      ? []
      : [{ title: STEP_TABLE[step].title, reach: REACH_WORDS[cell.sees] }];
  });

export const ROLES_HELPED: readonly RoleHelp[] = Object.values(ROLE_HELP).map((words) => ({
  ...words,
  parts: words.parts.map(({ title, taker, reader }) => ({
    title,
    steps: taker === null ? [] : stepsOf([taker, 'anyoneOnTheCase']),
    reads: readsOf(reader),
  })),
}));
