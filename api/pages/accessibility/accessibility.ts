/** The accessibility statement, for strangers too. */
import { openPage } from '../page.ts';
import type { PageRoute } from '../page.ts';

export const accessibilityPages = (): PageRoute[] => [
  openPage('/accessibility', {
    GET: () => Promise.resolve({ view: 'accessibility/accessibility.njk', title: 'Accessibility' }),
  }),
];
