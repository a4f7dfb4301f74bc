/** What is looked after beside the cases: more pages than fit in the menu of those who run the process. */
import type { Call } from '../../../domain/access/index.ts';

export const ADMINISTRATION_PAGES: readonly {
  readonly href: string;
  readonly text: string;
  /** In a line. */
  readonly what: string;
  readonly call: Call;
}[] = [
  { href: '/people', text: 'People', what: 'Accounts, what they may do, and tokens', call: 'changePeople' },
  {
    href: '/facilitators',
    text: 'Facilitators',
    what: 'Who facilitates sessions, and who is available',
    call: 'readFacilitators',
  },
  {
    href: '/calendar',
    text: 'Calendar',
    what: 'Days that are no working days: public holidays and closures',
    call: 'readClosures',
  },
  { href: '/policy', text: 'Policy', what: 'The rules that the service runs by', call: 'readPolicy' },
  {
    href: '/retention',
    text: 'Keeping and erasing',
    what: 'How long closed cases are kept, and which were erased',
    call: 'keepCases',
  },
  {
    href: '/operations',
    text: 'Operations',
    what: 'What the service stands on, and what waits longer than it should',
    call: 'readOperations',
  },
  {
    href: '/access-log',
    text: 'Access log',
    what: 'Who did what that is about no case: signing in, people, searches, exports',
    call: 'readAccessLog',
  },
];
