import { describe, expect, test } from '@jest/globals';
import { checkForm } from '../../../domain/forms/index.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import { NOW } from './examples.ts';
import { malformedBodies } from './malformed.ts';

const BODIES = new Map(STEPS.map((step) => [step, malformedBodies(step)]));

describe('Malformed answers, made from the schemas', () => {
  test.each(STEPS)('%s refuses each, naming every one of its fields', (step) => {
    const bodies = BODIES.get(step) ?? [];
    const missed = bodies.flatMap(({ what, body, fields }) => {
      const checked = checkForm(step, body, { now: NOW });
      const named = checked.ok ? [] : checked.faults.map(({ field }) => field);
      const unnamed = fields.filter((field) => !named.includes(field));
      return unnamed.length === 0 ? [] : [{ what, unnamed, named }];
    });
    expect(missed).toEqual([]);
    expect(bodies.length).toBeGreaterThan(10);
  });

  test('each field is named once, in plain words and never in a library’s', () => {
    const messages = new Set<string>();
    for (const [step, bodies] of BODIES) {
      for (const { body } of bodies) {
        const checked = checkForm(step, body, { now: NOW });
        const faults = checked.ok ? [] : checked.faults;
        const fields = faults.map(({ field }) => field);
        if (new Set(fields).size < fields.length)
          throw new Error(`${step} names a field twice: ${fields.join()}`);
        for (const { message } of faults) messages.add(message);
      }
    }
    expect(messages.size).toBeGreaterThan(100);
    expect(
      [...messages].filter((message) =>
        /invalid|expected|, received|undefined|regex|unrecognized/i.test(message),
      ),
    ).toEqual([]);
    expect([...messages].filter((message) => !/^\p{Lu}.{9,}[^.\s]$/u.test(message))).toEqual([]);
  });
});
