import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays, instantOf, londonDate, nineOClock, plainTime } from '../../domain/calendar/index.ts';
import type { PlainDate } from '../../domain/calendar/index.ts';
import type { CaseRecord } from '../../records/types.ts';
import { count, eventsOf } from './history.ts';
import { ACCEPTANCE } from './request.ts';
import { FACILITATOR, startService } from './running-service.ts';
import type { RunningService } from './running-service.ts';

let service: RunningService;

beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service.close();
});

const TEN = plainTime('10:00');

async function moveTo(reference: string, instant: number): Promise<CaseRecord> {
  expect(await service.engine.advance(reference, instant)).toMatchObject({ type: 'reached' });
  return service.settled(reference);
}

async function boxOf(reference: string): Promise<string | undefined> {
  await service.settled(reference);
  return (await service.engine.describeNow(reference))?.box;
}

/** A Wednesday in the second week from then: a working day, and no preparation is late. */
function sessionDay({ now }: CaseRecord): PlainDate {
  let day = addDays(londonDate(now), 10);
  while (new Date(`${day}T12:00:00Z`).getUTCDay() !== 3) day = addDays(day, 1);
  return day;
}

function startOf(day: PlainDate): number {
  if (TEN === null) throw new Error('ten o’clock is a time');
  return instantOf(day, TEN);
}

describe('the flow chart (Appendix 1)', () => {
  test('is walked box by box, back to preparing where the session is not held, and on to the follow-up', async () => {
    const reference = await service.request();
    expect(await boxOf(reference)).toBe('requestReceived');

    await service.step(reference, 'decideRequest', ACCEPTANCE);
    expect(await boxOf(reference)).toBe('preparing');

    const { id } = (await service.records.findPersonByEmail(FACILITATOR)) ?? { id: '' };
    await service.step(reference, 'appointFacilitators', { facilitatorIds: [id] });
    const session = { start: '10:00', minutes: 90, place: 'Room 1' };
    const first = sessionDay(await service.settled(reference));
    await service.step(reference, 'scheduleSession', { ...session, date: first });
    await moveTo(reference, startOf(first));
    expect(await boxOf(reference)).toBe('session');

    const { state } = await service.settled(reference);
    const facilitator = state.participants.find(({ facilitatorId }) => facilitatorId === id);
    const onBehalfOf = { participantId: facilitator?.id, receivedOn: first, how: 'telephone' };
    await service.step(reference, 'recordSession', { held: false, reason: 'Snow', onBehalfOf });
    expect(await boxOf(reference)).toBe('preparing');

    const second = sessionDay(await service.settled(reference));
    await service.step(reference, 'scheduleSession', {
      ...session,
      date: second,
      reason: 'The session was not held',
    });
    const started = await moveTo(reference, startOf(second) + 3 * 3_600_000);
    expect(await boxOf(reference)).toBe('session');

    const attending = started.state.participants.filter(({ roles }) => roles.includes('attendee'));
    await service.step(reference, 'recordSession', {
      held: true,
      attendance: attending.map((each) => ({
        participantId: each.id,
        attended: true,
        delegatedAuthority: true,
      })),
      immediateRiskDiscussed: false,
      known: 'x',
      notKnown: '',
      strengths: '',
      concerns: '',
      hypotheses: '',
      changeNeeded: [],
      successMeasures: [{ id: 'm1', text: 'More days in school' }],
      actions: [],
      planChangesSuggested: { none: true },
      reviewOn: addDays(second, 30),
      onBehalfOf: { ...onBehalfOf, receivedOn: second },
    });
    expect(await boxOf(reference)).toBe('afterTheSession');

    const held = await service.settled(reference);
    const due = held.state.followUpDueOn;
    if (due === null) throw new Error('the follow-up has a date');
    await moveTo(reference, nineOClock(due));
    expect(await boxOf(reference)).toBe('sixMonthFollowUp');
    expect(count(await eventsOf(service, reference), 'WORKFLOW_TASK_FAILED')).toBe(0);
  });
});
