import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays, dateInWords, plainDate } from '../../../../domain/calendar/index.ts';
import type { PlainDate } from '../../../../domain/calendar/index.ts';
import { TASK_TABLE } from '../../../../domain/process/tasks.ts';
import type { TaskKind } from '../../../../domain/process/vocabulary.ts';
import { accepted, requested, take, today } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { Answer, RunningApi } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';
import type { Visitor } from '../cases/visiting.ts';
import { auditOf, keyIn } from './forms.ts';

let api: RunningApi;
let administrator: Visitor;
/** Two with their session on one day, one later, one undecided. */
let references: readonly string[] = [];
const SESSION = addDays(today(), 60);

beforeAll(async () => {
  api = await runApi();
  administrator = await visitorAs(api, 'administrator');
  const paths: string[] = [];
  for (const date of [SESSION, SESSION, addDays(SESSION, 30)]) {
    const path = await accepted(api);
    paths.push(path);
    await take(api, 'administrator', path, 'scheduleSession', {
      date,
      start: '10:00',
      minutes: 120,
      place: 'Room 2',
      reason: 'Nobody can come before.',
    });
  }
  paths.push(await requested(api));
  references = paths.map((path) => path.slice('/v1/cases/'.length));
});
afterAll(() => api.close());

const boxes = (date: string) => {
  const [year = '', month = '', day = ''] = date.split('-');
  return { 'date.day': day, 'date.month': month, 'date.year': year };
};
const preview = (date: string, why = 'Flood') => administrator.send('/calendar', { ...boxes(date), why });

interface Dated {
  readonly reference: string;
  readonly id: string;
  readonly kind: TaskKind;
  readonly dueOn: PlainDate | null;
}
async function dueDates(): Promise<readonly Dated[]> {
  const cases = await Promise.all(references.map((reference) => api.records.findCase(reference)));
  return cases.flatMap((record) =>
    (record?.state.tasks ?? []).map(({ id, kind, dueOn }) => ({
      reference: record?.state.reference ?? '',
      id,
      kind,
      dueOn,
    })),
  );
}
/** As the worker does. */
async function carry(): Promise<void> {
  for (const reference of await api.records.casesWithOlderCalendar(100)) {
    await api.records.carryCalendarChange(reference);
  }
}
/** What moved since, in the words of the page. */
async function movedSince(before: readonly Dated[]): Promise<readonly string[]> {
  const after = await dueDates();
  return after.flatMap(({ reference, id, kind, dueOn }) => {
    const from = before.find((each) => each.reference === reference && each.id === id)?.dueOn;
    if (from == null || dueOn === null || from === dueOn) return [];
    return [`${reference} ${TASK_TABLE[kind].title}: ${dateInWords(from)} → ${dateInWords(dueOn)}`];
  });
}
function movesOn(answer: Answer): readonly string[] {
  return mainOf(answer)
    .split('<h3')
    .slice(1)
    .flatMap((part) => {
      const reference = /MAS-\d{4}-\d{4}/.exec(part)?.[0] ?? '';
      return [...part.matchAll(/<li>([^<(:]+)(?: \((\d+)\))?(: [^<]+ → [^<]+)<\/li>/g)].flatMap(
        ([, title = '', times = '1', dates = '']) =>
          Array<string>(Number(times)).fill(`${reference} ${title}${dates}`),
      );
    });
}

describe('The calendar', () => {
  test('is for administrators and the business manager', async () => {
    for (const who of ['administrator', 'businessManager'] as const) {
      const answer = await (await visitorAs(api, who)).see('/calendar');
      expect(wordsOf(answer)).toContain('Public holidays of the next 18 months');
    }
    for (const who of ['operator', 'facilitator', 'requester'] as const) {
      const visitor = await visitorAs(api, who);
      expect((await visitor.see('/calendar')).status).toBe(403);
      const closure = { ...boxes(SESSION), why: 'Flood' };
      for (const path of ['/calendar', '/calendar/closures', `/calendar/closures/${SESSION}`]) {
        expect((await visitor.send(path, closure)).status).toBe(403);
      }
    }
    expect(await api.records.closures()).toEqual([]);
  });

  test('shows before a closure is saved what it moves, and that is what happens', async () => {
    const before = await dueDates();
    const due =
      before.find(({ kind, dueOn }) => kind === 'submitPreEvaluation' && dueOn !== null)?.dueOn ?? '';
    const asked = await preview(due);
    const expected = movesOn(asked);
    expect(expected.length).toBeGreaterThan(4);
    const cases = new Set(expected.map((move) => move.slice(0, 13))).size;
    expect(cases).toBe(2);
    expect(wordsOf(asked)).toContain(`Moves ${expected.length} due dates in 2 cases.`);
    // Nothing is written until it is confirmed.
    expect(await api.records.closures()).toEqual([]);
    expect(await movedSince(before)).toEqual([]);
    const closure = { ...boxes(due), why: 'Flood', _key: keyIn(asked) };
    const answers = await Promise.all([1, 2].map(() => administrator.send('/calendar/closures', closure)));
    for (const { headers } of answers) expect(headers['location']).toBe('/calendar?done=added');
    expect(await api.records.closures()).toEqual([{ date: due, why: 'Flood' }]);
    await carry();
    expect([...(await movedSince(before))].sort()).toEqual([...expected].sort());
    expect((await auditOf(api)).filter((what) => what.includes('closure'))).toEqual([`add closure ${due}`]);
    const listed = await administrator.see('/calendar?done=added');
    expect(wordsOf(listed)).toContain('The closure was added.');
    expect(mainOf(listed)).toContain(`href="/calendar/closures/${due}"`);

    const [closed, undone] = [await dueDates(), await administrator.see(`/calendar/closures/${due}`)];
    const back = movesOn(undone);
    expect(back).toHaveLength(expected.length);
    for (let time = 0; time < 2; time += 1) {
      const removed = await administrator.send(`/calendar/closures/${due}`, {});
      expect(removed.headers['location']).toBe('/calendar?done=removed');
    }
    await carry();
    expect([...(await movedSince(closed))].sort()).toEqual([...back].sort());
    expect(await movedSince(before)).toEqual([]);
    expect((await auditOf(api)).filter((what) => what.includes('closure'))).toHaveLength(2);
    expect((await administrator.see(`/calendar/closures/${due}`)).status).toBe(404);
  });

  test('names the sessions on the day, which stay, and says where nothing moves', async () => {
    const asked = await preview(SESSION);
    for (const reference of references.slice(0, 2)) expect(mainOf(asked)).toContain(`/cases/${reference}"`);
    expect(wordsOf(asked)).toContain('They stay on this day unless somebody moves them');
    const saturday = addDays(
      today(),
      200 + ((6 - new Date(`${addDays(today(), 200)}T00:00Z`).getUTCDay() + 7) % 7),
    );
    const free = wordsOf(await preview(saturday));
    expect(free).toContain('it is not a working day already');
    expect(free).toContain('Moves no due date.');
  });

  test('names every fault, and keeps what was typed', async () => {
    const empty = await administrator.send('/calendar', {});
    expect(empty.status).toBe(400);
    expect(mainOf(empty)).toContain('href="#date-day"');
    expect(mainOf(empty)).toContain('href="#why"');
    const wrong = await administrator.send('/calendar', { ...boxes('2027-02-30'), why: 'Flood' });
    expect(wordsOf(wrong)).toContain('Date must be a real date');
    expect(wrong.text).toContain('value="30"');
    expect(wrong.text).toContain('value="Flood"');
    const day = plainDate('2030-05-08') ?? today();
    await api.records.addClosure(day, 'Feast');
    expect(wordsOf(await preview(day))).toContain('This date is a local closure already');
    const twice = await administrator.send('/calendar/closures', { ...boxes(day), why: 'Feast' });
    expect(twice.status).toBe(400);
    for (const date of ['2030-05-09', 'x']) {
      expect((await administrator.see(`/calendar/closures/${date}`)).status).toBe(404);
    }
  });

  test('works out the effect on 500 open cases within a second or so', async () => {
    await api.sql.query(
      `INSERT INTO "case" SELECT (jsonb_populate_record(c, jsonb_build_object(
         'reference', 'MAS-2026-' || (5000 + n), 'number', 5000 + n,
         'state', jsonb_set(c.state::jsonb, '{reference}', to_jsonb('MAS-2026-' || (5000 + n)))))).*
       FROM "case" c, generate_series(1, 500) n WHERE c.reference = $1`,
      [references[0]],
    );
    const before = await dueDates();
    const due =
      before.find(({ kind, dueOn }) => kind === 'submitPreEvaluation' && dueOn !== null)?.dueOn ?? '';
    const begun = performance.now();
    const asked = await preview(due);
    const took = performance.now() - begun;
    expect(wordsOf(asked)).toMatch(/Moves \d+ due dates in 502 cases\./);
    expect(wordsOf(asked)).toContain('And 452 more cases.');
    // On a machine that does other things besides.
    expect(took).toBeLessThan(4_000);
  });
});
