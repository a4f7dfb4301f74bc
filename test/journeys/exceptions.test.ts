import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { session } from '../../tools/demo/bodies.ts';
import { Refused } from '../../tools/demo/client.ts';
import { weekdaysAfter } from '../../tools/demo/script.ts';
import { exportAll, foundIn, readable } from './haystack.ts';
import type { Exported } from './haystack.ts';
import { failuresOfReplay } from './replaying.ts';
import { startJourneyService } from './service.ts';
import type { JourneyService } from './service.ts';
import {
  accepted,
  deputy,
  DEPUTY,
  MANAGER,
  POLICE,
  REQUESTING,
  scheduled,
  smallRequest,
  started,
} from './small-case.ts';
import { Walk } from './walk.ts';

let service: JourneyService;
const walks = new Map<string, Walk>();

beforeAll(async () => {
  service = await startJourneyService();
});
afterAll(async () => {
  await service.close();
});

/** A walk of its own, kept under a name for its history. */
function aWalk(name: string): Walk {
  const walk = new Walk(service, `q${'hjkrstvwxyz'.charAt(walks.size)}z`);
  walks.set(name, walk);
  return walk;
}

const statusOf = async (attempt: Promise<unknown>): Promise<number> => {
  try {
    await attempt;
    return 200;
  } catch (error) {
    if (error instanceof Refused) return error.status;
    throw error;
  }
};

/** What must hold wherever a case stands. */
async function expectInOrder(
  walk: Walk,
  expected: { readonly stage: string; readonly outcome: string | null },
) {
  await service.settled(walk.reference);
  expect(await walk.look()).toMatchObject(expected);
  expect(await service.records.drift(walk.reference)).toEqual([]);
  const entries = (await walk.timeline()).filter(({ kind }) => kind === 'step');
  expect(entries.map(({ step }) => step)).toEqual(walk.steps.map(({ step }) => step));
  const { status } = await service.client.workflow.getHandle(walk.reference).describe();
  expect(status.name).toBe(expected.outcome === null ? 'RUNNING' : 'COMPLETED');
}

/** Calendar files of a method that came by email for this case. */
const calendarFiles = (walk: Walk, method: string): number =>
  service.mail.received.filter(
    ({ source }) => source.includes(walk.reference) && source.includes(`method=${method}`),
  ).length;

describe('a request that does not become a case', () => {
  test('is declined: requester and lead professional are told why they need not wait', async () => {
    const walk = aWalk('declined');
    await walk.request(smallRequest());
    await walk.step(null, 'decideRequest', { decision: 'decline', reason: 'One service knows the family' });
    await expectInOrder(walk, { stage: 'closed', outcome: 'declined' });
    expect(await walk.emails()).toEqual({
      requestReceived: 1,
      requestWaiting: 2,
      leadProfessionalTold: 1,
      requestDeclined: 2,
    });
    expect(await statusOf(walk.lookAs(REQUESTING))).toBe(200);
  });

  test('is redirected to the case that is open already', async () => {
    const walk = aWalk('redirected');
    await walk.request(smallRequest());
    await walk.step(null, 'decideRequest', {
      decision: 'redirect',
      reason: 'This child has a case',
      redirectTo: 'existingCase',
      existingReference: walks.get('declined')?.reference,
    });
    await expectInOrder(walk, { stage: 'closed', outcome: 'redirected' });
    expect(await walk.emails()).toMatchObject({ requestRedirected: 2 });
  });

  test('is withdrawn after the invitations: everybody is told, and calendar entries are withdrawn', async () => {
    const walk = aWalk('withdrawn-with-a-session');
    await scheduled(walk);
    await walk.step(REQUESTING, 'withdrawRequest', { reason: 'The family has moved away' });
    await expectInOrder(walk, { stage: 'closed', outcome: 'withdrawn' });
    expect(await walk.emails()).toMatchObject({ invitation: 4, requestWithdrawn: 4 });
    expect(calendarFiles(walk, 'CANCEL')).toBe(4);
    const { tasks } = await walk.look();
    expect(tasks.filter(({ status }) => status === 'open')).toEqual([]);
  });
});

describe('a request that is returned for information', () => {
  test('is amended by its requester and decided anew', async () => {
    const walk = aWalk('triage-amended');
    await walk.request(smallRequest());
    await walk.step(null, 'decideRequest', { decision: 'returnForInformation', reason: 'Who lives there?' });
    expect(await walk.task('amendRequest')).toMatchObject({ status: 'open' });
    await walk.step(REQUESTING, 'amendRequest', { ...smallRequest(), penPicture: 'A family of three' });
    expect(await walk.task('amendRequest')).toMatchObject({ status: 'done' });
    expect(await walk.task('decideRequest')).toMatchObject({ status: 'open' });
    await expectInOrder(walk, { stage: 'triage', outcome: null });
    expect(await walk.emails()).toMatchObject({ requestReturned: 1, requestAmended: 2 });
  });
});

describe('a session that does not go as planned', () => {
  test('is cancelled after its start, before it is held', async () => {
    const walk = aWalk('cancelled');
    await started(walk);
    expect(await walk.look()).toMatchObject({ stage: 'session' });
    await walk.step(null, 'cancelCase', { reason: 'Care proceedings have begun' });
    await expectInOrder(walk, { stage: 'closed', outcome: 'cancelled' });
    // Four practitioners and the facilitator.
    expect(await walk.emails()).toMatchObject({ invitation: 5, caseCancelled: 5 });
    expect(calendarFiles(walk, 'CANCEL')).toBe(5);
  });

  test('is put off, and set anew as another one: its due date stays, everybody is asked again', async () => {
    const walk = aWalk('put-off');
    const before = await scheduled(walk);
    await walk.step(POLICE, 'respondToInvitation', { response: 'attending', delegatedAuthority: true });
    const today = before.now.slice(0, 10);
    const notBefore = weekdaysAfter(today, 8);
    const putOff = await walk.step(null, 'scheduleSession', { putOff: true, reason: 'Half term', notBefore });
    expect(putOff).toMatchObject({ session: null, sessionDueOn: before.sessionDueOn });
    const again = await walk.step(null, 'scheduleSession', session(weekdaysAfter(today, 10)));
    expect(again.session).toMatchObject({ number: 2 });
    expect(await walk.task('respondToInvitation', POLICE)).toMatchObject({ status: 'open' });
    await expectInOrder(walk, { stage: 'preparing', outcome: null });
    expect(await walk.emails()).toMatchObject({ invitation: 8, sessionPutOff: 4, tellFamily: 2 });
  });

  test('is not held, and waits for a new date', async () => {
    const walk = aWalk('not-held');
    const { facilitator } = await started(walk);
    await walk.step(facilitator, 'recordSession', { held: false, reason: 'The heating had failed' });
    expect(await walk.look()).toMatchObject({ stage: 'preparing', session: null });
    expect(await walk.task('scheduleSession')).toMatchObject({ status: 'open' });
    await expectInOrder(walk, { stage: 'preparing', outcome: null });
    expect(await walk.emails()).toMatchObject({ sessionNotHeld: 5 });
  });
});

describe('people who change', () => {
  test('a facilitator in conflict leaves the case at once, and another is appointed', async () => {
    const walk = aWalk('facilitator-in-conflict');
    await accepted(walk);
    const email = 'imran.sadiq@nhs.example';
    const id = await walk.facilitator('Imran Sadiq', email);
    await walk.step(null, 'appointFacilitators', { facilitatorIds: [id] });
    expect(await statusOf(walk.lookAs(email))).toBe(200);
    await walk.step(email, 'declareIndependence', {
      independent: false,
      conflict: 'lineManagement',
      detail: 'I manage the health visitor',
    });
    expect(await statusOf(walk.lookAs(email))).toBe(404);
    expect(await walk.task('appointFacilitators')).toMatchObject({ status: 'open' });
    const refused = walk.step(null, 'appointFacilitators', { facilitatorIds: [id] });
    expect(await statusOf(refused)).toBe(409);
    const other = await walk.facilitator('Moira Kettle', 'moira.kettle@police.example');
    await walk.step(null, 'appointFacilitators', { facilitatorIds: [other] });
    expect(await walk.task('appointFacilitators')).toMatchObject({ status: 'done' });
    await expectInOrder(walk, { stage: 'preparing', outcome: null });
    expect(await walk.emails()).toMatchObject({ facilitatorAppointed: 2, facilitatorUnavailable: 2 });
  });

  test('a deputy joins when an administrator confirms, and takes over all but the chronology', async () => {
    const walk = aWalk('deputy');
    await scheduled(walk);
    await walk.step(POLICE, 'respondToInvitation', { response: 'deputy', deputy });
    expect(await walk.task('confirmParticipant')).toMatchObject({ status: 'open' });
    await walk.step(null, 'changeParticipants', { add: { role: 'attendee', ...deputy } });
    expect(await walk.task('confirmParticipant')).toMatchObject({ status: 'done' });
    expect(await walk.task('submitPreEvaluation', DEPUTY)).toMatchObject({ status: 'open' });
    const evaluation = { score: 2, why: 'Apart', successfulOutcomes: 'Together' };
    expect(await statusOf(walk.step(POLICE, 'submitPreEvaluation', evaluation))).toBe(403);
    await walk.step(DEPUTY, 'submitPreEvaluation', evaluation);
    await walk.step(POLICE, 'submitChronology', { nilReturn: true, reason: 'No calls from this address' });
    expect(await walk.task('submitChronology', POLICE)).toMatchObject({ status: 'done' });
    await expectInOrder(walk, { stage: 'preparing', outcome: null });
  });

  test('somebody who is replaced loses access at once, and their tasks move', async () => {
    const walk = aWalk('replaced');
    await scheduled(walk);
    expect(await statusOf(walk.lookAs(POLICE))).toBe(200);
    const { id } = await walk.participant(POLICE);
    const change = { replace: { participantId: id, with: deputy, reason: 'Has left the service' } };
    await walk.step(null, 'changeParticipants', change);
    expect(await statusOf(walk.lookAs(POLICE))).toBe(404);
    expect(await statusOf(walk.lookAs(DEPUTY))).toBe(200);
    for (const kind of ['submitChronology', 'respondToInvitation', 'submitPreEvaluation']) {
      expect(await walk.task(kind, DEPUTY)).toMatchObject({ status: 'open' });
    }
    const { tasks } = await walk.look();
    expect(tasks.filter((task) => task.owner === id && task.status === 'open')).toEqual([]);
    await expectInOrder(walk, { stage: 'preparing', outcome: null });
    expect(await walk.emails()).toMatchObject({ replaced: 1, joined: 1 });
  });
});

describe('a closed case', () => {
  test('takes only a correction by the business manager, kept beside the original', async () => {
    const walk = aWalk('corrected');
    await accepted(walk);
    await walk.step(REQUESTING, 'withdrawRequest', { reason: 'The family has moved' });
    await service.settled(walk.reference);
    const correction = { reason: 'The family is moving', correctionReason: 'It was said too soon' };
    expect(await statusOf(walk.step(null, 'withdrawRequest', correction))).toBe(409);
    expect(await statusOf(walk.step(MANAGER, 'cancelCase', { reason: 'No', correctionReason: 'No' }))).toBe(
      409,
    );
    expect(await statusOf(walk.step(MANAGER, 'withdrawRequest', { reason: 'The family is moving' }))).toBe(
      422,
    );
    await walk.step(MANAGER, 'withdrawRequest', correction);
    const administrator = await service.as(null);
    const { answers } = await administrator.get<{ answers: unknown[] }>(
      `/v1/cases/${walk.reference}/answers?step=withdrawRequest`,
    );
    expect(answers).toHaveLength(2);
    await expectInOrder(walk, { stage: 'closed', outcome: 'withdrawn' });
  });
});

describe('the histories of all these courses', () => {
  let exported: readonly Exported[];

  beforeAll(async () => {
    exported = await exportAll(service);
  });

  test('replay', async () => {
    expect(exported.length).toBeGreaterThanOrEqual(walks.size);
    expect(await failuresOfReplay(service.cacheDir, exported)).toEqual([]);
  });

  test('hold nothing that was typed, and neither do the logs', () => {
    const planted = [...walks.values()].flatMap(({ markers }) => markers.all);
    for (const { history } of exported) {
      expect(foundIn(readable(JSON.parse(history)), planted)).toEqual([]);
    }
    expect(foundIn(service.logs(), planted)).toEqual([]);
  });

  test('a history that is not of this code is noticed', async () => {
    const [first] = exported.filter(({ workflowId }) => workflowId.startsWith('MAS-'));
    const other = {
      workflowId: 'other',
      history: first?.history.replaceAll('deliverMail', 'anotherThing') ?? '',
    };
    expect(await failuresOfReplay(service.cacheDir, [other])).toHaveLength(1);
  });
});
