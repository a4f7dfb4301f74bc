import { describe, expect, test } from '@jest/globals';
import { ACCESS_TABLE, answerFor, type GivenAnswer } from '../../../domain/access/index.ts';
import type { CaseState } from '../../../domain/case/state.ts';
import { STEPS, type StepId } from '../../../domain/process/vocabulary.ts';
import { PARTS, aCase, closedOn, noonOn, viewerIn, type Part, type Who } from './a-case.ts';

const isPart = (who: Who): who is Part => Object.hasOwn(PARTS, who);

function given(step: StepId, by: string, body: object, id = 'answer'): GivenAnswer {
  return { id, step, by, at: noonOn('2026-03-18'), body };
}

/** A body with something for every rule to look at. */
const BODY = {
  text: 'TEXT',
  independent: true,
  actionId: 'a2',
  existingReference: 'OTHER-CASE',
  mother: { name: 'Ann', address: 'FAMILY-ADDRESS' },
  voices: [
    {
      who: 'child',
      childId: 'c1',
      gained: true,
      views: 'VIEWS',
      agreedToShare: 'AGREED',
      notToShare: 'KEPT-BACK',
    },
    { who: 'mother', gained: false, why: 'declined', reason: 'REASON' },
  ],
};

/**
 * How much of this answer is seen: `A` all, `x` all but another case's identifier, `f` all but the family's
 * addresses, `s` what was agreed to share, `-` nothing.
 */
function seen(state: CaseState, who: Who, step: StepId, by: string, at: string): string {
  const answer = given(step, by, BODY);
  const body = answerFor(viewerIn(state, who, at), state, answer, [answer]);
  if (body === null) return '-';
  const shown = JSON.stringify(body);
  const has = (marker: string): boolean => shown.includes(marker);
  if (!has('TEXT')) return has('AGREED') && !has('VIEWS') && !has('KEPT-BACK') && !has('REASON') ? 's' : '?';
  if (!has('FAMILY-ADDRESS')) return has('OTHER-CASE') ? 'f' : '?';
  return has('OTHER-CASE') ? 'A' : 'x';
}

const COLUMNS: readonly Who[] = [
  'administrator',
  'businessManager',
  'facilitator',
  'undeclared',
  'requester',
  'leadProfessional',
  'attendee',
  'absentAttendee',
  'notAttending',
  'replaced',
  'actionOwner',
  'interviewer',
];

/** For each column: their own answer, then somebody else's. Administrators have none of their own here. */
function grid(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return new Map(lines.map(([step = '', ...cells]) => [step, cells]));
}

// Written by hand from the document, not from the table in the code.
const OPEN = grid(`
                       adm bm  fac und req lp  att abs not rep own int
submitRequest           AA  AA  AA  --  AA  AA  ff  ff  --  --  --  --
confirmLeadProfessional AA  AA  AA  --  AA  AA  --  --  --  --  --  --
decideRequest           AA  AA  --  --  xx  --  --  --  --  --  --  --
amendRequest            AA  AA  AA  --  AA  AA  ff  ff  --  --  --  --
withdrawRequest         AA  AA  --  --  A-  --  --  --  --  --  --  --
appointFacilitators     AA  AA  --  --  --  --  --  --  --  --  --  --
declareIndependence     AA  AA  A-  --  --  --  --  --  --  --  --  --
scheduleSession         AA  AA  AA  --  --  --  --  --  --  --  --  --
respondToInvitation     AA  AA  AA  --  A-  A-  A-  A-  A-  A-  --  --
submitChronology        AA  AA  AA  --  A-  AA  AA  AA  A-  A-  --  --
submitAssessmentAndPlan AA  AA  AA  --  A-  AA  AA  AA  --  --  --  --
recordFamilyVoice       AA  AA  AA  --  A-  AA  ss  ss  --  --  --  --
submitPreEvaluation     AA  AA  AA  --  A-  A-  A-  A-  --  --  --  --
recordSession           AA  AA  AA  --  --  AA  AA  --  --  --  --  --
submitPostEvaluation    AA  AA  AA  --  A-  A-  A-  A-  --  --  --  --
publishSummary          AA  AA  AA  --  AA  AA  AA  AA  AA  AA  AA  AA
sharePlanChanges        AA  AA  AA  --  A-  AA  A-  A-  A-  A-  A-  A-
recordLearning          AA  AA  A-  --  --  --  --  --  --  --  --  --
recordTrackerEntry      AA  AA  --  --  --  --  --  --  --  --  --  --
updateAction            AA  AA  AA  --  AA  AA  AA  AA  A-  A-  A-  --
reviewActions           AA  AA  AA  --  AA  AA  AA  AA  --  --  --  --
nameInterviewer         AA  AA  AA  --  --  --  --  --  --  --  --  --
recordFollowUp          AA  AA  AA  --  --  AA  --  --  --  --  --  A-
changeParticipants      AA  AA  AA  --  --  --  --  --  --  --  --  --
waiveTask               AA  AA  AA  --  --  --  --  --  --  --  --  --
raiseImmediateRisk      AA  AA  AA  --  A-  A-  A-  A-  A-  A-  A-  A-
assessRisk              AA  AA  --  --  --  --  --  --  --  --  --  --
cancelCase              AA  AA  --  --  --  --  --  --  --  --  --  --
`);

// In the 28 days: the summary, and of what they could read only their own.
const AFTER_CLOSING = grid(`
                       adm bm  fac und req lp  att abs not rep own int
submitRequest           AA  AA  A-  --  A-  A-  --  --  --  --  --  --
confirmLeadProfessional AA  AA  A-  --  A-  A-  --  --  --  --  --  --
decideRequest           AA  AA  --  --  xx  --  --  --  --  --  --  --
amendRequest            AA  AA  A-  --  A-  A-  --  --  --  --  --  --
withdrawRequest         AA  AA  --  --  A-  --  --  --  --  --  --  --
appointFacilitators     AA  AA  --  --  --  --  --  --  --  --  --  --
declareIndependence     AA  AA  A-  --  --  --  --  --  --  --  --  --
scheduleSession         AA  AA  A-  --  --  --  --  --  --  --  --  --
respondToInvitation     AA  AA  A-  --  A-  A-  A-  A-  A-  A-  --  --
submitChronology        AA  AA  A-  --  A-  A-  A-  A-  A-  A-  --  --
submitAssessmentAndPlan AA  AA  A-  --  A-  A-  A-  A-  --  --  --  --
recordFamilyVoice       AA  AA  A-  --  A-  A-  --  --  --  --  --  --
submitPreEvaluation     AA  AA  A-  --  A-  A-  A-  A-  --  --  --  --
recordSession           AA  AA  A-  --  --  A-  --  --  --  --  --  --
submitPostEvaluation    AA  AA  A-  --  A-  A-  A-  A-  --  --  --  --
publishSummary          AA  AA  AA  --  AA  AA  AA  AA  AA  AA  AA  AA
sharePlanChanges        AA  AA  A-  --  A-  A-  A-  A-  A-  A-  A-  A-
recordLearning          AA  AA  A-  --  --  --  --  --  --  --  --  --
recordTrackerEntry      AA  AA  --  --  --  --  --  --  --  --  --  --
updateAction            AA  AA  A-  --  A-  A-  A-  A-  A-  A-  A-  --
reviewActions           AA  AA  A-  --  A-  A-  A-  A-  --  --  --  --
nameInterviewer         AA  AA  A-  --  --  --  --  --  --  --  --  --
recordFollowUp          AA  AA  A-  --  --  A-  --  --  --  --  --  A-
changeParticipants      AA  AA  A-  --  --  --  --  --  --  --  --  --
waiveTask               AA  AA  A-  --  --  --  --  --  --  --  --  --
raiseImmediateRisk      AA  AA  A-  --  A-  A-  A-  A-  A-  A-  A-  A-
assessRisk              AA  AA  --  --  --  --  --  --  --  --  --  --
cancelCase              AA  AA  --  --  --  --  --  --  --  --  --  --
`);

describe('who reads which answer', () => {
  const open = aCase();
  const closed = closedOn('2026-09-21');

  test('the table has a cell for every step, reader and phase, each with its reason', () => {
    const answers = ACCESS_TABLE.filter((cell) => cell.area === 'answer');
    expect(answers).toHaveLength(STEPS.length * 10 * 2);
    expect(answers.filter((cell) => cell.why.length < 15)).toEqual([]);
  });

  test.each(STEPS)('%s is read as the document says, by everybody, open and after closing', (step) => {
    const walk = (state: CaseState, at: string): readonly string[] =>
      COLUMNS.map((who) => {
        const own = isPart(who) ? PARTS[who] : 'administrators';
        return seen(state, who, step, own, at) + seen(state, who, step, 'p99', at);
      });
    expect(walk(open, '2026-03-19')).toEqual(OPEN.get(step));
    expect(walk(closed, '2026-10-01')).toEqual(AFTER_CLOSING.get(step));
  });

  test.each(STEPS)(
    '%s is read by nobody but administrators once 28 days have gone by since closing',
    (step) => {
      for (const who of COLUMNS.slice(2)) {
        const own = isPart(who) ? PARTS[who] : 'administrators';
        expect([who, seen(closed, who, step, own, '2026-10-20')]).toEqual([who, '-']);
      }
      expect(seen(closed, 'administrator', step, 'p3', '2027-10-20')).toBe('A');
      expect(seen(closed, 'businessManager', step, 'p3', '2027-10-20')).toBe('A');
    },
  );

  test.each(STEPS)(
    '%s is not read by those who left, are not confirmed, are in conflict or are no part of it',
    (step) => {
      for (const who of ['gone', 'unconfirmedDeputy', 'conflicted', 'operator', 'stranger'] as const) {
        const own = isPart(who) ? PARTS[who] : 'p99';
        expect([who, seen(open, who, step, own, '2026-03-19')]).toEqual([who, '-']);
      }
    },
  );

  test.each(STEPS)('%s is read before acceptance by nobody but requester and administrators', (step) => {
    const before = aCase({ stage: 'triage', acceptedOn: null });
    for (const who of COLUMNS.slice(2).filter((each) => each !== 'requester')) {
      const own = isPart(who) ? PARTS[who] : 'p99';
      expect([who, seen(before, who, step, own, '2026-03-02')]).toEqual([who, '-']);
    }
  });

  test('a facilitator who declared reads no earlier answer in which they were not available', () => {
    const answer = given('declareIndependence', PARTS.facilitator, { available: false, reason: 'REASON' });
    expect(answerFor(viewerIn(open, 'facilitator'), open, answer, [answer])).toBeNull();
    expect(answerFor(viewerIn(open, 'administrator'), open, answer, [answer])).toEqual(answer.body);
  });

  test('an owner who is nothing else reads what others write about their action', () => {
    const answer = given('updateAction', PARTS.facilitator, { actionId: 'a1', status: 'open', note: 'NOTE' });
    expect(answerFor(viewerIn(open, 'actionOwner'), open, answer, [answer])).toEqual(answer.body);
    const other = { ...answer, body: { actionId: 'a2', status: 'open', note: 'NOTE' } };
    expect(answerFor(viewerIn(open, 'actionOwner'), open, other, [other])).toBeNull();
  });

  test('a lead professional who does not attend keeps what they have as lead professional', () => {
    const state = aCase({
      participants: open.participants.map((each) =>
        each.id === PARTS.leadProfessional ? { ...each, response: 'notAttending' as const } : each,
      ),
    });
    expect(seen(state, 'leadProfessional', 'submitChronology', 'p3', '2026-03-19')).toBe('A');
    expect(seen(state, 'leadProfessional', 'recordFamilyVoice', 'p1', '2026-03-19')).toBe('A');
  });
});

describe('the family’s voice', () => {
  const voice = (id: string, by: string, shared: string): GivenAnswer =>
    given('recordFamilyVoice', by, { voices: [{ who: 'child', gained: true, agreedToShare: shared }] }, id);
  const newer = voice('newer', PARTS.requester, 'NOW AGREED');
  const older = voice('older', PARTS.leadProfessional, 'ONCE AGREED');
  const all = [newer, older];
  const state = aCase({
    given: [
      { step: 'recordFamilyVoice', by: PARTS.requester, count: 1 },
      { step: 'recordFamilyVoice', by: PARTS.leadProfessional, count: 1 },
    ],
  });

  test('attendees read what the newest record says was agreed to share, also where somebody else recorded it', () => {
    const attendee = viewerIn(state, 'attendee');
    expect(JSON.stringify(answerFor(attendee, state, newer, all))).toContain('NOW AGREED');
    expect(answerFor(attendee, state, older, all)).toBeNull();
  });

  test('attendees do not read whose voice was not gained, nor why', () => {
    const answer = given('recordFamilyVoice', PARTS.leadProfessional, BODY);
    expect(answerFor(viewerIn(aCase(), 'attendee'), aCase(), answer, [answer])).toEqual({
      voices: [{ who: 'child', childId: 'c1', gained: true, agreedToShare: 'AGREED' }],
    });
  });

  test('the lead professional reads every version', () => {
    expect(answerFor(viewerIn(state, 'leadProfessional'), state, older, all)).toEqual(older.body);
  });

  test('without all records of it at hand attendees read none', () => {
    expect(answerFor(viewerIn(state, 'attendee'), state, older, [older])).toBeNull();
  });
});
