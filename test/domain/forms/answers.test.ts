import { describe, expect, test } from '@jest/globals';
import { checkForm } from '../../../domain/forms/index.ts';
import { exampleOf, NOW, plainRequest } from './examples.ts';
import { fieldsRefused, refusalOf } from './refusals.ts';

describe('Texts', () => {
  const waive = (reason: unknown) => refusalOf('waiveTask', { taskId: 't1', reason })['reason'];

  test('are trimmed', () => {
    const checked = checkForm('waiveTask', { taskId: 't1', reason: ' \n Not in contact.\t ' }, { now: NOW });
    expect(checked).toEqual({ ok: true, body: { taskId: 't1', reason: 'Not in contact.' } });
  });

  test('must say something where they are needed', () => {
    expect(waive('')).toBe('Say why it is not needed');
    expect(waive(' \n\t ')).toBe('Say why it is not needed');
  });

  test('that are not needed may be blank, which counts as not given', () => {
    const checked = checkForm('confirmLeadProfessional', { on: '2026-03-02', objection: '  ' }, { now: NOW });
    expect(checked).toEqual({ ok: true, body: { on: '2026-03-02' } });
  });

  test('have at most 10,000 characters, counted as people do', () => {
    expect(waive('é'.repeat(10_000))).toBeUndefined();
    expect(waive('🙂'.repeat(10_000))).toBeUndefined();
    expect(waive('é'.repeat(10_001))).toBe('Use 10,000 characters or fewer');
    expect(waive('🙂'.repeat(10_001))).toBe('Use 10,000 characters or fewer');
  });

  test('of a theme, a source, a gender, an ethnicity have at most 200', () => {
    const child = {
      ...(plainRequest()['child'] as object),
      gender: 'g'.repeat(201),
      ethnicity: 'e'.repeat(200),
    };
    expect(refusalOf('submitRequest', { ...plainRequest(), child })).toEqual({
      'child.gender': 'Use 200 characters or fewer',
    });
    expect(
      fieldsRefused('submitChronology', {
        entries: [
          {
            on: '2026-01-01',
            what: 'x',
            significance: 'worry',
            theme: 't'.repeat(201),
            source: 's'.repeat(201),
          },
        ],
      }),
    ).toEqual(['entries[0].source', 'entries[0].theme']);
  });

  test('hold any language, tabs and line breaks', () => {
    expect(waive('Zażółć gęślą jaźń\r\n\tاردو 中文 👩‍👧')).toBeUndefined();
  });

  test.each([
    ['U+0000', 'a\u0000b'],
    ['a bell', 'a\u0007b'],
    ['an escape at the end', 'ab\u001b'],
    ['a vertical tab at the end', 'ab\u000b'],
    ['delete', 'a\u007fb'],
    ['a control character of Latin-1', 'a\u0085b'],
    ['half a character', 'a\ud83db'],
    ['the other half', 'a\ude42'],
  ])('hold no %s', (_name, text) => {
    expect(waive(text)).toBe('Remove characters that cannot be printed');
  });
});

describe('Email addresses and telephone numbers', () => {
  const withEmail = (email: unknown) => {
    const requester = { ...(plainRequest()['requester'] as object), email };
    return fieldsRefused('submitRequest', { ...plainRequest(), requester });
  };

  test.each([
    'a@b.example',
    'Anne-Marie.O’Neill'.replace('’', "'") + '@nhs.example',
    ' x+y@z.agency.example ',
  ])('%s is one', (email) => {
    expect(withEmail(email)).toEqual([]);
  });

  test.each([
    '',
    'a',
    'a@b',
    'a b@c.example',
    'a@b.example, c@d.example',
    'a@b.example\nBcc: c@d.example',
    `${'a'.repeat(260)}@b.example`,
    7,
  ])('%p is none', (email) => {
    expect(withEmail(email)).toEqual(['requester.email']);
  });

  test('a telephone number has at most 50 characters', () => {
    const requester = { ...(plainRequest()['requester'] as object), telephone: '0'.repeat(51) };
    expect(fieldsRefused('submitRequest', { ...plainRequest(), requester })).toEqual(['requester.telephone']);
  });
});

describe('Dates', () => {
  test.each([
    ['2026-02-29', 'no such day'],
    ['2026-2-3', 'not written in full'],
    ['2026-03-02T00:00', 'with a time'],
    ['02/03/2026', 'written otherwise'],
    ['', 'nothing'],
  ])('%s is no date (%s)', (on) => {
    expect(refusalOf('confirmLeadProfessional', { on })).toEqual({
      on: 'Enter the date on which the lead professional was told as a real day, month and year',
    });
  });

  test('on which something happened are not later than today', () => {
    expect(refusalOf('confirmLeadProfessional', { on: '2026-03-03' })).toEqual({
      on: 'Date must be today or earlier',
    });
    expect(refusalOf('confirmLeadProfessional', { on: '2026-03-02' })).toEqual({});
  });

  test('of things to come are not earlier than today, nor a mistyped century away', () => {
    const on = (date: string) => refusalOf('scheduleSession', { ...exampleOf('scheduleSession'), date });
    expect(on('2026-03-01')).toEqual({ date: 'Date must be today or later' });
    expect(on('2026-03-02')).toEqual({});
    expect(on('2062-03-02')).toEqual({ date: 'Date must be within 10 years from now' });
  });

  test('with a time are judged to the minute', () => {
    const at = (when: string) =>
      refusalOf('raiseImmediateRisk', { ...exampleOf('raiseImmediateRisk'), at: when })['at'];
    expect(at('2026-03-02T10:30')).toBeUndefined();
    expect(at('2026-03-02T10:31')).toBe('Date and time must be now or earlier');
    expect(at('2026-03-02')).toBe('Enter when the referral was made as a real date with a time, like 14:30');
    expect(at('2026-03-02T24:00')).toBeDefined();
  });

  test('are judged even where other fields have no right shape', () => {
    expect(
      refusalOf('reviewActions', { on: '2026-03-03', progress: 5, next: 'newDate', reviewOn: '2026-03-01' }),
    ).toEqual({
      on: 'Date must be today or earlier',
      progress: 'Enter the progress against the success measures',
      reviewOn: 'Date must be today or later',
    });
  });

  test('to come may have passed where a session record is corrected with a reason', () => {
    const body = { ...exampleOf('recordSession'), reviewOn: '2026-02-20' };
    expect(refusalOf('recordSession', body)).toEqual({ reviewOn: 'Date must be today or later' });
    expect(refusalOf('recordSession', { ...body, correctionReason: 'Somebody else attended' })).toEqual({});
  });
});

describe('Yes and no', () => {
  test.each(['true', 'yes', 1, 0, null, ['true']])('%p is neither', (attends) => {
    expect(fieldsRefused('submitRequest', { ...plainRequest(), requesterAttends: attends })).toEqual([
      'requesterAttends',
    ]);
  });
});

describe('Alternatives', () => {
  test.each([
    ['decideRequest', { reason: 'x' }, 'decision'],
    ['decideRequest', { decision: 'maybe' }, 'decision'],
    ['recordSession', { reason: 'x' }, 'held'],
    ['recordSession', { held: 'no', reason: 'x' }, 'held'],
    ['respondToInvitation', { delegatedAuthority: true }, 'response'],
    ['sharePlanChanges', { how: 'x' }, 'shared'],
    ['recordFollowUp', { interviewedBy: 'x' }, 'held'],
    ['declareIndependence', { independent: 'yes' }, 'independent'],
    ['declareIndependence', {}, '$'],
    ['declareIndependence', { independent: true, available: false }, '$'],
    ['submitChronology', {}, '$'],
    ['submitChronology', { entries: [], nilReturn: true }, '$'],
    ['scheduleSession', {}, '$'],
    ['scheduleSession', { start: '09:00' }, 'date'],
    ['changeParticipants', {}, '$'],
    ['nameInterviewer', { taskId: 't1' }, '$'],
    ['recordLearning', { confirmedAnonymous: true }, '$'],
    ['submitAssessmentAndPlan', { assessment: {}, plan: { file: 'a', unavailable: 'b' } }, 'assessment'],
    ['submitAssessmentAndPlan', { assessment: {}, plan: { file: 'a', unavailable: 'b' } }, 'plan'],
  ] as const)('%s with %j: the field that would tell is %s', (step, body, field) => {
    expect(fieldsRefused(step, body)).toContain(field);
  });

  test('those within a list are told in their place', () => {
    const voices = [{ who: 'child', reason: 'x' }];
    expect(fieldsRefused('recordFamilyVoice', { ...exampleOf('recordFamilyVoice'), voices })).toContain(
      'voices[0].gained',
    );
    const request = { ...plainRequest(), leadProfessional: { name: 'x' }, familyInformed: { on: 'x' } };
    expect(fieldsRefused('submitRequest', request)).toEqual([
      'leadProfessional.who',
      'familyInformed.informed',
    ]);
  });

  test('what belongs to another alternative is not asked for in this one', () => {
    expect(
      refusalOf('scheduleSession', { ...exampleOf('scheduleSession'), notBefore: '2026-04-01' }),
    ).toEqual({
      notBefore: 'This is not asked for here: leave it out',
    });
    expect(fieldsRefused('declareIndependence', { independent: true, detail: 'x' })).toEqual(['detail']);
  });

  test('where none can be told, unknown fields and what all ask are judged all the same', () => {
    expect(
      fieldsRefused('recordLearning', { confirmedAnonymous: false, colour: 'red', onBehalfOf: {} }),
    ).toEqual([
      '$',
      'confirmedAnonymous',
      'onBehalfOf.participantId',
      'onBehalfOf.receivedOn',
      'onBehalfOf.how',
      'colour',
    ]);
  });
});
