/** How the service stands, for those who keep it running: what it stands on, what waits, and where. No case's data. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/types.ts';
import { may } from '../../../domain/access/index.ts';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import { STAGES } from '../../../domain/process/vocabulary.ts';
import type { Figures, WaitingCase } from '../../../records/types.ts';
import { requireMay } from '../../json/forbid.ts';
import { DEPENDENCIES } from '../../json/health.ts';
import type { Dependency, Readiness, Schedule } from '../../json/health.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';

/** Cases of each kind that waits, the longest first. */
const MOST = 20;
/** Whoever looks because something is away is shown the rest at once. Milliseconds. */
const ANSWERS_WITHIN = 400;
const mayRead = requireMay('readOperations');

export function operationsPages({ records, engine, readiness, trainingLinks }: Services): PageRoute[] {
  async function show(call: PageCall): Promise<PageReply> {
    mayRead(call);
    const [parts, figures, waiting] = await Promise.all([
      readiness(ANSWERS_WITHIN),
      records.figures(),
      records.waiting(MOST),
    ]);
    return {
      view: 'operations/operations.njk',
      title: 'Operations',
      data: {
        ready: parts.ready,
        parts: partsShown(parts),
        open: openByStage(figures),
        queues: queuesOf(figures),
        waiting: WAITING.map(({ what, ...words }) => ({
          ...words,
          id: what,
          isFull: waiting.filter((each) => each.what === what).length === MOST,
          cases: waiting
            .filter((each) => each.what === what)
            .map(({ reference, stage, since }) => ({
              reference,
              stage: STAGE_TABLE[stage].title,
              since: at(since),
              history: engine.links.case(reference),
            })),
        })).filter(({ cases }) => cases.length > 0),
        most: MOST,
        temporal: trainingLinks.temporal,
        mayReadAccessLog: may(call.person, 'readAccessLog'),
      },
    };
  }
  return [page('/operations', { GET: show })];
}

const at = (instant: number): string => londonDateTime(Math.round(instant) as Instant);

interface Part {
  readonly name: string;
  readonly isWell: boolean;
  readonly state: string;
  readonly since: string;
  readonly ms: number;
  /** What does not go on without it; null while it is there. */
  readonly means: string | null;
}

const PARTS: Readonly<Record<Dependency, { readonly name: string; readonly means: string }>> = {
  database: {
    name: 'Database',
    means: 'Nothing can be shown or stored. What people type stays in their browser.',
  },
  workflows: {
    name: 'Temporal server',
    means: 'Steps are stored and told later. Nothing is reminded, and no email goes out.',
  },
  worker: {
    name: 'Worker',
    means: 'Steps are stored. No case goes on by itself, and no email goes out.',
  },
  mail: {
    name: 'Mail server',
    means: 'Email waits and is tried again by itself. Nobody gets a code to sign in.',
  },
};

const SCHEDULE_WORDS: Readonly<Record<Schedule, string>> = {
  running: 'Runs',
  paused: 'Paused',
  missing: 'Not there',
  unknown: 'Not known',
};

function partsShown({ dependencies, schedule }: Readiness): readonly Part[] {
  return [
    ...DEPENDENCIES.map((part) => {
      const { state, since, ms } = dependencies[part];
      const isWell = state === 'ready';
      const { name, means } = PARTS[part];
      return {
        name,
        isWell,
        state: isWell ? 'Ready' : 'Away',
        since: at(since),
        ms,
        means: isWell ? null : means,
      };
    }),
    {
      name: 'Schedule that tells cases not yet told',
      isWell: schedule.state === 'running',
      state: SCHEDULE_WORDS[schedule.state],
      since: at(schedule.since),
      ms: schedule.ms,
      means:
        schedule.state === 'running'
          ? null
          : 'Steps are still told at once; those that could not be are not told again until it runs.',
    },
  ];
}

interface Line {
  readonly name: string;
  readonly value: string;
}

const openByStage = ({ open }: Figures): readonly Line[] =>
  STAGES.filter((stage) => stage !== 'closed').map((stage) => ({
    name: STAGE_TABLE[stage].title,
    value: String(open.find((each) => each.stage === stage)?.count ?? 0),
  }));

function queuesOf(figures: Figures): readonly (Line & { readonly since: string | null })[] {
  const overdue = figures.tasksOverdue.reduce((all, { count }) => all + count, 0);
  const line = (name: string, count: number, oldest: number | null = null) => ({
    name,
    value: String(count),
    since: count === 0 || oldest === null ? null : at(oldest),
  });
  return [
    line('Cases whose workflow has not been told', figures.untold, figures.oldestUntoldAt),
    line('Cases in which something due has not happened', figures.late, figures.oldestLateAt),
    line('Emails waiting', figures.unsent, figures.oldestUnsentAt),
    line(
      'Repairs and erasures waiting for a second person',
      figures.approvals.reduce((all, { count }) => all + count, 0),
      figures.oldestApprovalAt,
    ),
    line('Tasks overdue', overdue),
    line('Sessions past their date', figures.sessionsPast),
    line('Sessions due within seven days', figures.sessionsSoon),
  ];
}

const WAITING: readonly {
  readonly what: WaitingCase['what'];
  readonly heading: string;
  readonly todo: string;
}[] = [
  {
    what: 'late',
    heading: 'Something due has not happened',
    todo: 'Its history in the Temporal UI shows what holds it up. The command “npm run doctor” says more, and mends what is safe.',
  },
  {
    what: 'untold',
    heading: 'The workflow has not been told',
    todo: 'It is told by itself once the Temporal server, a worker and the schedule are there.',
  },
  {
    what: 'unsent',
    heading: 'Email that has not gone out',
    todo: 'It goes out by itself once the mail server takes it. Administrators see why on the timeline of the case.',
  },
  {
    what: 'outcomeUnknown',
    heading: 'Email of which nobody knows whether it arrived, in the last seven days',
    todo: 'It is not sent again by itself. Administrators see on the timeline whom to ask.',
  },
];
