import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../../domain/case/commands.ts';
import { effectOf, fold, newestStep } from '../../../domain/case/index.ts';
import type { CaseState } from '../../../domain/case/state.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import { ADMINISTRATOR, LEAD, Play, POLICE, REQUESTER, SCHOOL } from './play.ts';
import { courses, doOne, type Try } from './random.ts';
import { walkEvents } from './walk-events.ts';

/** All of a case but what goes on when a step is taken back: version, clock, reminders, numbers that are used up. */
function withoutWhatGoesOn({ session, ...state }: CaseState): object {
  const { version: _, lastAt: __, remindedTo: ___, sessionsSet: ____, idsUsed: _____, ...rest } = state;
  return { ...rest, session: session && { ...session, sequence: 0 } };
}

/** Takes back the newest step where that can be; says whether it was. */
function takeBack(play: Play): boolean {
  const newest = newestStep(play.events);
  const undone = play.state;
  const decision = play.takeBack();
  if (newest === null || newest.notThis !== null) {
    expect(decision.type).toBe('refused');
    return false;
  }
  expect(decision).toMatchObject({ type: 'applied' });
  const place = play.events.findLastIndex(({ body }) => body.type === 'stepTakenBack');
  const after = fold(play.events.slice(0, place + 1));
  const before = fold(play.events.filter(({ version }) => version < newest.version));
  expect(withoutWhatGoesOn(after)).toEqual(withoutWhatGoesOn(before));
  expect(after.version).toBe(undone.version + 1);
  expect(after.remindedTo).toBe(undone.remindedTo);
  expect(play.folded()).toEqual(play.state);
  return true;
}

const RUNS = 300;

describe('A step that is taken back', () => {
  test(`leaves the case as it was before it, in ${RUNS} random courses, and what must hold holds`, () => {
    const taken = new Set<string>();
    fc.assert(
      fc.property(
        courses(30),
        fc.array(fc.nat({ max: 3 }), { minLength: 30, maxLength: 30 }),
        fc.nat({ max: 4 }),
        (course: readonly Try[], when, head) => {
          const play = new Play();
          if (head > 0) play.accepted();
          if (head > 1) play.facilitated().scheduled('2026-03-19');
          if (head > 2) play.until('2026-03-19T12:30').held();
          if (head > 3) play.concluded().until('2026-09-21T10:00');
          const ids = new Map<string, string>();
          course.forEach((each, index) => {
            doOne(play, each);
            for (let times = when[index] === 0 ? 1 + (index % 2) : 0; times > 0; times -= 1) {
              const newest = newestStep(play.events);
              if (takeBack(play)) taken.add(newest?.step ?? '');
            }
            // A number that named somebody never names anybody else.
            for (const { id, name, email } of play.state.participants) {
              const named = email ?? name;
              expect(ids.get(id) ?? named).toBe(named);
              ids.set(id, named);
            }
          });
          play.clock();
          walkEvents(play.events);
          const waits = play.state.tasks.some(({ status, dueOn }) => status === 'open' && dueOn !== null);
          const { stage, session, followUpDueOn, followUpOpened } = play.state;
          const isWaiting =
            waits ||
            (session !== null && session.heldOn === null) ||
            (followUpDueOn !== null && !followUpOpened);
          expect([stage, stage === 'closed' || isWaiting]).toEqual([stage, true]);
        },
      ),
      { numRuns: RUNS, seed: 20260302 },
    );
    expect(taken.size).toBeGreaterThan(20);
  }, 120_000);

  test('can be taken again, every step of a whole case, to its end', () => {
    const back: string[] = [];
    class Twice extends Play {
      override step(by: Actor, step: CaseStepId, raw: object): this {
        super.step(by, step, raw);
        if (!takeBack(this)) return this;
        back.push(step);
        return super.step(by, step, raw);
      }
    }
    const play = new Twice();
    play.accepted().facilitated().scheduled('2026-03-19');
    for (const who of [REQUESTER, LEAD, POLICE]) {
      play.step(who, 'respondToInvitation', { response: 'attending', delegatedAuthority: true });
      play.step(who, 'submitChronology', { nilReturn: true, reason: 'New to them' });
    }
    play.until('2026-03-19T12:30').held().concluded().until('2026-09-21T10:00');
    for (const task of play.tasks('recordFollowUp')) {
      play.step(ADMINISTRATOR, 'recordFollowUp', {
        taskId: task.id,
        interviewedBy: 'x',
        held: false,
        why: 'declined',
        reason: 'They declined',
      });
    }
    play.step(LEAD, 'reviewActions', { on: play.today, progress: 'All done', next: 'none' });
    expect(play.state.outcome).toBe('completed');
    // The newest step closed it: taken back, it is open again, and closes once more.
    expect(back.at(-1)).toBe('reviewActions');
    expect(back).not.toContain('recordTrackerEntry');
    expect(play.folded()).toEqual(play.state);
  });

  test('is the newest one only, never the request, nor what would lose a date put right', () => {
    const play = new Play();
    expect(play.takeBack()).toMatchObject({ type: 'refused', why: expect.stringContaining('withdrawn') });
    play.accepted();
    const { version = 0 } = newestStep(play.events) ?? {};
    play.scheduled('2026-03-19');
    expect(play.repair({ type: 'takeBackStep', version, history: play.events })).toMatchObject({
      type: 'refused',
      why: expect.stringContaining('another one has been taken since'),
    });
    play.repair({ type: 'putDateRight', date: 'requestedOn', to: play.in(-2), sessionBy: null });
    expect(play.takeBack()).toMatchObject({
      type: 'refused',
      why: expect.stringContaining('put right since'),
    });
  });

  test('is taken out of calendars, put back into them, or moved back in them', () => {
    const play = new Play();
    play.accepted().facilitated().scheduled('2026-03-19');
    const invitedTo = play.emailsOf('invitation').length;
    play.scheduled('2026-03-20', { reason: 'A clash' });
    takeBack(play);
    const moved = play.emailsOf('invitationMoved');
    expect(moved).toHaveLength(2 * invitedTo);
    expect(moved.at(-1)?.data.session).toMatchObject({ date: '2026-03-19', number: 1, sequence: 3 });

    play.step(ADMINISTRATOR, 'cancelCase', { reason: 'Wrong case' });
    takeBack(play);
    expect(play.emailsOf('invitation')).toHaveLength(2 * invitedTo);
    expect(play.emailsOf('caseCancelled').at(-1)?.data.session?.sequence).toBeLessThan(
      play.emailsOf('invitation').at(-1)?.data.session?.sequence ?? 0,
    );

    play.step(ADMINISTRATOR, 'changeParticipants', {
      add: { role: 'attendee', agency: 'primarySchool', name: 'school', email: SCHOOL.email },
    });
    takeBack(play);
    expect(play.emailsOf('invitationWithdrawn').at(-1)?.to).toEqual({ address: SCHOOL.email });
    play.step(ADMINISTRATOR, 'changeParticipants', {
      add: { role: 'attendee', agency: 'housing', name: 'other', email: 'other@partner.example' },
    });
    expect(play.state.participants.at(-1)).toMatchObject({ name: 'other', id: 'p6' });
  });
});

describe('A date that clocks count from', () => {
  test('moves what is due by it, and says so beforehand', () => {
    const play = new Play({ on: '2026-03-10T10:00' });
    play.repair({ type: 'putDateRight', date: 'requestedOn', to: play.in(-3), sessionBy: null });
    expect(play.task('decideRequest').dueOn).toBe('2026-03-11');
    play.accepted().scheduled('2026-03-30');
    const before = play.state;
    expect(before).toMatchObject({ acceptedOn: '2026-03-10', sessionDueOn: '2026-03-31' });
    const right = { type: 'putDateRight', date: 'acceptedOn', sessionBy: null } as const;
    play.repair({ ...right, to: play.in(-2) });
    expect(play.state).toMatchObject({
      acceptedOn: '2026-03-08',
      sessionDueOn: '2026-03-27',
      flags: ['sessionLate'],
    });
    expect(play.state.session?.late).toBe(true);
    expect(effectOf(before, play.state)).toEqual(
      expect.arrayContaining([
        'The date of acceptance moves from Tuesday 10 March 2026 to Sunday 8 March 2026.',
        'The session’s due date moves from Tuesday 31 March 2026 to Friday 27 March 2026.',
      ]),
    );
    expect(play.emailsOf('sessionDuePutRight').at(-1)?.data.dueOn).toBe('2026-03-27');
    expect(play.folded()).toEqual(play.state);
  });

  test('cannot be what cannot have been', () => {
    const play = new Play({ on: '2026-03-10T10:00' });
    const right = (date: 'requestedOn' | 'acceptedOn', days: number): unknown =>
      play.repair({ type: 'putDateRight', date, to: play.in(days), sessionBy: null }).type;
    expect(right('acceptedOn', -1)).toBe('refused');
    expect(right('requestedOn', 1)).toBe('refused');
    play.accepted();
    expect([right('acceptedOn', 1), right('acceptedOn', -1), right('acceptedOn', 0)]).toEqual(
      Array(3).fill('refused'),
    );
    play.facilitated().scheduled('2026-03-19').until('2026-03-19T12:30').held();
    expect(right('acceptedOn', -9)).toBe('refused');
    expect(right('requestedOn', -10)).toBe('applied');
  });
});
