/** The two questions that can end a request before it is made, and where they lead. */
import { may } from '../../../domain/access/index.ts';
import { POLICY } from '../../../domain/process/policy.ts';
import { topOf } from '../form/typed.ts';
import { formView } from '../form/fields.ts';
import { formKey } from '../once.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { only } from '../typed.ts';
import type { Typed } from '../typed.ts';
import type { requestDrafts } from './drafts.ts';
import { faultsIn, MARKS, requestBody, sectionsOf, withVisited } from './request-draft.ts';
import { openingFields, requestModel } from './sections.ts';

const STOPS = {
  immediateRiskNotReferred: '/requests/new/immediate-risk',
  onlyAboutDisagreement: '/requests/new/disagreement',
} as const;

/** Where an answer leads that ends the request: a child at risk before all else. Null where none does. */
export function stopFor(typed: Typed): string | null {
  if (only(typed, 'immediateRiskNotReferred') === 'yes') return STOPS.immediateRiskNotReferred;
  return only(typed, 'onlyAboutDisagreement') === 'yes' ? STOPS.onlyAboutDisagreement : null;
}

export function openingPages(drafts: ReturnType<typeof requestDrafts>): PageRoute[] {
  function questions(call: PageCall, faults: ReturnType<typeof faultsIn>): PageReply {
    const { person, typed } = call;
    const form = formView(requestModel, typed, { faults, only: openingFields });
    return {
      view: 'request/new.njk',
      title: 'New request',
      status: faults.length === 0 ? 200 : 400,
      data: {
        form,
        errors: form.errors,
        key: formKey(call),
        days: POLICY.draftDays,
        mayBeReceived: may(person, 'submitRequestForAnother'),
        received: only(typed, MARKS.received) === 'yes' ? 'yes' : 'no',
      },
    };
  }

  async function begin(call: PageCall): Promise<PageReply> {
    const { person, typed } = call;
    const stop = stopFor(typed);
    if (stop !== null) return { goTo: stop };
    const faults = faultsIn(requestBody(typed)).filter(({ field }) => openingFields.includes(topOf(field)));
    if (faults.length > 0) return questions(call, faults);
    const received = may(person, 'submitRequestForAnother') && only(typed, MARKS.received) === 'yes';
    const answered = new Map([
      ...[...typed].filter(([name]) => openingFields.includes(name)),
      ...(received ? [[MARKS.received, ['yes']] as const] : []),
    ]);
    const [opening, next] = sectionsOf(answered);
    const base = await drafts.begin(call, opening === undefined ? answered : withVisited(answered, opening));
    return { goTo: `${base}/${next?.id ?? ''}` };
  }

  const stop = (view: string, title: string) => (): Promise<PageReply> =>
    Promise.resolve({ view: `request/${view}.njk`, title });

  return [
    page('/requests/new', { GET: (call) => Promise.resolve(questions(call, [])), POST: begin }),
    page(STOPS.immediateRiskNotReferred, {
      GET: stop('immediate-risk', 'Follow the local child protection process now'),
    }),
    page(STOPS.onlyAboutDisagreement, { GET: stop('disagreement', 'Use the escalation process') }),
  ];
}
