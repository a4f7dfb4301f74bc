/**
 * Every cell of the access table, through JSON API and pages: roles, parts in the case, stages, steps and fields. Each
 * text that anybody typed occurs once only, so whoever sees it somewhere sees that field.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCESS_TABLE } from '../../../domain/access/index.ts';
import { runApi } from '../running-api.ts';
import type { RunningApi } from '../running-api.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import * as course from './course.ts';
import { Course } from './course.ts';
import { cellsHeld, wholeCase } from './expected.ts';
import type { Sight } from './expected.ts';
import { tryCalls } from './calls.ts';
import { lookAtLists } from './lists.ts';
import { lookAtJson, lookAtPages } from './looking.ts';
import { trySteps } from './steps.ts';
import * as parts from './parts.ts';
import type { Parts } from './parts.ts';
import { EVERYBODY, company } from './people.ts';
import type { Company, Who } from './people.ts';

let api: RunningApi;
let people: Company;
let main: Course;
const held = new Set<string>();
const counts = { cells: 0, looks: 0, steps: 0, calls: 0 };
const others: { readonly course: Course; readonly parts: Parts; readonly attended: readonly Who[] }[] = [];

beforeAll(async () => {
  api = await runApi();
  people = await company(api);
  main = new Course(api, people);
});
afterAll(() => api.close());
afterAll(() => {
  const { json, pages } = people.counts;
  console.log(
    `${held.size} of ${ACCESS_TABLE.length} cells of the table, in ${counts.looks} looks of one person at one case: ${counts.cells} cells, ${counts.steps} of steps, ${counts.calls} of calls; ${json} calls of the JSON API, ${pages} pages`,
  );
});

async function sightsOf(
  { reference }: Course,
  rows: Parts,
  attended: readonly Who[] = [],
): Promise<readonly Sight[]> {
  const whole = await wholeCase(api, reference);
  return EVERYBODY.map((who) => ({
    ...{ who, whole, parts: rows[who] ?? [], attended: attended.includes(who) },
    account: people.ids[who],
    phase: whole.state.stage === 'closed' ? 'afterClosing' : 'open',
  }));
}

/** Attendees as another is: of the pages about single answers and steps, theirs are not looked at again. */
const ALIKE: readonly Who[] = ['facilitatorAttending', 'operatorAttending'];

/** Some at a time: the web process has one core, the database the other. */
async function each<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...list];
  const some = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all([some(), some(), some()]);
}

/** @param depth `pages`: of the pages those of the case only, not each answer’s */
async function look(sights: readonly Sight[], depth: 'everything' | 'pages' = 'everything'): Promise<void> {
  const differences: string[] = [];
  await each(sights, async (sight) => {
    const found = [
      ...(await lookAtJson(people, sight)),
      ...(await lookAtPages(people, sight, depth === 'everything' && !ALIKE.includes(sight.who))),
    ];
    differences.push(...found.map((difference) => `${sight.who}: ${difference}`));
    const cells = cellsHeld(sight);
    counts.looks += 1;
    counts.cells += cells.length;
    for (const { area, what, reader, phase } of cells) held.add([area, what, reader, phase].join(' '));
  });
  expect(differences).toEqual([]);
}

async function tryEveryStep(sights: readonly Sight[], how: 'json' | 'jsonAndPages'): Promise<void> {
  const differences: string[] = [];
  await each(sights, async (sight) => {
    const tried = await trySteps(people, sight, how === 'jsonAndPages' && !ALIKE.includes(sight.who));
    differences.push(...tried.differences);
    counts.steps += tried.cells;
  });
  expect(differences).toEqual([]);
}

/** The lists of everybody, of the main case as it stands and all others. */
async function lookAtEveryList(rows: Parts, attended: readonly Who[] = []): Promise<void> {
  const cases = [{ course: main, parts: rows, attended }, ...others];
  const sights = await Promise.all(cases.map((one) => sightsOf(one.course, one.parts, one.attended)));
  const nows = new Map(
    await Promise.all(
      cases.map(async ({ course: { reference } }) => {
        const found = await api.records.findCase(reference);
        return [reference, found?.now ?? (0 as Instant)] as const;
      }),
    ),
  );
  const differences: string[] = [];
  await each(EVERYBODY, async (who) => {
    const own = sights.flatMap((list) => list.filter((sight) => sight.who === who));
    const found = await lookAtLists(people, own, nows);
    differences.push(...found.map((difference) => `${who}: ${difference}`));
  });
  expect(differences).toEqual([]);
}

describe('Cases of another course', () => {
  test('of two facilitators each reads what they wrote themselves only', async () => {
    const pair = new Course(api, people);
    await course.withTwoFacilitators(pair, people);
    await look(await sightsOf(pair, parts.TWO_FACILITATORS, ['notAttending']));
    others.push({ course: pair, parts: parts.TWO_FACILITATORS, attended: ['notAttending'] });
  });
  test.each(['withdrawRequest', 'cancelCase'] as const)('ended by %s', async (how) => {
    const ended = new Course(api, people);
    await course.ended(ended, how);
    await look(await sightsOf(ended, parts.ENDED_EARLY));
    others.push({ course: ended, parts: parts.ENDED_EARLY, attended: [] });
  });
  test('redirected: the other case is known to those who run the process only', async () => {
    const [existing = ''] = others.map((other) => other.course.reference);
    const other = new Course(api, people);
    await course.redirected(other, existing);
    await look(await sightsOf(other, parts.REDIRECTED));
    const json = `/v1/cases/${other.reference}/answers`;
    const page = `/cases/${other.reference}/answers/decideRequest`;
    for (const [who, knows] of [
      ['administrator', true],
      ['leftOut', false],
    ] as const) {
      const seen = [(await people.json(who, json)).text, (await people.page(who, page)).text];
      expect([who, ...seen.map((text) => text.includes(existing))]).toEqual([who, knows, knows]);
    }
    others.push({ course: other, parts: parts.REDIRECTED, attended: [] });
  });
});

describe('A case through its stages, as everybody sees it', () => {
  test('in triage: the requester and those who run the process', async () => {
    await course.untilTriage(main);
    await look(await sightsOf(main, parts.IN_TRIAGE));
    await tryEveryStep(await sightsOf(main, parts.IN_TRIAGE), 'json');
    await lookAtEveryList(parts.IN_TRIAGE);
  });
  test('in preparation: whoever has joined and has not left', async () => {
    await course.untilPrepared(main, people);
    await look(await sightsOf(main, parts.PREPARED));
    await tryEveryStep(await sightsOf(main, parts.PREPARED), 'jsonAndPages');
  });
  test('on the day of its session', async () => {
    await course.untilSession(main);
    expect((await main.state()).stage).toBe('session');
    await look(await sightsOf(main, parts.PREPARED), 'pages');
    // Much is late by now that not everybody sees to be waited for.
    await lookAtEveryList(parts.PREPARED);
  });
  test('after its session: who attended, who was absent, who has an action', async () => {
    await course.untilConcluding(main);
    expect((await main.state()).stage).toBe('concluding');
    await look(await sightsOf(main, parts.HELD, parts.ATTENDED));
    await tryEveryStep(await sightsOf(main, parts.HELD, parts.ATTENDED), 'jsonAndPages');
  });
  test('in the follow-up: the interviewer too', async () => {
    await course.untilFollowUp(main);
    expect((await main.state()).stage).toBe('followUp');
    await look(await sightsOf(main, parts.WITH_INTERVIEWER, parts.ATTENDED));
    await lookAtEveryList(parts.WITH_INTERVIEWER, parts.ATTENDED);
  });
  test('closed, on the day and on the 28th day after: the summary and their own', async () => {
    await course.untilClosed(main);
    await tryEveryStep(await sightsOf(main, parts.WITH_INTERVIEWER, parts.ATTENDED), 'json');
    await course.untilDaysAfterClosing(main, 28);
    await look(await sightsOf(main, parts.WITH_INTERVIEWER, parts.ATTENDED));
    await lookAtEveryList(parts.WITH_INTERVIEWER, parts.ATTENDED);
  });
  test('on the 29th day: nobody but those who run the process', async () => {
    await course.untilDaysAfterClosing(main, 29);
    await look(await sightsOf(main, parts.ALWAYS));
    await lookAtEveryList(parts.ALWAYS);
  });
});

test('Calls about no single case are for the roles that the table names, by JSON API and pages', async () => {
  const differences: string[] = [];
  await each(EVERYBODY, async (who) => {
    const tried = await tryCalls(people, who, main.reference);
    differences.push(...tried.differences);
    counts.calls += tried.cells;
  });
  expect(differences).toEqual([]);
});
