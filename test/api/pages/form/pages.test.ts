import { describe, expect, test } from '@jest/globals';
import { formView } from '../../../../api/pages/form/fields.ts';
import { formModel } from '../../../../api/pages/form/model.ts';
import { bodyOf } from '../../../../api/pages/form/to-body.ts';
import { typedOf } from '../../../../api/pages/form/to-typed.ts';
import type { Typed } from '../../../../api/pages/typed.ts';
import { checkForm } from '../../../../domain/forms/index.ts';
import type { Fault } from '../../../../domain/forms/index.ts';
import { STEPS } from '../../../../domain/process/vocabulary.ts';
import type { StepId } from '../../../../domain/process/vocabulary.ts';
import { allExamples, NOW, onBehalf } from '../../../domain/forms/examples.ts';
import { malformedBodies } from '../../../domain/forms/malformed.ts';
import { idsOn, linksOn, pageOf, postedFrom } from './posted.ts';

const EXAMPLES = allExamples().map((example) => [`${example.step}: ${example.name}`, example] as const);
const CHOICES = {
  facilitators: ['f1', 'f2', 'f3'].map((value) => ({ value, text: `Facilitator ${value}` })),
};

function faultsOf(step: StepId, body: unknown): readonly Fault[] {
  const checked = checkForm(step, body, { now: NOW });
  return checked.ok ? [] : checked.faults;
}

/** Of each form's faulty pages only so many are rendered: that takes longest. */
const PAGES = 8;
/** Lists of hundreds say no more. */
const LARGE = 300;

const twice = (ids: readonly string[]) => ids.filter((id, index) => ids.indexOf(id) !== index);

describe('A form on a page', () => {
  test.each(EXAMPLES)('shows an answer so that posting it gives it again: %s', (_name, { step, body }) => {
    const model = formModel(step);
    const html = pageOf(step, typedOf(model, body), { choices: CHOICES, onBehalf: 'onBehalfOf' in body });
    const { correctionReason, ...given } = body;
    expect(correctionReason === undefined || typeof correctionReason).toBeTruthy();
    expect(bodyOf(model, postedFrom(html))).toEqual(given);
    expect(twice(idsOn(html))).toEqual([]);
  });

  test('asks for whom it is typed in, and why an answer changes, only where it is told to', () => {
    const body = { ...onBehalf({ reason: 'The family has moved.' }), correctionReason: 'A slip' };
    const model = formModel('withdrawRequest');
    const typed = typedOf(model, body);
    const posted = (html: string) => bodyOf(model, postedFrom(html));
    expect(posted(pageOf('withdrawRequest', typed))).toEqual({ reason: 'The family has moved.' });
    expect(posted(pageOf('withdrawRequest', typed, { onBehalf: true, correction: true }))).toEqual(body);
  });

  test.each(STEPS)(
    '%s tells every fault of malformed answers, each linked to what is on the page',
    (step) => {
      const model = formModel(step);
      const bodies = malformedBodies(step);
      bodies.forEach(({ what, body }, index) => {
        const typed = typedOf(model, body);
        if (typed.size > LARGE) return;
        const faults = faultsOf(step, bodyOf(model, typed));
        const { errors } = formView(model, typed, { faults, choices: CHOICES, onBehalf: true });
        expect({ what, errors: errors.length }).toEqual({ what, errors: faults.length });
        if (index % Math.ceil(bodies.length / PAGES) === 0) expectEveryFaultLinked(step, typed, faults);
      });
    },
  );

  test.each(STEPS)('%s tells every fault of what another program sent', (step) => {
    const model = formModel(step);
    const [worst] = malformedBodies(step).slice(-1);
    expectEveryFaultLinked(step, typedOf(model, worst?.body), faultsOf(step, worst?.body));
  });
});

function expectEveryFaultLinked(step: StepId, typed: Typed, faults: readonly Fault[]): void {
  const html = pageOf(step, typed, { faults, choices: CHOICES, onBehalf: true });
  const ids = new Set(idsOn(html));
  const links = linksOn(html);
  expect(links).toHaveLength(faults.length);
  expect(links.filter((link) => !ids.has(link))).toEqual([]);
  expect(twice([...idsOn(html)])).toEqual([]);
}
