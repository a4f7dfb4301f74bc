/** Every page of the site. */
import type { Services } from '../services.ts';
import { accountPages } from './account/account.ts';
import { accessibilityPages } from './accessibility/accessibility.ts';
import { casePages } from './case/case.ts';
import { casesPages } from './cases/cases.ts';
import { cookiesPages } from './cookies/cookies.ts';
import { helpPages } from './help/help.ts';
import { homePages } from './home/home.ts';
import { calendarPages } from './calendar/calendar.ts';
import { facilitatorPages } from './facilitators/facilitators.ts';
import { learningPages } from './learning/learning.ts';
import { peoplePages } from './people/people.ts';
import { policyPages } from './policy/policy.ts';
import { putRightPages } from './put-right/put-right.ts';
import { trackerPages } from './tracker/tracker.ts';
import type { PageRoute } from './page.ts';
import { signInPages } from './sign-in/sign-in.ts';
import { requestPages } from './request/request.ts';
import { stepPages } from './step/step.ts';
import { tasksPages } from './tasks/tasks.ts';
import { trainingPages } from './training/clock.ts';

export function pagesOf(services: Services): readonly PageRoute[] {
  return [
    ...signInPages(services),
    ...accountPages(services),
    ...homePages(services),
    ...casesPages(services),
    ...casePages(services),
    ...putRightPages(services),
    ...peoplePages(services),
    ...facilitatorPages(services),
    ...calendarPages(services),
    ...policyPages(),
    ...trackerPages(services),
    ...learningPages(services),
    ...requestPages(services),
    ...stepPages(services),
    ...tasksPages(services),
    ...trainingPages(services),
    ...helpPages(),
    ...accessibilityPages(),
    ...cookiesPages(services),
  ];
}
