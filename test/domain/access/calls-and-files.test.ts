import { describe, expect, test } from '@jest/globals';
import {
  CALL_TABLE,
  may,
  mayReadFile,
  mayUpload,
  type Call,
  type GivenAnswer,
} from '../../../domain/access/index.ts';
import { ROLES, type CaseStepId, type Stage } from '../../../domain/process/vocabulary.ts';
import { PARTS, aCase, closedOn, noonOn, viewerIn, type Part, type Who } from './a-case.ts';

describe('calls that are about no single case', () => {
  // By hand: practitioner, facilitator, administrator, business manager, operator.
  const EXPECTED: Readonly<Record<Call, string>> = {
    submitRequest: 'yyyyy',
    submitRequestForAnother: '--yy-',
    listCases: 'yyyyy',
    listTasks: 'yyyyy',
    searchCases: '--yy-',
    readFacilitators: '-yyy-',
    changePeople: '--yy-',
    changeFacilitators: '--yy-',
    readClosures: '--yy-',
    changeClosures: '--yy-',
    readTracker: '--yy-',
    readLearning: '-yyy-',
    readOperations: '--yyy',
    breakGlass: '----y',
    readAccessLog: '---y-',
    readPolicy: 'yyyyy',
    readMe: 'yyyyy',
    readApprovals: '--yy-',
    proposeApprovals: '--yy-',
    decideApprovals: '--yy-',
    keepCases: '--yy-',
    advanceClock: '--yy-',
  };

  test.each(Object.keys(CALL_TABLE) as Call[])('%s is for those whom the document names', (call) => {
    const who = ROLES.map((role) => (may({ roles: [role] }, call) ? 'y' : '-')).join('');
    expect(who).toBe(EXPECTED[call]);
    expect(may({ roles: [] }, call)).toBe(EXPECTED[call] === 'yyyyy');
  });
});

describe('a file', () => {
  const state = aCase();
  const chronology: GivenAnswer = {
    id: 'a1',
    step: 'submitChronology',
    by: PARTS.attendee,
    at: noonOn('2026-03-10'),
    body: { file: 'f1', from: '2025-03-01', to: '2026-03-01' },
  };
  const readers = (file: { sentBy: string; answers: readonly GivenAnswer[] }): readonly Who[] =>
    (
      [
        'administrator',
        'facilitator',
        'undeclared',
        'leadProfessional',
        'attendee',
        'absentAttendee',
        'notAttending',
        'actionOwner',
        'gone',
        'operator',
        'stranger',
      ] as const
    ).filter((who) => mayReadFile(viewerIn(state, who), state, file));

  test('that an answer names is fetched by whoever may read the answer', () => {
    expect(readers({ sentBy: 'account-attendee', answers: [chronology] })).toEqual([
      'administrator',
      'facilitator',
      'leadProfessional',
      'attendee',
      'absentAttendee',
    ]);
  });

  test('that no form names yet is its sender’s only, while they are on the case', () => {
    expect(readers({ sentBy: 'account-attendee', answers: [] })).toEqual(['attendee']);
    expect(readers({ sentBy: 'account-gone', answers: [] })).toEqual([]);
    expect(readers({ sentBy: 'account-operator', answers: [] })).toEqual([]);
  });

  test('is sent by whoever may now do a step that takes one, or an administrator for them', () => {
    const at = (stage: Stage): ReturnType<typeof aCase> => aCase({ stage });
    const own = (who: Part, stage: Stage, steps: readonly CaseStepId[]): boolean =>
      mayUpload(at(stage), viewerIn(at(stage), who), steps);
    expect(own('attendee', 'preparing', ['submitChronology', 'raiseImmediateRisk'])).toBe(true);
    expect(own('leadProfessional', 'session', ['submitAssessmentAndPlan'])).toBe(true);
    expect(own('attendee', 'concluding', ['submitPostEvaluation', 'raiseImmediateRisk'])).toBe(false);
    expect(own('facilitator', 'preparing', ['scheduleSession'])).toBe(false);
    const administrator = (stage: Stage): boolean =>
      mayUpload(at(stage), viewerIn(at(stage), 'administrator'), []);
    expect(
      ['triage', 'preparing', 'session', 'concluding', 'followUp'].map((stage) =>
        administrator(stage as Stage),
      ),
    ).toEqual([false, true, true, false, false]);
  });

  test('of a closed case is sent by the business manager only, to correct it', () => {
    const closed = closedOn('2026-09-21');
    const who = (each: Who): boolean => mayUpload(closed, viewerIn(closed, each, '2026-10-01'), []);
    expect([who('businessManager'), who('administrator'), who('attendee')]).toEqual([true, false, false]);
  });
});
