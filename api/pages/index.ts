/** Every page of the site. */
import type { Services } from '../services.ts';
import { casePages } from './case/case.ts';
import { casesPages } from './cases/cases.ts';
import { homePages } from './home/home.ts';
import type { PageRoute } from './page.ts';

export function pagesOf(services: Services): readonly PageRoute[] {
  return [...homePages(services), ...casesPages(services), ...casePages(services)];
}
