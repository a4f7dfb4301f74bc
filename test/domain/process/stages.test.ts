import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import { STAGES } from '../../../domain/process/vocabulary.ts';
import { Play, request } from '../case/play.ts';
import { courses, doOne } from '../case/random.ts';

const drawn = STAGES.flatMap((from) => STAGE_TABLE[from].goesOnTo.map(({ stage }) => `${from} to ${stage}`));

/** The ways from stage to stage that a case went. */
function ways(play: Play): readonly string[] {
  const entered = play.events.flatMap(({ body }) => (body.type === 'stageEntered' ? [body.stage] : []));
  return ['triage' as const, ...entered].flatMap((from, at, all) => {
    const to = all[at + 1];
    return to === undefined || to === from ? [] : [`${from} to ${to}`];
  });
}

describe('the stages', () => {
  test('a case goes no other way than the flow chart draws, whatever people try', () => {
    fc.assert(
      fc.property(courses(40), fc.boolean(), (course, accepted) => {
        const play = new Play({ body: request() });
        if (accepted) play.accepted().facilitated().scheduled('2026-03-19');
        for (const each of course) doOne(play, each);
        for (const way of ways(play)) expect(drawn).toContain(way);
      }),
      { numRuns: 400 },
    );
  });

  test('a whole course goes the whole way', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-19').until('2026-03-19T12:30').held();
    play.concluded();
    expect(ways(play)).toEqual([
      'triage to preparing',
      'preparing to session',
      'session to concluding',
      'concluding to followUp',
    ]);
  });
});
