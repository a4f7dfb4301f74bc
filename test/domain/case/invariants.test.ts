import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextDue } from '../../../domain/case/index.ts';
import { POLICY } from '../../../domain/process/policy.ts';
import { Play, request } from './play.ts';
import { courses, doOne } from './random.ts';
import { walkEvents } from './walk-events.ts';

const RUNS = 10_000;

/** What must hold, always (process.md), as it can be seen from the events and the state. */
function check(play: Play): void {
  expect(play.folded()).toEqual(play.state);
  walkEvents(play.events);
  const { state } = play;
  const due = nextDue(state, POLICY, play.calendar);
  if (state.stage === 'closed') {
    expect(state.tasks.filter((task) => task.status === 'open')).toEqual([]);
    expect(due).toBeNull();
    return;
  }
  // Every open case waits on somebody with a date, or on the session's or follow-up's day.
  const waits = state.tasks.some((task) => task.status === 'open' && task.dueOn !== null);
  const session = state.session !== null && state.session.heldOn === null;
  expect(waits || session || (state.followUpDueOn !== null && !state.followUpOpened)).toBe(true);
  // Nothing that should have happened is left behind once time has been given its turn.
  play.clock();
  const left = nextDue(play.state, POLICY, play.calendar);
  if (left !== null) expect(left.at).toBeGreaterThan(play.now);
  for (const task of play.state.tasks) {
    if (task.status !== 'open') continue;
    if (task.owner !== 'facilitators' && task.owner !== 'administrators') {
      const owner = play.state.participants.find((each) => each.id === task.owner);
      expect({ task: task.kind, owner: owner?.leftOn, on: owner?.joinedOn !== null }).toEqual({
        task: task.kind,
        owner: null,
        on: true,
      });
    }
  }
}

/** So that courses begin in every stage, and spend their tries there. */
function headStart(play: Play, head: number): Play {
  if (head > 0) play.accepted();
  if (head > 1) play.facilitated().scheduled('2026-03-19');
  if (head > 2) play.until('2026-03-19T12:30').held();
  if (head > 3) play.until('2026-08-28T10:00');
  if (head > 4) play.concluded().until('2026-09-21T10:00');
  return play;
}

describe('whatever people try, in whatever order', () => {
  test(`${RUNS} random courses keep what must hold`, () => {
    const reached = new Map<string, number>();
    fc.assert(
      fc.property(courses(45), fc.nat({ max: 2 }), fc.nat({ max: 5 }), (course, lead, head) => {
        const bodies = [
          request(),
          request({ leadProfessional: { who: 'none' } }),
          request({ leadProfessional: { who: 'requester' } }),
        ];
        const play = headStart(new Play({ body: bodies[lead] ?? request() }), head);
        for (const each of course) doOne(play, each);
        check(play);
        const end = play.state.outcome ?? play.state.stage;
        reached.set(end, (reached.get(end) ?? 0) + 1);
      }),
      { numRuns: RUNS, seed: 20260302 },
    );
    // The courses are worth something only if they reach all stages and outcomes.
    expect([...reached.keys()].sort()).toEqual(
      [
        'cancelled',
        'completed',
        'concluding',
        'declined',
        'followUp',
        'preparing',
        'redirected',
        'session',
        'triage',
        'withdrawn',
      ].sort(),
    );
  }, 600_000);
});
