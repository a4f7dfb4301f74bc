import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { plainDateTime } from '../../../domain/calendar/index.ts';
import type { PlainDate } from '../../../domain/calendar/index.ts';
import {
  checkForm,
  filesIn,
  FORMS,
  formSchema,
  formVersion,
  takesFiles,
  wordingOf,
} from '../../../domain/forms/index.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import { allExamples, exampleOf, NOW, onBehalf } from './examples.ts';

const EXAMPLES = allExamples().map((example) => [`${example.step}: ${example.name}`, example] as const);

describe('Every form', () => {
  test.each(EXAMPLES)('accepts %s, and keeps it as it was given', (_name, { step, body }) => {
    expect(checkForm(step, body, { now: NOW })).toEqual({ ok: true, body });
  });

  test.each(EXAMPLES)('is described to other programs so that %s fits', (_name, { step, body }) => {
    expect(formSchema(step).safeParse(body).success).toBe(true);
  });

  test.each(STEPS.filter((step) => step !== 'submitRequest'))(
    '%s can be given on behalf, and corrected with a reason',
    (step) => {
      const body = { ...onBehalf(exampleOf(step)), correctionReason: 'The date was wrong' };
      expect(checkForm(step, body, { now: NOW })).toEqual({ ok: true, body });
    },
  );

  test('a request on behalf has no participant yet', () => {
    const checked = checkForm('submitRequest', onBehalf(exampleOf('submitRequest')), { now: NOW });
    expect(checked).toMatchObject({ ok: false, faults: [{ field: 'onBehalfOf.participantId' }] });
  });

  test('an answer on behalf was not received tomorrow', () => {
    const body = {
      ...exampleOf('waiveTask'),
      onBehalfOf: { participantId: 'p1', receivedOn: '2026-03-03', how: 'post' },
    };
    expect(checkForm('waiveTask', body, { now: NOW })).toEqual({
      ok: false,
      faults: [{ field: 'onBehalfOf.receivedOn', message: 'Date must be today or earlier' }],
    });
  });

  test('has its step’s id, and a version', () => {
    expect(Object.keys(FORMS).sort()).toEqual([...STEPS].sort());
    for (const step of STEPS) {
      expect(FORMS[step].id).toBe(step);
      expect(formVersion(step)).toBeGreaterThanOrEqual(1);
    }
  });

  test('speaks the guidance’s words, with a label at every field', () => {
    for (const step of STEPS) {
      const wording = [...wordingOf(step)];
      expect(wording.length).toBeGreaterThan(0);
      for (const [, { label, hint }] of wording)
        expect(`${label} ${hint ?? ''}`).not.toMatch(/\b(?:LP|wd|triage|evolve|DOB)\b/);
    }
    expect(wordingOf('submitRequest').get('child.surname')).toEqual({ label: 'Child’s surname' });
    expect(wordingOf('submitRequest').get('invitees[].name')).toEqual({ label: 'Name of practitioner' });
    expect(wordingOf('submitRequest').get('child.levelOfNeed')?.options).toEqual({
      universal: 'Universal',
      preventative: 'Preventative',
      earlyHelp: 'Early Help',
      targetedHelp: 'Targeted Help',
      statutoryHelp: 'Statutory Help',
    });
    expect(wordingOf('submitRequest').get('child.addressConfidential')?.hint).toBe(
      'Choose yes if anyone must not learn this address. Do not write it elsewhere on this form',
    );
  });

  test('goes into an OpenAPI document, every field described', () => {
    const document = createDocument({
      openapi: '3.1.0',
      info: { title: 'Forms', version: '1' },
      paths: Object.fromEntries(
        STEPS.map((step) => [
          `/${step}`,
          {
            post: {
              requestBody: { content: { 'application/json': { schema: formSchema(step) } } },
              responses: {},
            },
          },
        ]),
      ),
    });
    expect(Object.keys(document.paths ?? {})).toHaveLength(STEPS.length);
    const fields = JSON.stringify(z.toJSONSchema(formSchema('raiseImmediateRisk')));
    expect(JSON.parse(fields)).toMatchObject({
      additionalProperties: false,
      required: ['what', 'referredTo', 'at', 'by'],
      properties: {
        referredTo: { type: 'string', description: 'Referred to', minLength: 1, maxLength: 10_000 },
      },
    });
  });
});

describe('Files', () => {
  test('are found by the fields that name them', () => {
    const fileOf = (step: 'submitChronology' | 'submitAssessmentAndPlan', body: unknown) => {
      const checked = checkForm(step, body, { now: NOW });
      if (!checked.ok) throw new Error('The example is at fault');
      return filesIn(step, checked.body);
    };
    expect(fileOf('submitChronology', { file: 'f9', from: '2026-01-01', to: '2026-02-01' })).toEqual([
      { field: 'file', id: 'f9' },
    ]);
    expect(fileOf('submitAssessmentAndPlan', exampleOf('submitAssessmentAndPlan'))).toEqual([
      { field: 'assessment.file', id: 'file-1' },
      { field: 'plan.file', id: 'file-2' },
    ]);
    expect(fileOf('submitChronology', exampleOf('submitChronology'))).toEqual([]);
  });

  test('are taken by just the steps whose forms have a place for one', () => {
    const withFiles = allExamples().flatMap(({ step, body }) => {
      const checked = checkForm(step, body, { now: NOW });
      return checked.ok && filesIn(step, checked.body).length > 0 ? [step] : [];
    });
    expect([...new Set(withFiles)]).toEqual(STEPS.filter(takesFiles));
  });
});

describe('Checking never fails', () => {
  const moment = { now: NOW };

  test('on anything that JSON can hold', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STEPS), fc.jsonValue({ maxDepth: 6 }), (step, sent) => {
        expect(checkForm(step, sent, moment).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('on a good answer with anything in place of one field', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...allExamples()),
        fc.nat(),
        fc.anything(),
        ({ step, body }, which, anything) => {
          const fields = Object.keys(body);
          const changed = { ...body, [fields[which % fields.length] ?? 'none']: anything };
          const checked = checkForm(step, changed, moment);
          if (!checked.ok) expect(checked.faults.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['deep nesting', JSON.parse(`${'{"child":'.repeat(5000)}1${'}'.repeat(5000)}`) as unknown],
    ['__proto__', JSON.parse('{"__proto__": {"reason": "x"}, "constructor": 1}') as unknown],
    ['not a number', NaN],
    ['an infinite number', Infinity],
    ['an object without prototype', Object.create(null) as unknown],
  ])('on %s', (_name, sent) => {
    for (const step of STEPS) expect(checkForm(step, sent, moment).ok).toBe(false);
  });

  test('a field called __proto__ is refused as any unknown field is', () => {
    const sent: unknown = JSON.parse('{"reason": "moved", "__proto__": {"reason": "x"}}');
    expect(checkForm('withdrawRequest', sent, moment)).toMatchObject({
      ok: false,
      faults: [{ field: '__proto__' }],
    });
  });

  test('no number but a whole one from 15 to 480 is a length in minutes', () => {
    for (const minutes of [14, 481, 60.5, 1e308, Number('1e400'), NaN, '60', null]) {
      const checked = checkForm('scheduleSession', { ...exampleOf('scheduleSession'), minutes }, moment);
      expect(checked).toMatchObject({ ok: false, faults: [{ field: 'minutes' }] });
    }
  });
});

test('A chronology of 500 full entries is checked in a moment', () => {
  const entry = {
    on: '2026-01-01',
    until: '2026-01-02',
    what: 'x'.repeat(2000),
    source: 'GP',
    significance: 'worry',
    theme: 'Health',
  };
  const body = { entries: Array.from({ length: 500 }, () => entry) };
  const took = Array.from({ length: 20 }, () => {
    const start = performance.now();
    expect(checkForm('submitChronology', body, { now: NOW }).ok).toBe(true);
    return performance.now() - start;
  });
  // The aim is 10 ms; the quickest of some within four times that, so that a busy machine does not fail the test.
  expect(Math.min(...took)).toBeLessThan(40);
});

test('The examples hold by any clock', () => {
  const late = plainDateTime('2031-12-31T23:59');
  if (late === null) throw new Error('No date and time');
  const today = late.slice(0, 10);
  for (const { step, body } of allExamples(today as PlainDate)) {
    expect(checkForm(step, body, { now: late })).toEqual({ ok: true, body });
  }
});
