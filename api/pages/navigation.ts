/** The links at the top of every page, for those who may follow them. */
import { may } from '../../domain/access/index.ts';
import type { Call } from '../../domain/access/index.ts';
import type { Person } from '../../records/types.ts';

interface NavigationLink {
  readonly href: string;
  readonly text: string;
  readonly active: boolean;
}

const LINKS: readonly { readonly href: string; readonly text: string; readonly call: Call }[] = [
  { href: '/', text: 'Home', call: 'readMe' },
  { href: '/tasks', text: 'Tasks', call: 'listTasks' },
  { href: '/cases', text: 'Cases', call: 'listCases' },
  { href: '/requests/new', text: 'New request', call: 'submitRequest' },
  { href: '/people', text: 'People', call: 'changePeople' },
  { href: '/facilitators', text: 'Facilitators', call: 'readFacilitators' },
  { href: '/calendar', text: 'Calendar', call: 'readClosures' },
  { href: '/approvals', text: 'Approvals', call: 'readApprovals' },
  { href: '/tracker', text: 'Tracker', call: 'readTracker' },
  { href: '/learning', text: 'Learning log', call: 'readLearning' },
  { href: '/policy', text: 'Policy', call: 'readPolicy' },
  { href: '/operations', text: 'Operations', call: 'readOperations' },
];

export const linksFor = (person: Person, path: string): readonly NavigationLink[] =>
  LINKS.filter(({ call }) => may(person, call)).map(({ href, text }) => ({
    href,
    text,
    active: href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`),
  }));
