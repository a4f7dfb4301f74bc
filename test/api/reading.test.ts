import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { A_CHRONOLOGY, accepted, requested, take, withFacilitators } from './cases.ts';
import { runApi } from './running-api.ts';
import type { RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.close());

interface List {
  readonly next: string | null;
  readonly [items: string]: unknown;
}

async function everyPage<Item>(path: string, name: string, limit: number): Promise<Item[]> {
  const all: Item[] = [];
  let next: string | null = null;
  do {
    const cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
    const { body } = await api.as('administrator').get(`${path}limit=${limit}${cursor}`).expect(200);
    const page = body as List;
    const items = page[name] as Item[];
    expect(items.length).toBeLessThanOrEqual(limit);
    all.push(...items);
    next = page.next;
  } while (next !== null);
  return all;
}

describe('a case', () => {
  test('an operator sees that it is there, and no more', async () => {
    const path = await accepted(api);
    const { body, headers } = await api.as('operator').get(path).expect(200);
    expect(Object.keys(body as object).sort()).toEqual(['now', 'outcome', 'reference', 'stage', 'version']);
    expect(headers['etag']).toBe(`"${(body as { version: number }).version}"`);
    for (const more of ['/answers', '/timeline', '/files/00000000-0000-4000-8000-000000000000']) {
      await api.as('operator').get(`${path}${more}`).expect(404);
    }
    await api.as('operator').post(`${path}/steps/cancelCase`, { reason: 'x' }).expect(404);
  });

  test('administrators find its workflow, others do not', async () => {
    const path = await accepted(api);
    const reference = path.slice('/v1/cases/'.length);
    const { body } = await api.as('administrator').get(path).expect(200);
    expect(body).toHaveProperty('links');
    expect(JSON.stringify((body as { links: object }).links)).not.toContain('undefined');
    const own = await api.as('requester').get(path).expect(200);
    expect(own.body).not.toHaveProperty('links');
    expect(own.body).toMatchObject({ reference, now: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/) });
  });

  test('a confidential address is for administrators only', async () => {
    const path = await accepted(api);
    for (const who of ['requester', 'leadProfessional', 'attendee'] as const) {
      const { text } = await api.as(who).get(path).expect(200);
      expect(text).not.toContain('Marrowgate');
    }
    expect((await api.as('administrator').get(path)).text).toContain('Marrowgate');
    expect((await api.as('attendee').get(path)).text).not.toContain('Elm Rise');
    expect((await api.as('requester').get(path)).text).toContain('Elm Rise');
  });

  test('who looked at it is on its audit, and who was refused', async () => {
    const path = await accepted(api);
    const reference = path.slice('/v1/cases/'.length);
    await api.as('attendee').get(path).expect(200);
    await api.as('stranger').get(path).expect(404);
    await api.as('attendee').post(`${path}/steps/decideRequest`, {}).expect(403);
    const { rows } = await api.sql.query<{ what: string; who: string }>(
      'SELECT a.what, p.name AS who FROM audit a JOIN person p ON p.id = a.person_id WHERE a.reference = $1',
      [reference],
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { what: 'view case', who: 'Dunstan Vale' },
        { what: 'refused case: not-found', who: 'Sid Nobody' },
        { what: 'refused POST /v1/cases/:reference/steps/:step: forbidden', who: 'Dunstan Vale' },
      ]),
    );
  });
});

describe('the list of cases', () => {
  test('newest first, page by page, each once, each as the caller sees it', async () => {
    for (let index = 0; index < 5; index += 1) await requested(api);
    const cases = await everyPage<{ reference: string }>('/v1/cases?', 'cases', 2);
    const references = cases.map(({ reference }) => reference);
    expect(references).toEqual([...new Set(references)].sort().reverse());
    expect(cases[0]).toHaveProperty('request.child.surname', 'Thistlewood');
    const { body } = await api.as('stranger').get('/v1/cases').expect(200);
    expect(body).toEqual({ cases: [], next: null });
  });

  test('by stage, by what is overdue, and one’s own', async () => {
    await accepted(api);
    const triage = await api.as('administrator').get('/v1/cases?stage=triage&limit=200').expect(200);
    const { cases } = triage.body as { cases: { stage: string }[] };
    expect(new Set(cases.map(({ stage }) => stage))).toEqual(new Set(['triage']));
    const overdue = await api.as('administrator').get('/v1/cases?overdue=true').expect(200);
    expect(overdue.body).toMatchObject({ cases: [] });
    const mine = await api.as('leadProfessional').get('/v1/cases?mine=true').expect(200);
    expect((mine.body as { cases: unknown[] }).cases.length).toBeGreaterThan(0);
  });

  test.each([
    ['stage=open', ['stage']],
    ['stage=', ['stage']],
    ['overdue=yes', ['overdue']],
    ['mine=1', ['mine']],
    ['limit=0', ['limit']],
    ['limit=201', ['limit']],
    ['limit=5.0', ['limit']],
    ['limit=%00', ['limit']],
    ['cursor=', ['cursor']],
    ['cursor=bm90IG91cnM', ['cursor']],
    ['cursor=W10', ['cursor']],
    ['stage=triage&stage=closed', ['stage']],
    ['order=asc', ['order']],
    ['Stage=triage&limit=x&%C3%BC=1', ['Stage', 'limit', 'ü']],
    ['stage[]=triage', ['stage[]']],
    ['%', ['%']],
    ['__proto__=1', ['__proto__']],
  ])('?%s is not understood', async (query, fields) => {
    const { body } = await api.as('administrator').get(`/v1/cases?${query}`).expect(422);
    const { errors } = body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([...fields].sort());
  });

  test('every call refuses parameters that it does not know', async () => {
    const path = await accepted(api);
    for (const call of [
      '/v1/me',
      '/v1/policy',
      path,
      `${path}/timeline`,
      `${path}/answers`,
      '/v1/tasks',
      '/v1/facilitators',
    ]) {
      await api.as('administrator').get(`${call}?surprise=1`).expect(422);
    }
  });
});

describe('the search', () => {
  test('finds a child by surname or date of birth, in the body only', async () => {
    const child = {
      surname: 'Ó Searcaigh',
      forename: 'Ada',
      dateOfBirth: '2012-03-04',
      levelOfNeed: 'targetedHelp',
    };
    const path = await requested(api, { child });
    const reference = path.slice('/v1/cases/'.length);
    for (const query of [
      { surname: 'Ó Searcaigh' },
      { dateOfBirth: '2012-03-04' },
      { surname: 'Ó Searcaigh', dateOfBirth: '2012-03-04' },
    ]) {
      const { body } = await api.as('businessManager').post('/v1/cases/search', query).expect(200);
      expect((body as { cases: { reference: string }[] }).cases.map((each) => each.reference)).toEqual([
        reference,
      ]);
    }
    const none = await api
      .as('administrator')
      .post('/v1/cases/search', { surname: 'Nobody-at-all' })
      .expect(200);
    expect(none.body).toMatchObject({ cases: [] });
  });

  test.each([
    [{}],
    [{ surname: '' }],
    [{ surname: 7 }],
    [{ dateOfBirth: '2012-02-30' }],
    [{ name: 'x' }],
    [[]],
    [null],
  ])('%j is refused', async (query) => {
    await api.as('administrator').post('/v1/cases/search', JSON.stringify(query)).expect(422);
  });
});

describe('answers', () => {
  test('newest first, every version, what the caller may see of them', async () => {
    const path = await accepted(api);
    await take(api, 'attendee', path, 'submitChronology', A_CHRONOLOGY);
    await take(api, 'attendee', path, 'submitChronology', { ...A_CHRONOLOGY, reason: 'Checked again.' });
    const { body } = await api.as('leadProfessional').get(`${path}/answers`).expect(200);
    const { answers } = body as { answers: { step: string; version: number }[] };
    expect(answers.map(({ step, version }) => `${step} ${version}`)).toEqual([
      'submitChronology 2',
      'submitChronology 1',
      'submitRequest 1',
    ]);
    const own = await api.as('requester').get(`${path}/answers?step=submitChronology`).expect(200);
    expect(own.body).toMatchObject({ answers: [{ version: 2 }, { version: 1 }] });
    await api.as('administrator').get(`${path}/answers?step=decide`).expect(422);
  });

  test('a facilitator who has not declared reads none, and no timeline', async () => {
    const path = await withFacilitators(api);
    const { body } = await api.as('facilitator').get(`${path}/answers`).expect(200);
    expect(body).toEqual({ answers: [] });
    const timeline = await api.as('facilitator').get(`${path}/timeline`).expect(200);
    expect(timeline.body).toEqual({ entries: [], next: null });
    await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
    const after = await api.as('facilitator').get(`${path}/timeline`).expect(200);
    expect((after.body as { entries: unknown[] }).entries.length).toBeGreaterThan(0);
  });
});

describe('the timeline', () => {
  test('oldest first, page by page, one entry for each step', async () => {
    const path = await accepted(api);
    await take(api, 'attendee', path, 'submitChronology', A_CHRONOLOGY);
    interface Entry {
      at: string;
      kind: string;
      step?: string;
      by?: string;
    }
    const entries = await everyPage<Entry>(`${path}/timeline?`, 'entries', 3);
    const steps = entries.filter(({ kind }) => kind === 'step').map(({ step }) => step);
    expect(steps).toEqual(['submitRequest', 'decideRequest', 'submitChronology']);
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted());
    expect(entries[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(entries.find(({ step }) => step === 'decideRequest')?.by).toBe('administrators');
  });

  test('a page is full though the caller may not see every entry', async () => {
    const path = await accepted(api);
    const { body } = await api.as('attendee').get(`${path}/timeline?limit=3`).expect(200);
    const { entries } = body as { entries: { kind: string }[] };
    expect(entries).toHaveLength(3);
    expect(entries.filter(({ kind }) => kind === 'email')).toEqual([]);
  });
});

describe('tasks', () => {
  test('open ones only, soonest due first, those without a date last, each once', async () => {
    interface Task {
      reference: string;
      id: string;
      dueOn: string | null;
      status: string;
    }
    const tasks = await everyPage<Task>('/v1/tasks?', 'tasks', 7);
    const due = tasks.map(({ dueOn }) => dueOn ?? '9999');
    expect(due).toEqual(due.toSorted());
    expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(['open']));
    const ids = tasks.map(({ reference, id }) => `${reference} ${id}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('one’s own, those of the administrators among them, by kind', async () => {
    const path = await requested(api);
    const reference = path.slice('/v1/cases/'.length);
    const mine = await api
      .as('administrator')
      .get('/v1/tasks?mine=true&kind=decideRequest&limit=200')
      .expect(200);
    expect((mine.body as { tasks: object[] }).tasks).toContainEqual({
      reference,
      id: expect.any(String),
      kind: 'decideRequest',
      owner: 'administrators',
      dueOn: expect.any(String),
      status: 'open',
      late: false,
      overdue: false,
    });
    const theirs = await api.as('stranger').get('/v1/tasks').expect(200);
    expect(theirs.body).toEqual({ tasks: [], next: null });
    await api.as('administrator').get('/v1/tasks?kind=nothing').expect(422);
  });
});

describe('about the service', () => {
  test('the caller', async () => {
    const { body } = await api.as('facilitator').get('/v1/me').expect(200);
    expect(body).toMatchObject({ email: 'tom.hadley@nhs.example', name: 'Tom Hadley' });
    expect((body as { roles: string[] }).roles).toEqual(
      expect.arrayContaining(['practitioner', 'facilitator']),
    );
    expect(Object.keys(body as object).sort()).toEqual(['email', 'id', 'name', 'roles']);
  });

  test('the policy in force, with its version', async () => {
    const { body } = await api.as('stranger').get('/v1/policy').expect(200);
    expect(body).toMatchObject({
      version: expect.any(Number),
      followUpMonths: 6,
      workingDays: { sessionWithin: 15 },
    });
  });
});
