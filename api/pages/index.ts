/** Every page of the site. */
import type { Services } from '../services.ts';
import { accessLogPages } from './access-log/access-log.ts';
import { accountPages } from './account/account.ts';
import { accessibilityPages } from './accessibility/accessibility.ts';
import { administrationPages } from './administration/administration.ts';
import { breakGlassPages } from './break-glass/break-glass.ts';
import { casePages } from './case/case.ts';
import { casesPages } from './cases/cases.ts';
import { cookiesPages } from './cookies/cookies.ts';
import { helpPages } from './help/help.ts';
import { homePages } from './home/home.ts';
import { approvalPages } from './approvals/approvals.ts';
import { calendarPages } from './calendar/calendar.ts';
import { facilitatorPages } from './facilitators/facilitators.ts';
import { keepingPages } from './keeping/keeping.ts';
import { learningPages } from './learning/learning.ts';
import { operationsPages } from './operations/operations.ts';
import { packPages } from './pack/pack.ts';
import { peoplePages } from './people/people.ts';
import { policyPages } from './policy/policy.ts';
import { proposingPages } from './put-right/proposing.ts';
import { putRightPages } from './put-right/put-right.ts';
import { trackerPages } from './tracker/tracker.ts';
import type { PageRoute } from './page.ts';
import { retentionPages } from './retention/retention.ts';
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
    ...proposingPages(services),
    ...approvalPages(services),
    ...keepingPages(services),
    ...packPages(services),
    ...administrationPages(),
    ...peoplePages(services),
    ...facilitatorPages(services),
    ...calendarPages(services),
    ...policyPages(),
    ...retentionPages(services),
    ...operationsPages(services),
    ...accessLogPages(services),
    ...breakGlassPages(services),
    ...trackerPages(services),
    ...learningPages(services),
    ...requestPages(services),
    ...stepPages(services),
    ...tasksPages(services),
    ...trainingPages(services),
    ...helpPages(services),
    ...accessibilityPages(),
    ...cookiesPages(services),
  ];
}
