/** A pack that somebody made: read by the second person who decides, and downloaded once it is released. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { isAdministrator } from '../../../domain/case/index.ts';
import { PACK_DAYS, releasePackDetails } from '../../../domain/pack/release.ts';
import type { ReleasePackDetails } from '../../../domain/pack/release.ts';
import type { PackPerson } from '../../../domain/pack/people.ts';
import type { Approval } from '../../../records/types.ts';
import { attachment } from '../../json/files/attachment.ts';
import { fetched, findFile } from '../../json/files/fetch-file.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { tabsOf } from '../case/tabs.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { templates } from '../rendering.ts';
import { packContents, peopleHeld } from './contents.ts';
import type { PackSection } from './contents.ts';
import { caseHeld, personHeld } from './held.ts';
import type { CaseHeld } from './held.ts';
import { toGive, toRead } from './pack-view.ts';
import { PERSON_WORDS, filesOf } from './pack-words.ts';
import type { FileShown } from './pack-words.ts';

const DAY_MS = 24 * 3_600_000;

interface Pack {
  readonly approval: Approval;
  readonly details: ReleasePackDetails;
  readonly held: CaseHeld;
  readonly subject: PackPerson;
  readonly people: readonly PackPerson[];
  readonly sections: readonly PackSection[];
  /** Real time, epoch ms; null while it is not released. */
  readonly releasedUntil: number | null;
}

export function releasedPackPages(services: Services): PageRoute[] {
  const { records, now } = services;
  const environment = templates();

  /** @throws {Problem} 404 for everybody but those who run the process, and where there is no such pack */
  async function packIn(call: PageCall): Promise<Pack> {
    const approval = isAdministrator(call.person) ? await records.findApproval(call.param('id')) : null;
    const details = releasePackDetails.safeParse(approval?.details);
    if (approval?.kind !== 'releasePack' || approval.reference === null || !details.success) throw notFound();
    const held = await caseHeld(services, callAbout(call, approval.reference));
    const { subject: key, readable } = details.data;
    const until = details.data.until as Instant;
    const people = peopleHeld(held, until);
    const subject = people.find((each) => each.key === key);
    if (subject === undefined) throw notFound();
    const all = await personHeld(services, call, held, subject);
    const sections = packContents(all, { subject, people, readable, until });
    const { decided } = approval;
    const releasedUntil = decided?.decision === 'approved' ? decided.at + PACK_DAYS * DAY_MS : null;
    return { approval, details: details.data, held, subject, people, sections, releasedUntil };
  }

  /** @throws {Problem} 404 while it is not released, and once its days are over */
  async function releasedIn(call: PageCall): Promise<Pack> {
    const pack = await packIn(call);
    if (pack.releasedUntil === null || pack.releasedUntil <= now()) throw notFound();
    return pack;
  }

  async function look(call: PageCall): Promise<PageReply> {
    const pack = await packIn(call);
    const { approval, details, held, subject, people, sections, releasedUntil } = pack;
    const { seen, shown } = held;
    return {
      view: 'pack/pack.njk',
      title: `Pack: ${shown.reference}`,
      data: {
        heading: 'A pack for somebody who asked',
        shown,
        tabs: tabsOf(seen, shown, '/pack'),
        approval: { ...approval, proposedAt: londonDateTime(approval.proposedAt as Instant) },
        subject: { ...subject, words: PERSON_WORDS[subject.as] },
        harm: details.harm,
        readable: people.filter(({ key }) => details.readable.includes(key)).map(({ name }) => name),
        sections: toRead(sections).map((section) => ({
          ...section,
          leftOut: details.withheld.includes(section.id),
        })),
        files: filesGiven(pack),
        isOver: releasedUntil !== null && releasedUntil <= now(),
        releasedUntil: releasedUntil === null ? null : londonDateTime(releasedUntil as Instant),
      },
    };
  }

  const audit = (call: PageCall, { held, approval }: Pack): Promise<void> =>
    records.audit({
      reference: held.shown.reference,
      personId: call.person.id,
      what: `download pack ${approval.id}`,
      why: null,
    });

  async function download(call: PageCall): Promise<PageReply> {
    const pack = await releasedIn(call);
    await audit(call, pack);
    const { details, held, subject, sections } = pack;
    const html = environment.render('pack/document.njk', {
      reference: held.shown.reference,
      subject: subject.name,
      sections: toGive(sections, details.withheld),
      files: filesGiven(pack),
    });
    return {
      file: Buffer.from(html),
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Disposition': attachment(`${held.shown.reference}.html`),
      },
    };
  }

  async function downloadFile(call: PageCall): Promise<PageReply> {
    const pack = await releasedIn(call);
    const file = call.param('file');
    if (!filesGiven(pack).some(({ id }) => id === file)) throw notFound();
    await audit(call, pack);
    const about = callAbout(call, pack.held.shown.reference, file);
    const { headers, content } = await fetched(services, about, await findFile(services, about));
    return { file: content, headers };
  }

  return [
    page('/packs/:id', { GET: look }),
    page('/packs/:id/document', { GET: download }),
    page('/packs/:id/files/:file', { GET: downloadFile }),
  ];
}

/** Those that go with it: of an answer that is in it and not left out. */
const filesGiven = ({ sections, details, held }: Pack): readonly FileShown[] =>
  filesOf(toGive(sections, details.withheld), held.shown).filter(({ id }) => details.files.includes(id));

/** The call as if its address named the case, and a file of it. */
const callAbout = (call: PageCall, reference: string, file = ''): PageCall => ({
  ...call,
  param: (name) => (name === 'reference' ? reference : name === 'id' ? file : call.param(name)),
});
