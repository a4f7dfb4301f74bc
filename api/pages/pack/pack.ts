/** Making the pack of what is held about one person in a case, for somebody who asked: one person makes it, another checks. */
import { z } from 'zod';
import { approvalWhy } from '../../../domain/approvals/kinds.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { releasePackDetails } from '../../../domain/pack/release.ts';
import type { PackPerson } from '../../../domain/pack/people.ts';
import { auditView } from '../../json/case-view.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { tabsOf } from '../case/tabs.ts';
import { proposeFrom } from '../keeping/proposing.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { FormRefused, formShown, readSmallForm, typedBefore } from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import type { Typed } from '../typed.ts';
import { only } from '../typed.ts';
import { packContents, peopleHeld } from './contents.ts';
import { caseHeld, personHeld } from './held.ts';
import type { CaseHeld } from './held.ts';
import { toRead } from './pack-view.ts';
import { PERSON_WORDS, filesOf, pathOf } from './pack-words.ts';
import { releasedPackPages } from './released.ts';

const ASK = {
  harm: 'Say what the check for serious harm found',
  why: 'Say who asked, and how you checked for serious harm',
};

/** Checkboxes and hidden fields as the browser sends them. */
const filledPack = releasePackDetails
  .omit({ subject: true })
  .extend({ until: z.coerce.number().int(), why: approvalWhy });

interface Filled {
  readonly readable: readonly string[];
  readonly withheld: readonly string[];
  readonly files: readonly string[];
  readonly harm: string;
  readonly why: string;
  /** By the case's clock, epoch ms: the pack is as it is read now. */
  readonly until: number;
}

interface Showing {
  readonly filled: Filled;
  readonly faults?: readonly FieldFault[];
  readonly restored?: boolean;
}

export function packPages(services: Services): PageRoute[] {
  const { records } = services;

  async function choose(call: PageCall): Promise<PageReply> {
    const held = await caseHeld(services, call);
    const { seen, shown } = held;
    const people = peopleHeld(held, seen.record.now);
    await auditView(services, call, seen.record, 'case');
    return {
      view: 'pack/people.njk',
      title: `What is held about somebody: ${shown.reference}`,
      data: {
        heading: 'What is held about somebody',
        shown,
        tabs: tabsOf(seen, shown, '/pack'),
        people: people.map(({ key, as, name }) => ({
          name,
          words: PERSON_WORDS[as],
          href: `/cases/${shown.reference}/pack/${pathOf(key)}`,
        })),
      },
    };
  }

  function subjectIn(call: PageCall, people: readonly PackPerson[]): PackPerson {
    const found = people.find(({ key }) => pathOf(key) === call.param('person'));
    if (found === undefined) throw notFound();
    return found;
  }

  async function show(
    call: PageCall,
    held: CaseHeld,
    { filled, faults = [], restored = false }: Showing,
  ): Promise<PageReply> {
    const { seen, shown } = held;
    const until = filled.until as Instant;
    const people = peopleHeld(held, until);
    const subject = subjectIn(call, people);
    const all = await personHeld(services, call, held, subject);
    const sections = packContents(all, { subject, people, readable: filled.readable, until });
    return {
      view: 'pack/make.njk',
      title: `What is held about somebody: ${shown.reference}`,
      status: faults.length === 0 ? 200 : 400,
      data: {
        ...formShown(faults),
        restored,
        heading: 'What is held about somebody',
        shown,
        tabs: tabsOf(seen, shown, '/pack'),
        subject,
        others: people
          .filter(({ key }) => key !== subject.key)
          .map(({ key, name, as }) => ({ key, name, words: PERSON_WORDS[as] })),
        sections: toRead(sections),
        files: filesOf(sections, shown),
        filled,
      },
    };
  }

  async function look(call: PageCall): Promise<PageReply> {
    const held = await caseHeld(services, call);
    const typed = await typedBefore(records, call);
    const filled = filledOf(typed ?? new Map(), held.seen.record.now);
    return show(call, held, { filled, restored: typed !== null });
  }

  /** Sent with "show it again" the page comes as it is filled in, with these people's data as they would be given. */
  async function send(call: PageCall): Promise<PageReply> {
    const held = await caseHeld(services, call);
    const { now } = held.seen.record;
    const filled = filledOf(call.typed, now);
    if (only(call.typed, 'again') !== '') return show(call, held, { filled });
    const read = readSmallForm(filledPack, { ...filled }, ASK);
    if (!read.ok) return show(call, held, { filled, faults: read.faults });
    const { why, ...rest } = read.body;
    const people = peopleHeld(held, filled.until as Instant);
    const details = { ...rest, subject: subjectIn(call, people).key };
    if (details.harm === 'leftOut' && details.withheld.length === 0) {
      const text = 'Choose which answers are left out, or say that nothing would do serious harm';
      return show(call, held, { filled, faults: [{ field: 'harm', text }] });
    }
    try {
      const { reference } = held.shown;
      const goTo = await proposeFrom(services, call, { kind: 'releasePack', reference, details, why });
      await records.removeDraft({ personId: call.person.id, page: call.req.originalUrl });
      return { goTo };
    } catch (error) {
      if (error instanceof FormRefused) return show(call, held, { filled, faults: [error.fault] });
      throw error;
    }
  }

  return [
    page('/cases/:reference/pack', { GET: choose }),
    page('/cases/:reference/pack/:person', { GET: look, POST: send }),
    ...releasedPackPages(services),
  ];
}

/** @param now by the case's clock: nobody reads what is not given yet */
function filledOf(typed: Typed, now: number): Filled {
  const until = Number(only(typed, 'until'));
  return {
    readable: typed.get('readable') ?? [],
    withheld: typed.get('withheld') ?? [],
    files: typed.get('files') ?? [],
    harm: only(typed, 'harm'),
    why: only(typed, 'why'),
    until: Number.isSafeInteger(until) && until > 0 && until <= now ? until : now,
  };
}
