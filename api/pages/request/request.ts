/** A request on its way from the opening questions to its case: the list of its sections, checking, sending, and after. */
import { addDays, londonDate } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import type { Fault } from '../../../domain/forms/index.ts';
import { POLICY, policyOf } from '../../../domain/process/policy.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import { auditView, enterCase } from '../../json/case-view.ts';
import { requestId } from '../../middleware/request-id.ts';
import { Problem } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { counted, submitRequest } from '../../taking.ts';
import { ownerWords } from '../case/case-words.ts';
import { shownCase } from '../case/seen.ts';
import { answerRows } from '../form/answer.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { only } from '../typed.ts';
import type { Typed } from '../typed.ts';
import { requestDrafts, requestedAddress, scopeOfDraft } from './drafts.ts';
import type { OpenDraft } from './drafts.ts';
import { openingPages } from './opening.ts';
import { faultLinks, faultsIn, progressOf, requestBody, sectionsOf } from './request-draft.ts';
import type { Progress } from './request-draft.ts';
import { isIn } from './sections.ts';
import { sectionPages } from './sections-pages.ts';

export function requestPages(services: Services): PageRoute[] {
  const { records } = services;
  const drafts = requestDrafts({ records });

  async function showSections(call: PageCall): Promise<PageReply> {
    const found = await drafts.find(call);
    if ('goTo' in found) return found;
    const { base, typed, keptAt } = found.draft;
    const faults = faultsIn(requestBody(typed));
    const sections = sectionsOf(typed).map((section) => ({
      title: { text: section.title },
      href: `${base}/${section.id}`,
      status: STATUS[progressOf(typed, section, faults)],
    }));
    return {
      view: 'request/sections.njk',
      title: 'Request',
      data: {
        base,
        child: childIn(typed),
        sections,
        days: POLICY.draftDays,
        keptUntil: addDays(londonDate(keptAt as Instant), POLICY.draftDays),
      },
    };
  }

  async function askToDiscard(call: PageCall): Promise<PageReply> {
    const found = await drafts.find(call);
    if ('goTo' in found) return found;
    return {
      view: 'request/confirm.njk',
      title: 'Discard the request',
      data: {
        heading: 'Discard this request?',
        text: 'Everything that you typed in it goes. It was not sent to anybody.',
        button: 'Discard it',
        back: found.draft.base,
      },
    };
  }

  async function discard(call: PageCall): Promise<PageReply> {
    await drafts.discard(call);
    return { goTo: '/' };
  }

  async function showCheck(call: PageCall): Promise<PageReply> {
    const found = await drafts.find(call);
    return 'goTo' in found ? found : checkShown(found.draft, {});
  }

  async function send(call: PageCall): Promise<PageReply> {
    const { person } = call;
    const found = await drafts.find(call);
    if ('goTo' in found) return found;
    const { draft } = found;
    if (only(call.typed, '_seen') !== String(draft.keptAt)) return checkShown(draft, { changed: true });
    const raw = requestBody(draft.typed);
    try {
      const answer = await counted(services, 'submitRequest', () =>
        submitRequest(services, {
          person,
          raw,
          requestId: requestId(call.req),
          idempotency: scopeOfDraft(person, draft.base),
          draft: draft.base,
        }),
      );
      return { goTo: requestedAddress(answer) };
    } catch (error) {
      if (!(error instanceof Problem) || error.problem !== 'invalid') throw error;
      return checkShown(draft, { refused: error.parts.errors ?? [] });
    }
  }

  async function showRequested(call: PageCall): Promise<PageReply> {
    const seen = await enterCase(services, call);
    await auditView(services, call, seen.record, 'case');
    const shown = shownCase(services, call.person, seen, null);
    return {
      view: 'request/requested.njk',
      title: 'Request sent',
      data: {
        reference: shown.reference,
        next: (shown.tasks ?? [])
          .filter(({ status }) => status === 'open')
          .map(({ kind, owner, dueOn }) => ({
            title: TASK_TABLE[kind].title,
            owner: ownerWords(owner, shown, seen.viewer.participantId),
            dueOn,
          })),
        sessionWithin: policyOf(seen.record.state.policyVersion).workingDays.sessionWithin,
      },
    };
  }

  return [
    ...openingPages(drafts),
    page('/requests/drafts/:id', { GET: showSections }),
    page('/requests/drafts/:id/check', { GET: showCheck, POST: send }),
    page('/requests/drafts/:id/discard', { GET: askToDiscard, POST: discard }),
    ...sectionPages(drafts),
    page('/cases/:reference/requested', { GET: showRequested }),
  ];
}

const tag = (text: string, colour: string) => ({ tag: { text, classes: `govuk-tag--${colour}` } });
const STATUS: Readonly<Record<Progress, object>> = {
  completed: { text: 'Completed' },
  faulty: tag('To put right', 'red'),
  optional: tag('Optional', 'grey'),
  toDo: tag('To do', 'blue'),
};

/** For the writer to know it by. */
const childIn = (typed: Typed): string =>
  `${only(typed, 'child.forename')} ${only(typed, 'child.surname')}`.trim();

/** @param why it was not sent, where it was tried */
function checkShown(
  { base, typed, keptAt }: OpenDraft,
  why: { readonly changed?: true; readonly refused?: readonly Fault[] },
): PageReply {
  const body = requestBody(typed);
  const faults = why.refused ?? faultsIn(body);
  const sections = sectionsOf(typed);
  const toDo = [
    ...sections.flatMap((section) =>
      faultLinks(base, typed, section, faults).map(({ text, href }) => ({
        text: section.list === null ? `${section.title}: ${text}` : text,
        href,
      })),
    ),
    ...faults
      .filter(({ field }) => !sections.some((section) => isIn(section, field)))
      .map(({ message }) => ({ text: message })),
  ];
  const wasTried = why.changed === true || why.refused !== undefined;
  return {
    view: 'request/check.njk',
    title: 'Check your answers',
    status: wasTried ? (why.changed === true ? 409 : 400) : 200,
    data: {
      base,
      toDo,
      errors: wasTried ? toDo : [],
      changed: why.changed === true,
      seen: keptAt,
      sections: sections.map(({ id, title, fields }) => ({
        title,
        href: `${base}/${id}?from=check`,
        parts: answerRows('submitRequest', body, {}, fields),
      })),
    },
  };
}
