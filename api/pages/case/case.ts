/** Everything about one case, page by page: each shows what this person may see of it, and puts the look on the audit. */
import { may, maySeeEntry } from '../../../domain/access/index.ts';
import { isAdministrator } from '../../../domain/case/index.ts';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import { policyOf } from '../../../domain/process/policy.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import { BadCursor } from '../../../records/index.ts';
import type { KeptAnswerOfStep, TimelineEntry } from '../../../records/types.ts';
import { auditView, enterCase, seeCase } from '../../json/case-view.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { fetched, findFile } from '../../json/files/fetch-file.ts';
import { notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { throughGlass } from '../break-glass/glass.ts';
import { doneOf } from '../step/done.ts';
import { mayPutRight } from '../put-right/may-put-right.ts';
import { caseClock } from '../training/case-clock.ts';
import { ROLE_WORDS, agencyWords, ownerWords } from './case-words.ts';
import type { CaseShown } from './case-words.ts';
import { chronology } from './chronology.ts';
import { scoreCounts } from './evaluations.ts';
import { overview } from './overview.ts';
import {
  answerView,
  fileIds,
  newestOfEach,
  newestRequest,
  readAnswers,
  readsAny,
  requestAmong,
  shownCase,
} from './seen.ts';
import type { AnswerView } from './seen.ts';
import { summaryRows } from './summary.ts';
import { DOCUMENT_STEPS, EVALUATION_STEPS, SESSION_STEPS, tabsOf } from './tabs.ts';
import { entryShown } from './timeline-entry.ts';

/** Entries of the timeline on one page, at the most so many twice over. */
const A_PAGE = 50;
/** A page of the timeline asks the database no oftener, however much of it this person may not see. */
const MOST_READS = 2;

interface Looked {
  readonly seen: CaseSeen;
  readonly shown: CaseShown;
  /** Those that count. */
  readonly all: readonly KeptAnswerOfStep[];
  /** Those whose step was taken back. */
  readonly takenBack: readonly KeptAnswerOfStep[];
}

export function casePages(services: Services): PageRoute[] {
  const { records } = services;

  /** The case with all its answers, on the audit as `what`. */
  async function look(call: PageCall, what: 'case' | 'answers' = 'answers'): Promise<Looked> {
    const seen = await enterCase(services, call);
    const [every] = await Promise.all([
      records.everyAnswer(seen.record.state.reference),
      auditView(services, call, seen.record, what),
    ]);
    const all = every.filter(({ takenBackAt }) => takenBackAt === null);
    const takenBack = every.filter(({ takenBackAt }) => takenBackAt !== null);
    return { seen, shown: shownCase(services, call.person, seen, requestAmong(all)), all, takenBack };
  }

  function reply(
    view: string,
    heading: string,
    here: string,
    { seen, shown }: Pick<Looked, 'seen' | 'shown'>,
    data: object,
  ): PageReply {
    return {
      view: `case/${view}.njk`,
      title: `${heading}: ${shown.reference}`,
      data: { ...data, heading, shown, tabs: tabsOf(seen, shown, here), home: `/cases/${shown.reference}` },
    };
  }

  async function showOverview(call: PageCall): Promise<PageReply> {
    const seen = await seeCase(services, call);
    const { state } = seen.record;
    const looksAfter = may(call.person, 'keepCases');
    const [request, onHold] = await Promise.all([
      records.newestRequest(state.reference),
      looksAfter && records.isOnHold(state.reference),
      auditView(services, call, seen.record, 'case'),
    ]);
    const shown = shownCase(services, call.person, seen, request);
    const { participantId } = seen.viewer;
    return reply(
      'overview',
      'Overview',
      '',
      { seen, shown },
      {
        overview: overview(call.person, shown, participantId, policyOf(state.policyVersion)),
        clock: await caseClock(services, call, seen, shown),
        done: doneOf(call.query('done')),
        // An operator sees where a case is, and nothing of it.
        onlyHeader: shown.requestedOn === undefined,
        mayPutRight: may(call.person, 'proposeApprovals') || mayPutRight(shown),
        looksAfter,
        onHold,
        history: historyOf(seen, shown),
        mayBreakGlass: shown.requestedOn === undefined && may(call.person, 'breakGlass'),
      },
    );
  }

  /** Its course in the Temporal UI holds nothing of the case: an operator finds it there, too. */
  function historyOf({ viewer }: CaseSeen, { links, reference }: CaseShown): string | null {
    const isOperator = viewer.readers.includes('operator');
    return links?.temporal ?? (isOperator ? services.engine.links.case(reference) : null);
  }

  async function showRequest(call: PageCall): Promise<PageReply> {
    const looked = await look(call);
    const { seen, shown, all } = looked;
    const given = newestRequest(all);
    if (shown.request === undefined || given === undefined) throw notFound();
    const { step, by, at } = given;
    const onBehalf = null;
    // Earlier versions are answers, which not everybody who sees the request may read.
    const body = shown.request;
    const answer = { step, by, version: 1, at: londonDateTime(at), onBehalf, takenBackAt: null, body };
    return reply('answers', 'Request', '/request', looked, {
      answers: [answerView(answer, shown, seen.viewer)],
    });
  }

  async function showPeople(call: PageCall): Promise<PageReply> {
    const looked = await look(call);
    const { shown, seen, all, takenBack } = looked;
    if (shown.participants === undefined) throw notFound();
    // Where the newest was taken back, it stands for those that count, which its page shows as well.
    const given = readAnswers(seen, all, STEPS, takenBack);
    const people = shown.participants.map((participant) => ({
      ...participant,
      agencyWords: agencyWords(participant.agency),
      roleWords: (participant.roles ?? []).map((role) => ROLE_WORDS[role]),
      responseWords: participant.response === undefined ? null : RESPONSE_WORDS[participant.response],
      independenceWords:
        participant.independence === undefined ? null : INDEPENDENCE_WORDS[participant.independence],
      answers: newestOfEach(given)
        .filter(({ by }) => by === participant.id)
        .map(({ step, version, takenBackAt }) => ({
          title: `${STEP_TABLE[step].title}${takenBackAt === null ? '' : ' (taken back)'}`,
          version,
          href: `/cases/${shown.reference}/answers/${step}`,
        })),
    }));
    return reply('people', 'People and their answers', '/people', looked, { people });
  }

  async function showChronology(call: PageCall): Promise<PageReply> {
    const looked = await look(call);
    const { seen, shown, all } = looked;
    const filter = {
      agency: call.query('agency'),
      theme: call.query('theme'),
      significance: call.query('significance'),
    };
    const answers = readAnswers(seen, all, ['submitChronology']);
    return reply('chronology', 'Chronology', '/chronology', looked, {
      filter,
      chronology: chronology(answers, shown, seen.viewer.participantId, filter),
    });
  }

  async function showVoice(call: PageCall): Promise<PageReply> {
    const looked = await look(call);
    return reply('answers', 'The family’s voice', '/voice', looked, {
      answers: newest(looked, ['recordFamilyVoice']),
      nothing: 'Nothing that you may read is recorded of the family’s voice.',
    });
  }

  async function showDocuments(call: PageCall): Promise<PageReply> {
    const looked = await look(call);
    const { seen, shown, all } = looked;
    const documents = newestOfEach(readAnswers(seen, all, DOCUMENT_STEPS)).flatMap(({ step, by, at, body }) =>
      fileIds(body).map((id) => ({
        title:
          DOCUMENT_WORDS.find(({ key }) => fileIds(Reflect.get(body, key)).includes(id))?.title ??
          'Chronology',
        step,
        who: ownerWords(by, shown, seen.viewer.participantId),
        at,
        href: `/cases/${shown.reference}/files/${id}`,
      })),
    );
    return reply('documents', 'Documents', '/documents', looked, { documents });
  }

  async function showSession(call: PageCall): Promise<PageReply> {
    const looked = await look(call);
    const { seen, shown } = looked;
    const measures = new Map((shown.successMeasures ?? []).map(({ id, text }) => [id, text]));
    return reply('session', 'Session and actions', '/session', looked, {
      actions: (shown.actions ?? []).map((action) => ({
        ...action,
        owner: ownerWords(action.ownerId, shown, seen.viewer.participantId),
        statusWords: ACTION_WORDS[action.status],
        measure: measures.get(action.successMeasureId ?? '') ?? null,
      })),
      answers: newest(looked, SESSION_STEPS),
    });
  }

  async function showEvaluations(call: PageCall): Promise<PageReply> {
    const looked = await look(call);
    const { seen, all } = looked;
    // Who runs the process reads every one in full; who has no part in them is told no number either.
    const mayCount =
      seen.viewer.phase === 'open' && !isAdministrator(call.person) && readsAny(seen, EVALUATION_STEPS);
    const part = (heading: string, step: StepId) => ({
      heading,
      counts: mayCount ? scoreCounts(all, step) : [],
      answers: newest(looked, [step]),
    });
    return reply('evaluations', 'Evaluations', '/evaluations', looked, {
      parts: [
        part('Before the session', 'submitPreEvaluation'),
        part('After the session', 'submitPostEvaluation'),
      ],
    });
  }

  async function showTimeline(call: PageCall): Promise<PageReply> {
    const seen = await enterCase(services, call);
    await auditView(services, call, seen.record, 'timeline');
    const { viewer, record } = seen;
    const { entries, next } = await timelinePage(record.state.reference, seen, call.query('cursor') || null);
    const shown = shownCase(services, call.person, seen, null);
    return reply(
      'timeline',
      'Timeline',
      '/timeline',
      { seen, shown },
      {
        entries: entries.map((entry) => entryShown(entry, shown, viewer.participantId)),
        isFirst: call.query('cursor') === '',
        next:
          next === null
            ? null
            : `/cases/${shown.reference}/timeline?${new URLSearchParams({ cursor: next }).toString()}`,
      },
    );
  }

  async function timelinePage(
    reference: string,
    { viewer }: CaseSeen,
    cursor: string | null,
  ): Promise<{ readonly entries: readonly TimelineEntry[]; readonly next: string | null }> {
    const entries: TimelineEntry[] = [];
    let next = cursor;
    for (let reads = 0; reads < MOST_READS; reads += 1) {
      const read = await records.timeline(reference, next, A_PAGE).catch((error: unknown) => {
        // No page of ours gave it.
        if (error instanceof BadCursor) throw notFound();
        throw error;
      });
      entries.push(...read.rows.filter((entry) => maySeeEntry(viewer, entry)));
      next = read.next;
      if (next === null) break;
    }
    return { entries, next };
  }

  async function showAnswers(call: PageCall): Promise<PageReply> {
    const step = STEPS.find((id) => id === call.param('step'));
    if (step === undefined) throw notFound();
    const looked = await look(call);
    const { seen, shown, all, takenBack } = looked;
    const answers = readAnswers(seen, all, [step], takenBack);
    if (answers.length === 0) throw notFound();
    const names = answers.some(({ onBehalf }) => onBehalf !== null)
      ? new Map((await records.people()).map(({ id, name }) => [id, name]))
      : new Map<string, string>();
    const isSummary = step === 'publishSummary';
    const heading = isSummary ? 'Discussion and action summary' : STEP_TABLE[step].title;
    return reply('answers', heading, '/answers', looked, {
      isVersions: true,
      // The rest of the summary is filled in from the case.
      facts: isSummary ? summaryRows(seen, shown) : [],
      answers: answers.map((answer) => {
        const { onBehalf } = answer;
        return {
          ...answerView(answer, shown, seen.viewer),
          title: ownerWords(answer.by, shown, seen.viewer.participantId),
          typedBy: onBehalf === null ? null : (names.get(onBehalf.typedBy) ?? 'an administrator'),
        };
      }),
    });
  }

  async function download(call: PageCall): Promise<PageReply> {
    const { headers, content } = await fetched(services, call, await findFile(services, call));
    return { file: content, headers };
  }

  const shows = (show: (call: PageCall) => Promise<PageReply>) => throughGlass(services, show);
  return [
    page('/cases/:reference', { GET: shows(showOverview) }),
    page('/cases/:reference/request', { GET: shows(showRequest) }),
    page('/cases/:reference/people', { GET: shows(showPeople) }),
    page('/cases/:reference/chronology', { GET: shows(showChronology) }),
    page('/cases/:reference/voice', { GET: shows(showVoice) }),
    page('/cases/:reference/documents', { GET: shows(showDocuments) }),
    page('/cases/:reference/session', { GET: shows(showSession) }),
    page('/cases/:reference/evaluations', { GET: shows(showEvaluations) }),
    page('/cases/:reference/timeline', { GET: shows(showTimeline) }),
    page('/cases/:reference/answers/:step', { GET: shows(showAnswers) }),
    page('/cases/:reference/files/:id', { GET: shows(download) }),
  ];
}

const newest = ({ seen, shown, all }: Looked, steps: readonly StepId[]): readonly AnswerView[] =>
  newestOfEach(readAnswers(seen, all, steps)).map((answer) => answerView(answer, shown, seen.viewer));

const RESPONSE_WORDS = {
  attending: 'Attending',
  deputy: 'Sending a deputy',
  notAttending: 'Not attending',
} as const;
const INDEPENDENCE_WORDS = {
  declared: 'Declared',
  conflict: 'A conflict',
  notAvailable: 'Not available',
} as const;
const ACTION_WORDS = { open: 'Open', done: 'Done', notNeeded: 'Not needed' } as const;
const DOCUMENT_WORDS = [
  { key: 'assessment', title: 'Most recent assessment' },
  { key: 'plan', title: 'Multi-agency plan' },
] as const;
