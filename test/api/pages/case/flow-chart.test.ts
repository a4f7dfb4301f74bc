/** The flow chart of a case: every stage and step of the process table, and where the case is. */
import { expect, test } from '@jest/globals';
import { flowChart } from '../../../../api/pages/case/flow-chart.ts';
import { STAGE_TABLE } from '../../../../domain/process/stages.ts';
import { STAGES } from '../../../../domain/process/vocabulary.ts';

const preparing = { stage: 'preparing', outcome: null, accepted: true, held: false } as const;

test('every stage is a box, and every way from one to another an arrow', () => {
  const chart = flowChart(preparing);
  expect(chart.boxes.map(({ stage }) => stage)).toEqual([...STAGES]);
  expect(chart.arrows).toHaveLength(STAGES.flatMap((stage) => STAGE_TABLE[stage].goesOnTo).length);
});

test('what is done, where the case is and what is to come is said in words', () => {
  const { description, boxes } = flowChart(preparing);
  expect(description).toContain('Request received: Done.');
  expect(description).toContain('Preparing: Now: this case is here.');
  expect(boxes.at(-1)?.inWords).toBe('To come');
});

test('a case that was declined never reached what comes after', () => {
  const { boxes } = flowChart({ stage: 'closed', outcome: 'declined', accepted: false, held: false });
  expect(boxes.map(({ progress }) => progress)).toEqual([
    'done',
    'notReached',
    'notReached',
    'notReached',
    'notReached',
    'now',
  ]);
});

test('no line is wider than its box, and no box stands on another', () => {
  const { boxes } = flowChart(preparing);
  for (const { lines } of boxes) for (const { text } of lines) expect(text.length).toBeLessThanOrEqual(40);
  boxes.slice(1).forEach(({ y }, place) => {
    const above = boxes[place];
    expect(y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0));
  });
});
