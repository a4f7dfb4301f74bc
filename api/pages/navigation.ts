/** The links at the top of every page, for those who may follow them. */
import { may } from '../../domain/access/index.ts';
import type { Call } from '../../domain/access/index.ts';
import type { Person } from '../../records/types.ts';
import { ADMINISTRATION_PAGES } from './administration/listed.ts';

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
  { href: '/approvals', text: 'Approvals', call: 'readApprovals' },
  { href: '/tracker', text: 'Tracker', call: 'readTracker' },
  { href: '/learning', text: 'Learning log', call: 'readLearning' },
];

/** Those who run the process have one link to all that is on the page of administration; it fits in one line of a desk's screen. */
export function linksFor(person: Person, path: string): readonly NavigationLink[] {
  const shown = (links: typeof LINKS): readonly NavigationLink[] =>
    links
      .filter(({ call }) => may(person, call))
      .map(({ href, text }) => ({ href, text, active: isAt(path, href) }));
  const [first, rest] = [shown(LINKS), shown(ADMINISTRATION_PAGES)];
  if (!may(person, 'changePeople')) return [...first, ...rest];
  const href = '/administration';
  const active = isAt(path, href) || rest.some((each) => each.active);
  return [...first, { href, text: 'Administration', active }];
}

const isAt = (path: string, href: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
