/** The summary as a document: what Appendix 4 fills in from the case stands in it, as far as its reader sees it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../../../domain/calendar/index.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { take, today, withFacilitators } from '../../cases.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';

const DAY = 86_400_000;

let api: RunningApi;
let path = '';

beforeAll(async () => {
  api = await runApi();
  path = await withFacilitators(api);
  const session = addDays(today(), 7);
  await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
  await take(api, 'administrator', path, 'scheduleSession', {
    date: session,
    start: '10:00',
    minutes: 90,
    place: 'Room 4',
  });
  await api.records.setClockAhead(path.slice('/v1/cases/'.length), 8 * DAY);
  const { body } = await api.as('administrator').get(path);
  const { participants } = body as { participants: { id: string; name: string; roles: string[] }[] };
  const idOf = (who: Who): string => participants.find(({ name }) => name === PEOPLE[who].name)?.id ?? '';
  await take(api, 'facilitator', path, 'recordSession', {
    held: true,
    attendance: participants
      .filter(({ roles }) => roles.includes('attendee'))
      .map(({ id }) => ({
        participantId: id,
        attended: id !== idOf('attendee'),
        ...(id === idOf('attendee') ? {} : { delegatedAuthority: true }),
      })),
    immediateRiskDiscussed: false,
    known: 'Much.',
    notKnown: 'Little.',
    strengths: 'Grandmother.',
    concerns: 'School.',
    hypotheses: '',
    changeNeeded: [{ what: 'Sleep', from: addDays(session, 7) }],
    successMeasures: [{ id: 'm1', text: 'At school daily' }],
    actions: [{ what: 'Visit weekly', ownerId: idOf('leadProfessional'), dueOn: addDays(session, 14) }],
    planChangesSuggested: { none: true },
    reviewOn: addDays(session, 28),
  });
  await take(api, 'facilitator', path, 'publishSummary', { keyLearningPoints: ['Listen first.'] });
}, 120_000);
afterAll(() => api.close());

const summaryFor = async (who: Who): Promise<string> => {
  const page = await (await visitorAs(api, who)).see(`${path.slice('/v1'.length)}/answers/publishSummary`);
  expect(page.status).toBe(200);
  return wordsOf({ ...page, text: mainOf(page) });
};

describe('The summary', () => {
  test('holds identifier, date, facilitators, who attended, agreed actions and what was learnt', async () => {
    const words = await summaryFor('administrator');
    expect(words).toContain('Discussion and action summary');
    expect(words).toMatch(/Meeting identifier MAS-\d{4}-\d+ Date of the session \w+ \d+ \w+ \d{4}/);
    expect(words).toMatch(/Facilitators Tom Hadley Ines Prior/);
    const attended = /Attendees (.*) Agreed actions/.exec(words)?.[1] ?? '';
    expect(attended).toContain(PEOPLE.leadProfessional.name);
    expect(attended).not.toContain(PEOPLE.attendee.name);
    expect(words).toMatch(/Agreed actions Visit weekly \(Ottoline Fairweather, by \d+ \w+ \d{4}\)/);
    expect(words).toContain('Listen first.');
  });

  test('is for those who were absent too', async () => {
    expect(await summaryFor('attendee')).toContain('Visit weekly');
  });
});
