import { describe, expect, test } from '@jest/globals';
import { checkForm, childrenOf, findIdentifying } from '../../../domain/forms/index.ts';
import type { SubmitRequest } from '../../../domain/forms/index.ts';
import { fullRequest, NOW, plainRequest } from './examples.ts';
import type { Json } from './examples.ts';

function requestOf(body: Json): SubmitRequest {
  const checked = checkForm('submitRequest', body, { now: NOW });
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.body;
}

const full = requestOf({
  ...fullRequest(),
  child: { ...(fullRequest()['child'] as object), dateOfBirth: '2017-12-09' },
});

test('The children of a request are the child, always a subject, and the siblings', () => {
  expect(childrenOf(full)).toEqual([
    { path: 'child', subject: true },
    { path: 'siblings[0]', subject: true },
    { path: 'siblings[1]', subject: false },
  ]);
});

describe('An anonymous text', () => {
  const found = (text: string, request = full) =>
    findIdentifying(text, request, 'MAS-2026-0001').map(({ kind, typed }) => `${kind}: ${typed}`);

  test.each([
    ['Then Elspeth Thornbury said', 'childName: Elspeth Thornbury'],
    ['then ELSPETH said', 'childName: ELSPETH'],
    ['Ellie’s school', 'childName: Ellie'],
    ['Rowan has', 'childName: Rowan'],
    ['with Callum', 'familyName: Callum'],
    ['the Ashdown family', 'familyName: Ashdown'],
    ['Winifred helps', 'familyName: Winifred'],
    ['raman agreed', 'practitionerName: raman'],
    ['Imelda Castellanos', 'practitionerName: Imelda Castellanos'],
    ['Adeyemi', 'practitionerName: Adeyemi'],
    ['at the moorside family hub', 'organisation: moorside family hub'],
    ['born 2017-12-09', 'dateOfBirth: 2017-12-09'],
    ['born 09/12/2017', 'dateOfBirth: 09/12/2017'],
    ['born 9.12.17', 'dateOfBirth: 9.12.17'],
    ['born on 9th December 2017', 'dateOfBirth: 9th December 2017'],
    ['born 9 Dec 2017', 'dateOfBirth: 9 Dec 2017'],
    ['born December 9, 2017', 'dateOfBirth: December 9, 2017'],
    ['at 41 Larkspur Road', 'address: 41 Larkspur Road'],
    ['at 41, larkspur rd', 'address: larkspur rd'],
    ['in zz14qt', 'address: zz14qt'],
    ['in ZZ1 4QT', 'address: ZZ1 4QT'],
    ['write to grace.adeyemi@health.example', 'contact: grace.adeyemi@health.example'],
    ['ring +44 1204 000111', 'contact: +44 1204 000111'],
    ['see MAS-2026-0001', 'meetingIdentifier: MAS-2026-0001'],
    ['see mas 2026/0001', 'meetingIdentifier: mas 2026/0001'],
  ])('%s', (text, expected) => {
    expect(found(text)).toContain(expected);
  });

  test('names accents and apostrophes however they are typed', () => {
    const request = requestOf({ ...plainRequest(), mother: { name: 'Zoë O’Connell-Żak' } });
    expect(found('zoe', request)).toEqual(['familyName: zoe']);
    expect(found("O'Connell", request)).toEqual(["familyName: O'Connell"]);
    expect(found('OCONNELL Zak', request)).toEqual(['familyName: OCONNELL', 'familyName: Zak']);
  });

  test('tells a whole name once, and not its parts besides', () => {
    expect(found('Elspeth Thornbury came.')).toEqual(['childName: Elspeth Thornbury']);
  });

  test('that only holds words like them is clean', () => {
    expect(
      found(
        'The rowans, a thornbury-like hedge'.replace('a thornbury-like ', '') +
          ' and elspethian; Westvale; Police; born in 2017; 9 December.',
      ),
    ).toEqual([]);
  });

  test('may use an everyday word that is also somebody’s name, but not with a capital letter', () => {
    expect(found('showed grace under pressure')).toEqual([]);
    expect(found('said by Grace')).toEqual(['practitionerName: Grace']);
    expect(found('said by grace adeyemi')).toEqual(['practitionerName: grace adeyemi']);
  });

  test('may name agencies, though an organisation be called so', () => {
    const request = requestOf({
      ...plainRequest(),
      invitees: [{ agency: 'police', name: 'Ola Nowak', telephone: '1', organisation: 'Police' }],
    });
    expect(found('the police and the school', request)).toEqual([]);
  });

  test('does not name anybody whose names are short; "N/A" is nobody', () => {
    const others = ['Mrs Jo Li', 'Bo Xu', 'N/A'].map((name) => ({ name, organisation: '' }));
    const names = (text: string) =>
      findIdentifying(text, full, 'MAS-2026-0001', others).map(({ typed }) => typed);
    expect(names('Jo Li and BO XU met; others n/a. Jo said so')).toEqual(['Jo Li', 'BO XU']);
  });

  test('names nobody who joined later either', () => {
    const others = [{ name: 'Desmond Achebe', organisation: 'Fernhill Surgery' }];
    expect(
      findIdentifying('Achebe of Fernhill Surgery', full, 'MAS-2026-0001', others).map(({ kind }) => kind),
    ).toEqual(['practitionerName', 'organisation']);
  });
});
