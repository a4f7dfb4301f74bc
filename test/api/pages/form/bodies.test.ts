import { describe, expect, test } from '@jest/globals';
import { formModel } from '../../../../api/pages/form/model.ts';
import { bodyOf } from '../../../../api/pages/form/to-body.ts';
import { typedOf } from '../../../../api/pages/form/to-typed.ts';
import { checkForm } from '../../../../domain/forms/index.ts';
import { STEPS } from '../../../../domain/process/vocabulary.ts';
import { allExamples, NOW, onBehalf } from '../../../domain/forms/examples.ts';

const EXAMPLES = allExamples().map((example) => [`${example.step}: ${example.name}`, example] as const);

describe('An answer on a page', () => {
  test.each(EXAMPLES)('comes back as it went in: %s', (_name, { step, body }) => {
    const model = formModel(step);
    const back = bodyOf(model, typedOf(model, body));
    expect(back).toEqual(body);
    expect(checkForm(step, back, { now: NOW })).toEqual({ ok: true, body });
  });

  test.each(EXAMPLES.filter(([, { step }]) => step !== 'submitRequest'))(
    'comes back on behalf and corrected: %s',
    (_name, { step, body }) => {
      const model = formModel(step);
      const given = { ...onBehalf(body), correctionReason: 'The date was wrong' };
      expect(bodyOf(model, typedOf(model, given))).toEqual(given);
    },
  );

  test.each(STEPS)('%s left empty is faulted, not broken', (step) => {
    expect(checkForm(step, bodyOf(formModel(step), new Map()), { now: NOW }).ok).toBe(false);
  });
});
