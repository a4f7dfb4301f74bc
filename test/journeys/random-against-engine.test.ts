/** Random courses on the real engine and database: record, events, projections and workflow are one once settled. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, londonDate } from '../../domain/calendar/index.ts';
import { fold, nextDue, overdueTasks } from '../../domain/case/index.ts';
import type { CaseState } from '../../domain/case/state.ts';
import { policyOf } from '../../domain/process/policy.ts';
import { OUTCOMES } from '../../domain/process/vocabulary.ts';
import { WHAT_IS_KNOWN } from '../../workflows/messages.ts';
import type { WhatIsKnown } from '../../workflows/messages.ts';
import {
  ADMINISTRATOR,
  FACILITATOR,
  LEAD,
  POLICE,
  REQUESTER,
  acceptance,
  recordOf,
  request,
} from '../domain/case/play.ts';
import { courses } from '../domain/case/random.ts';
import { walkEvents } from '../domain/case/walk-events.ts';
import { LiveCourse, addPeople } from './live-course.ts';
import type { Counts } from './live-course.ts';
import { runWholeService } from './whole-service.ts';
import type { WholeService } from './whole-service.ts';

const COURSES = 200;
const TRIES_AT_MOST = 7;
const LANES = 14;
/** A closure is carried into every open case: one course in so many closes a day. */
const CLOSES_DAYS_EVERY = 25;

let service: WholeService;
beforeAll(async () => {
  service = await runWholeService();
});
afterAll(async () => {
  await service.close();
});

/** So that courses begin in every stage, and spend their tries there. */
async function headStart(course: LiveCourse, head: number): Promise<void> {
  const must = async (...step: Parameters<LiveCourse['attempt']>): Promise<void> => {
    if (!(await course.attempt(...step))) throw new Error(`${step[1]} was refused in the head start`);
  };
  if (head > 0) await must(ADMINISTRATOR, 'decideRequest', acceptance());
  if (head > 1) {
    await must(ADMINISTRATOR, 'appointFacilitators', { facilitatorIds: [FACILITATOR.personId] });
    await must(FACILITATOR, 'declareIndependence', { independent: true });
    const session = { date: course.in(14), start: '10:00', minutes: 120, place: 'Room 2' };
    await must(ADMINISTRATOR, 'scheduleSession', session);
  }
  if (head > 2) {
    const { session } = course.state;
    if (session === null) throw new Error('no session');
    await course.move(instantOf(session.date, session.start) + 3 * 3_600_000);
    await must(FACILITATOR, 'recordSession', recordOf(course));
  }
  if (head > 3) {
    for (const who of [REQUESTER, LEAD, POLICE]) {
      const evaluation = { score: 4, workedWell: 'A', better: 'B', learningPoints: 'C' };
      // Not all of them attend in every course.
      await course.attempt(who, 'submitPostEvaluation', evaluation);
    }
    await must(FACILITATOR, 'publishSummary', { keyLearningPoints: ['One plan'] });
    await must(FACILITATOR, 'recordLearning', { none: true, confirmedAnonymous: true });
    const entry = {
      summary: 'Many services and no single plan.',
      keyLearning: ['One plan'],
      themes: [],
      confirmedAnonymous: true,
    };
    await must(ADMINISTRATOR, 'recordTrackerEntry', entry);
  }
  if (head > 4) await course.move(Date.now() + 205 * 86_400_000);
}

/** The tables that lists read, against what folding the events gives. */
async function projections(reference: string): Promise<object> {
  const tasks = await service.sql.query(
    `SELECT id, kind, owner, due_on::text AS "dueOn", status, done_on::text AS "doneOn", late
     FROM task WHERE reference = $1 ORDER BY length(id), id`,
    [reference],
  );
  const participants = await service.sql.query(
    `SELECT id, email, roles, left_on::text AS "leftOn"
     FROM participant WHERE reference = $1 ORDER BY length(id), id`,
    [reference],
  );
  return { tasks: tasks.rows as unknown[], participants: participants.rows as unknown[] };
}

const projected = ({ tasks, participants }: CaseState): object => ({
  tasks: tasks.map(({ id, kind, owner, dueOn, status, doneOn, late }) => ({
    ...{ id, kind, owner, dueOn, status, doneOn, late },
  })),
  participants: participants.map(({ id, email, roles, leftOn }) => ({
    ...{ id, email: email?.toLowerCase() ?? null, roles, leftOn },
  })),
});

async function isOne(reference: string): Promise<CaseState> {
  const recorded = await service.settled(reference, 60_000);
  const events = await service.eventsOf(reference);
  walkEvents(events);
  const folded = fold(events);
  expect(recorded.state).toEqual(folded);
  expect(await projections(reference)).toEqual(projected(folded));
  expect(await service.records.drift(reference)).toEqual([]);

  const due = nextDue(folded, policyOf(folded.policyVersion), await service.records.calendar());
  const { view } = await service.client.workflow.getHandle(reference).query<WhatIsKnown>(WHAT_IS_KNOWN);
  expect({ stage: view.stage, nextDue: view.nextDue }).toEqual({
    stage: folded.stage,
    nextDue: due?.at ?? null,
  });
  // After the close the run has ended: what is corrected then is nobody's to know but the record's.
  if (folded.stage !== 'closed') {
    expect(view.version).toBe(folded.version);
    // Counted when it was last told: a day may have ended since without anything falling due.
    const then = overdueTasks(folded, londonDate(folded.lastAt)).length;
    const now = overdueTasks(folded, londonDate(recorded.now)).length;
    expect(view.overdueTasks).toBeGreaterThanOrEqual(then);
    expect(view.overdueTasks).toBeLessThanOrEqual(now);
  }
  return folded;
}

describe('whatever people try, on the real engine', () => {
  test(`${COURSES} random courses: events, record, projections and workflow are one`, async () => {
    const begun = Date.now();
    const people = await addPeople(service);
    const counts: Counts = { applied: 0, refused: 0, moved: 0 };
    const all = fc.sample(fc.tuple(courses(TRIES_AT_MOST), fc.nat({ max: 2 }), fc.nat({ max: 5 })), {
      numRuns: COURSES,
      seed: 20260302,
    });
    const bodies = [
      request(),
      request({ leadProfessional: { who: 'none' } }),
      request({ leadProfessional: { who: 'requester' } }),
    ];
    const ends = new Map<string, number>();
    const references: string[] = [];
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      for (let index = lane; index < all.length; index += LANES) {
        const [tries, lead, head] = all[index] ?? [[], 0, 0];
        const course = await LiveCourse.begin(service, people, counts, REQUESTER, bodies[lead] ?? request());
        references.push(course.reference);
        await headStart(course, head);
        for (const each of tries) {
          if (each.does !== 'closure' || index % CLOSES_DAYS_EVERY === 0) await course.doOne(each);
        }
      }
    });
    await Promise.all(lanes);
    const played = Date.now();
    for (const reference of references) {
      const { stage, outcome } = await isOne(reference);
      const end = outcome ?? stage;
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    process.stdout.write(
      `${COURSES} courses: ${counts.applied} steps applied, ${counts.refused} refused, ${counts.moved} moves of a clock ` +
        `in ${played - begun} ms, looked at in ${Date.now() - played} ms; ended ${JSON.stringify(Object.fromEntries(ends))}\n`,
    );
    for (const stage of ['triage', 'preparing', 'session', 'concluding', 'followUp']) {
      expect([...ends.keys()]).toContain(stage);
    }
    expect([...ends.keys()].some((end) => OUTCOMES.some((outcome) => outcome === end))).toBe(true);
  }, 540_000);
});
