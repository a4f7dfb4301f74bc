import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requested, take, withFacilitators } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { Answer, RunningApi, Who } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';

let api: RunningApi;
let [accepted, waiting, closed] = ['', '', ''];

beforeAll(async () => {
  api = await runApi();
  const path = await withFacilitators(api);
  await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
  const over = await requested(api);
  await take(api, 'administrator', over, 'cancelCase', { reason: 'No longer needed' });
  const page = (of: string): string => of.slice('/v1'.length);
  [accepted, waiting, closed] = [page(path), page(await requested(api)), page(over)];
});
afterAll(() => api.close());

const see = async (who: Who, path: string): Promise<Answer> => (await visitorAs(api, who)).see(path);
const stepsIn = (answer: Answer): readonly string[] =>
  [...mainOf(answer).matchAll(/href="\/cases\/[^/"]+\/(steps\/[^"]+)"/g)].map(([, step = '']) =>
    step.replaceAll('&amp;', '&'),
  );

describe('What can be put right in a case', () => {
  test('is for those who look after it, and not there for others', async () => {
    for (const who of ['administrator', 'businessManager', 'facilitator'] as const) {
      expect((await see(who, `${accepted}/put-right`)).status).toBe(200);
      expect(mainOf(await see(who, accepted))).toContain(`href="${accepted}/put-right"`);
    }
    for (const who of ['requester', 'leadProfessional', 'attendee', 'operator', 'stranger'] as const) {
      expect([who, (await see(who, `${accepted}/put-right`)).status]).toEqual([who, 404]);
      expect(mainOf(await see(who, accepted))).not.toContain('put-right');
    }
  });

  test('leads to the steps that do a task for somebody, give it away or say that it is not needed', async () => {
    const answer = await see('administrator', `${accepted}/put-right`);
    const reference = accepted.slice('/cases/'.length);
    const { state } = (await api.records.findCase(reference)) ?? {};
    const idOf = (kind: string) => state?.tasks.find((task) => task.kind === kind)?.id ?? '';
    const attendee = state?.participants.find(({ name }) => name === 'Dunstan Vale')?.id ?? '';
    const theirs = state?.tasks.find(({ owner }) => owner === attendee)?.id ?? '';
    const steps = stepsIn(answer);
    expect(steps).toEqual(
      expect.arrayContaining([
        `steps/submitChronology?task=${theirs}&for=${attendee}`,
        `steps/changeParticipants?task=${theirs}`,
        `steps/waiveTask?task=${theirs}`,
        `steps/scheduleSession?task=${idOf('scheduleSession')}`,
        'steps/changeParticipants',
        'steps/appointFacilitators',
        'steps/amendRequest',
      ]),
    );
    // The case cannot go on without it.
    expect(steps).not.toContain(`steps/waiveTask?task=${idOf('scheduleSession')}`);
    expect(wordsOf(answer)).toContain('Waits on Dunstan Vale');
    const page = `/cases/${reference}/`;
    for (const step of steps) {
      expect([step, (await see('administrator', page + step)).status]).toEqual([step, 200]);
    }
  });

  test('offers a facilitator no more than they may do', async () => {
    const steps = stepsIn(await see('facilitator', `${accepted}/put-right`));
    expect(steps.filter((step) => step.includes('for='))).toEqual([]);
    expect(steps.some((step) => step.startsWith('steps/appointFacilitators'))).toBe(false);
    expect(steps).toContain('steps/changeParticipants');
    // The lead professional is changed by administrators only.
    const words = wordsOf(await see('facilitator', `${accepted}/put-right`));
    expect(words).not.toMatch(/Replace [^·]*Ottoline Fairweather/);
    expect(words).toContain('Dunstan Vale Replace or remove');
  });

  test('is little before acceptance, and only corrections by the business manager once closed', async () => {
    const steps = stepsIn(await see('administrator', `${waiting}/put-right`));
    expect(steps.some((step) => step.startsWith('steps/decideRequest'))).toBe(true);
    expect(steps.some((step) => step.startsWith('steps/scheduleSession'))).toBe(false);
    expect(stepsIn(await see('administrator', `${closed}/put-right`))).toEqual([]);
    expect(stepsIn(await see('businessManager', `${closed}/put-right`))).toEqual(['steps/cancelCase']);
  });
});
