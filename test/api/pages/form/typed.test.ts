import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formView } from '../../../../api/pages/form/fields.ts';
import { formModel } from '../../../../api/pages/form/model.ts';
import { bodyOf } from '../../../../api/pages/form/to-body.ts';
import { typedOf } from '../../../../api/pages/form/to-typed.ts';
import { addTo, removeFrom, withRowsChanged, withSection } from '../../../../api/pages/form/typed.ts';
import type { Typed } from '../../../../api/pages/typed.ts';
import { checkForm } from '../../../../domain/forms/index.ts';
import { STEPS } from '../../../../domain/process/vocabulary.ts';
import { allExamples, NOW } from '../../../domain/forms/examples.ts';

const typed = (fields: Readonly<Record<string, string | readonly string[]>>): Typed =>
  new Map(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]));
const tracker = formModel('recordTrackerEntry');
const themesOf = (from: Typed) => bodyOf(tracker, from) as { readonly themes: readonly string[] };

describe('Rows of a list', () => {
  const three = typed({ 'themes[0]': 'One', 'themes[1]': 'Two', 'themes[2]': 'Three', summary: 'All' });

  test('are added at the end and taken out where they stand, those below moving up', () => {
    expect([...removeFrom(three, 'themes[1]')]).toEqual([
      ['themes[0]', ['One']],
      ['themes[1]', ['Three']],
      ['summary', ['All']],
    ]);
    expect([...addTo(three, 'themes')].at(-1)).toEqual(['themes[3]', ['']]);
    expect([...addTo(new Map(), 'siblings')]).toEqual([['siblings[0]', ['']]]);
  });

  test('change by the button that was pressed, and not where none was', () => {
    const pressed = (_do: string) => withRowsChanged(new Map(three).set('_do', [_do]));
    expect(pressed('add:themes')?.has('themes[3]')).toBe(true);
    expect(pressed('remove:themes[0]')?.get('themes[1]')).toEqual(['Three']);
    expect(pressed('save')).toBeNull();
    expect(withRowsChanged(three)).toBeNull();
    expect(pressed('remove:themes')?.size).toBe(5);
  });

  test('that nobody filled in are left out, and faults are told at those that are left', () => {
    const request = formModel('submitRequest');
    const rows = typed({
      'siblings[0].name': ' ',
      'siblings[0].addressConfidential': 'no',
      'siblings[3].name': 'Rowan',
      'siblings[3].dateOfBirth.day': '31',
      'siblings[3].dateOfBirth.month': '2',
      'siblings[3].dateOfBirth.year': '2020',
    });
    const body = bodyOf(request, rows);
    expect(body).toMatchObject({ siblings: [{ name: 'Rowan', dateOfBirth: '2020-02-31' }] });
    const checked = checkForm('submitRequest', body, { now: NOW });
    const faults = checked.ok ? [] : checked.faults.filter(({ field }) => field.startsWith('siblings'));
    expect(formView(request, rows, { faults }).errors).toEqual([
      {
        text: 'Enter the sibling’s date of birth as a real day, month and year',
        href: '#siblings-0-dateOfBirth-day',
      },
    ]);
  });

  test('have ids of their own, kept where they were given, and can be picked in the same form', () => {
    const session = formModel('recordSession');
    const rows = typed({
      held: 'yes',
      'successMeasures[0].text': 'One adult collects her',
      'successMeasures[1].text': 'In school',
      'successMeasures[1].id': 'm1',
      'actions[0].what': 'Agree a plan',
      'actions[0].successMeasureId': 'm2',
    });
    expect(bodyOf(session, rows)).toMatchObject({
      successMeasures: [
        { id: 'm2', text: 'One adult collects her' },
        { id: 'm1', text: 'In school' },
      ],
      actions: [{ what: 'Agree a plan', successMeasureId: 'm2' }],
    });
    const shown = JSON.stringify(formView(session, rows));
    expect(shown).toContain('{"value":"m2","text":"One adult collects her","selected":true}');
  });

  test('in places out of all reason make no rows, and more than are taken are told', () => {
    expect(themesOf(typed({ 'themes[999999]': 'a', 'themes[501]': 'b', 'themes[-1]': 'c' })).themes).toEqual(
      [],
    );
    const many = new Map(Array.from({ length: 600 }, (_, row) => [`themes[${row}]`, ['Same']]));
    expect(themesOf(many).themes).toHaveLength(501);
  });
});

describe('Whatever is posted', () => {
  const names = [
    '__proto__',
    'constructor.prototype',
    '__proto__.polluted',
    'child.__proto__.name',
    'siblings[0].__proto__',
    'siblings[__proto__]',
    'siblings[0][0][0]',
    'which',
    'held',
    '_csrf',
    '',
    '.',
    '[0]',
    'x'.repeat(5000),
  ];
  const known = [
    ...new Set(allExamples().flatMap(({ step, body }) => [...typedOf(formModel(step), body).keys()])),
  ];
  const posted = fc
    .array(
      fc.tuple(
        fc.oneof(fc.constantFrom(...names), fc.constantFrom(...known), fc.string()),
        fc.array(fc.oneof(fc.string(), fc.constantFrom('yes', 'no', 'p1', '27', '__proto__')), {
          maxLength: 3,
        }),
      ),
      { maxLength: 40 },
    )
    .map((entries): Typed => new Map(entries));

  test.each(STEPS)('%s makes a body that is judged, and a page', (step) => {
    const model = formModel(step);
    fc.assert(
      fc.property(posted, (from) => {
        const body = bodyOf(model, from);
        const checked = checkForm(step, body, { now: NOW });
        const faults = checked.ok ? [] : checked.faults;
        expect(faults.map(({ message }) => message)).not.toContain(
          'This is not asked for here: leave it out',
        );
        expect(formView(model, from, { faults }).errors).toHaveLength(faults.length);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  test('nothing else is changed by a name that is a prototype’s', () => {
    expect(bodyOf(tracker, typed({ __proto__x: 'a', summary: 'b' }))).toEqual({
      summary: 'b',
      keyLearning: [],
      themes: [],
    });
  });
});

describe('A form in sections', () => {
  test('takes of a section what was posted now, and of the others what was kept', () => {
    const kept = typed({ 'child.surname': 'Thornbury', criteria: ['stuck', 'drifting'], reason: 'Kept' });
    const posted = typed({ 'child.forename': 'Elspeth', reason: 'Not of this section', _csrf: 'x' });
    expect([...withSection(kept, posted, ['child', 'criteria'])]).toEqual([
      ['reason', ['Kept']],
      ['child.forename', ['Elspeth']],
    ]);
  });

  test('shows only that section, and only its faults', () => {
    const faults = [
      { field: 'child.surname', message: 'Enter the child’s surname' },
      { field: 'reason', message: 'Enter the reason' },
    ];
    const form = formView(formModel('submitRequest'), new Map(), { faults, only: ['child'] });
    expect(form.parts).toHaveLength(1);
    expect(form.errors).toEqual([{ text: 'Enter the child’s surname', href: '#child-surname' }]);
  });
});
