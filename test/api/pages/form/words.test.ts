import { describe, expect, test } from '@jest/globals';
import { answerRows } from '../../../../api/pages/form/answer.ts';
import { dateTimeInWords, dayFrom, partsOfDay, timeFrom } from '../../../../api/pages/form/dates.ts';
import { formModel } from '../../../../api/pages/form/model.ts';
import { bodyOf } from '../../../../api/pages/form/to-body.ts';
import { templates } from '../../../../api/pages/rendering.ts';
import { allExamples, exampleOf, examplesOf } from '../../../domain/forms/examples.ts';
import { pageOf, postedFrom } from './posted.ts';

describe('Days and times', () => {
  test.each([
    ['27', '3', '2026', '2026-03-27'],
    [' 7 ', 'March', '2026', '2026-03-07'],
    ['7', 'mar', '2026', '2026-03-07'],
    ['', '3', '2026', '2026-03-00'],
    ['27', '3', '26', '26-03-27'],
    ['x', 'y', 'z', '0z-0y-0x'],
  ])('of %s, %s and %s', (day, month, year, expected) => {
    expect(dayFrom({ day, month, year })).toBe(expected);
  });

  test('are not given where all boxes are empty', () => {
    expect(dayFrom({ day: ' ', month: '', year: '' })).toBeNull();
    expect(partsOfDay('2026-03-07')).toEqual({ day: '7', month: '3', year: '2026' });
  });

  test.each([
    ['9:30', '09:30'],
    ['9.30am', '09:30'],
    ['0930', '09:30'],
    ['2pm', '14:00'],
    ['12:15 a.m.', '00:15'],
    ['12pm', '12:00'],
    ['14:30pm', '14:30'],
    ['noon', 'noon'],
    ['7', '7'],
  ])('as people write them: %s', (written, expected) => {
    expect(timeFrom(written)).toBe(expected);
  });

  test('in words', () => {
    expect(dateTimeInWords('2026-03-27T00:05')).toBe('27 March 2026 at 12:05am');
    expect(dateTimeInWords('yesterday')).toBe('yesterday');
  });
});

describe('Rows that the case gives', () => {
  const rows = [
    { value: 'p2', text: 'Priya Raman' },
    { value: 'p9', text: 'Grace Adeyemi' },
  ];

  test('are one for each, with what was typed about them, and none to add or remove', () => {
    const typed = new Map([
      ['held', ['yes']],
      ['attendance[0].participantId', ['p7']],
      ['attendance[1].participantId', ['p2']],
      ['attendance[1].attended', ['no']],
    ]);
    const html = pageOf('recordSession', typed, { fixedRows: { attendance: { of: 'participantId', rows } } });
    expect(bodyOf(formModel('recordSession'), postedFrom(html))).toMatchObject({
      attendance: [{ participantId: 'p2', attended: false }, { participantId: 'p9' }],
    });
    expect(html).toContain('Grace Adeyemi');
    expect(html).not.toContain('remove:attendance');
    expect(html).not.toContain('add:attendance');
  });
});

describe('An answer in words', () => {
  test.each(allExamples().map((example) => [`${example.step}: ${example.name}`, example] as const))(
    'says all of %s',
    (_name, { step, body }) => {
      const said = JSON.stringify(answerRows(step, body));
      for (const text of textsIn(body)) expect(said).toContain(JSON.stringify(text).slice(1, -1));
    },
  );

  test('gives ids their words, and says nothing of what is not there', () => {
    const names = { participants: [{ value: 'p2', text: 'Priya Raman (Family hub)' }] };
    const said = JSON.stringify(answerRows('recordSession', exampleOf('recordSession'), names));
    expect(said).toContain('{"label":"Who will do it","lines":["Priya Raman (Family hub)"]}');
    expect(said).toContain('{"label":"Success measure","lines":["One adult collects her every day"]}');
    expect(answerRows('recordSession', 'nothing')).toEqual([]);
    expect(answerRows('submitRequest', { child: null, siblings: 7, invitees: [1] })).toEqual([]);
    expect(answerRows('submitRequest', exampleOf('submitRequest'), {}, ['criteria'])).toEqual([
      { as: 'rows', rows: [{ label: 'Why this model may help', lines: ['It feels “stuck”'] }] },
    ]);
  });

  test('is safe to show', () => {
    const [, chronology] = examplesOf('submitChronology');
    const parts = answerRows('submitChronology', { ...chronology?.body, file: '<b>' });
    const html = templates().renderString(
      '{% from "form/answer.njk" import answerParts %}{{ answerParts(parts, 3) }}',
      { parts },
    );
    expect(html).toContain('&lt;b&gt;');
  });
});

/** Free texts: what holds a space, save lines, which stand apart. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split('\n').filter((line) => line.includes(' '));
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
