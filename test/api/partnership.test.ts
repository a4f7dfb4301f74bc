/** Facilitators, closures, tracker and learning log: what belongs to no single case. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/index.ts';
import { aKey, today } from './cases.ts';
import { runApi } from './running-api.ts';
import type { RunningApi } from './running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.close());

const NEW = {
  name: 'Farah Iqbal',
  email: 'farah.iqbal@earlyhelp.example',
  role: 'Early help manager',
  organisation: 'Early help',
  agency: 'voluntaryCommunity',
};

describe('facilitators', () => {
  test('administrators put somebody on the list, who is a person with the role', async () => {
    const added = await api.as('administrator').post('/v1/facilitators', NEW).expect(201);
    const { id } = added.body as { id: string };
    expect(added.body).toEqual({ id, ...NEW, active: true });
    expect(added.headers['location']).toBe(`/v1/facilitators/${id}`);
    const person = await api.records.findPersonByEmail(NEW.email);
    expect(person).toMatchObject({ id, roles: expect.arrayContaining(['facilitator']) });

    const again = await api.as('businessManager').post('/v1/facilitators', NEW).expect(409);
    expect(again.body).toMatchObject({ type: '/problems/step-not-allowed' });
  });

  test('are listed page by page to administrators, business manager and facilitators', async () => {
    const first = await api.as('facilitator').get('/v1/facilitators?limit=1').expect(200);
    const { facilitators, next } = first.body as { facilitators: { name: string }[]; next: string };
    expect(facilitators).toHaveLength(1);
    const second = await api.as('businessManager').get(`/v1/facilitators?limit=1&cursor=${next}`).expect(200);
    expect((second.body as { facilitators: { name: string }[] }).facilitators[0]?.name).not.toBe(
      facilitators[0]?.name,
    );
    // Put on the list by a command, with what the service knows.
    const { body } = await api.as('administrator').get('/v1/facilitators').expect(200);
    expect((body as { facilitators: object[] }).facilitators).toContainEqual({
      id: api.personId('facilitator'),
      name: 'Tom Hadley',
      email: 'tom.hadley@nhs.example',
      role: null,
      organisation: null,
      agency: null,
      active: true,
    });
  });

  test('may be made inactive and active again', async () => {
    const path = `/v1/facilitators/${api.personId('otherFacilitator')}`;
    const off = await api.as('administrator').patch(path, { active: false }).expect(200);
    expect(off.body).toMatchObject({ name: 'Ines Prior', active: false });
    await api.as('administrator').patch(path, { active: true }).expect(200);
    await api.as('facilitator').patch(path, { active: false }).expect(403);
    await api.as('administrator').patch(path, { active: 'no' }).expect(422);
    await api.as('administrator').patch(path, {}).expect(422);
    await api.as('administrator').patch('/v1/facilitators/nobody', {}).expect(404);
    await api
      .as('administrator')
      .patch(`/v1/facilitators/${api.personId('requester')}`, { active: true })
      .expect(404);
  });

  test('every field at fault is named at once', async () => {
    const sent = { name: ' ', email: 'x', agency: 'army', telephone: '', extra: 1, role: 7 };
    const { body } = await api.as('administrator').post('/v1/facilitators', sent).expect(422);
    const fields = (body as { errors: { field: string }[] }).errors.map(({ field }) => field);
    expect(fields.sort()).toEqual(['agency', 'email', 'extra', 'name', 'organisation', 'role', 'telephone']);
  });

  test('the same key at once adds one', async () => {
    const key = aKey();
    const sent = { ...NEW, email: 'once.only@earlyhelp.example' };
    const add = () => api.as('administrator').post('/v1/facilitators', sent).set('Idempotency-Key', key);
    const answers = await Promise.all([add(), add(), add(), add(), add()]);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0].status).toBe(201);
  });
});

describe('local closures', () => {
  const date = addDays(today(), 40);

  test('are added once, listed and taken away', async () => {
    const closure = { date, why: 'Training day' };
    const added = await api.as('administrator').post('/v1/calendar/closures', closure).expect(201);
    expect(added.body).toEqual(closure);
    await api.as('administrator').post('/v1/calendar/closures', closure).expect(409);
    const listed = await api.as('administrator').get('/v1/calendar/closures').expect(200);
    expect(listed.body).toEqual({ closures: [closure] });
    const removed = await api.as('administrator').delete(`/v1/calendar/closures/${date}`).expect(204);
    expect(removed.text).toBe('');
    await api.as('administrator').delete(`/v1/calendar/closures/${date}`).expect(404);
  });

  test.each([[{ date: '2026-02-30', why: 'x' }], [{ date: 7, why: 'x' }], [{ date: '2026-03-02' }], [{}]])(
    '%j is refused',
    async (closure) => {
      await api.as('administrator').post('/v1/calendar/closures', closure).expect(422);
    },
  );

  test('what is no date is no closure', async () => {
    await api.as('administrator').delete('/v1/calendar/closures/tomorrow').expect(404);
    await api.as('administrator').delete('/v1/calendar/closures/2026-02-30').expect(404);
  });
});

describe('tracker and learning log', () => {
  test('the tracker is for administrators and the business manager only', async () => {
    for (const who of ['administrator', 'businessManager'] as const) {
      const { body } = await api.as(who).get('/v1/tracker').expect(200);
      expect(body).toEqual({ entries: [], next: null });
    }
    for (const who of ['facilitator', 'requester', 'operator'] as const)
      await api.as(who).get('/v1/tracker').expect(403);
  });

  test('the learning log is theirs too, and a facilitator reads what they wrote', async () => {
    for (const who of ['administrator', 'facilitator'] as const) {
      await api.as(who).get('/v1/learning?theme=Coordination').expect(200);
    }
    await api.as('requester').get('/v1/learning').expect(403);
    await api.as('administrator').get('/v1/learning?theme=').expect(422);
  });
});
