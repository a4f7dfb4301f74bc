import { describe, expect, test } from '@jest/globals';
import type { TaskKind } from '../../../domain/process/vocabulary.ts';
import { ADMINISTRATOR, FACILITATOR, LEAD, Play, POLICE, request, SECOND } from './play.ts';

// Dates counted by hand: Christmas 2026 has no working day on 25 and 28 December, nor on 1 January 2027.
const unaware = request({
  leadProfessional: {
    who: 'another',
    aware: false,
    agency: 'childrensSocialCare',
    name: 'lead',
    email: LEAD.email,
  },
});

function overChristmas(): Play {
  const play = new Play({ on: '2026-12-16T10:00', body: unaware }).accepted();
  play.step(ADMINISTRATOR, 'appointFacilitators', { facilitatorIds: [FACILITATOR.personId] });
  return play.scheduled('2027-01-06');
}

function heldOverChristmas(): Play {
  const play = overChristmas().step(FACILITATOR, 'declareIndependence', { independent: true });
  play.until('2027-01-06T12:00');
  return play.held({
    planChangesSuggested: { what: 'Fewer visits', sharedBy: play.person(LEAD).id },
    actions: [{ what: 'Ring', ownerId: play.person(POLICE).id, dueOn: '2027-02-13' }],
    reviewOn: '2027-02-20',
  });
}

describe('When each task is due', () => {
  test.each<[TaskKind, string]>([
    ['decideRequest', '2026-12-21'],
    ['confirmLeadProfessional', '2026-12-18'],
    ['appointFacilitators', '2026-12-21'],
    ['scheduleSession', '2026-12-23'],
    ['declareIndependence', '2026-12-18'],
    ['respondToInvitation', '2026-12-21'],
    ['submitChronology', '2026-12-31'],
    ['submitAssessmentAndPlan', '2026-12-31'],
    ['submitPreEvaluation', '2026-12-31'],
    ['recordFamilyVoice', '2027-01-05'],
  ])('%s, requested on 16 December 2026 for a session on 6 January 2027: %s', (kind, dueOn) => {
    expect(overChristmas().task(kind).dueOn).toBe(dueOn);
  });

  test('the session itself, fifteen working days over Christmas', () => {
    expect(overChristmas().state.sessionDueOn).toBe('2027-01-11');
  });

  test('the session sooner, where the acceptance says so', () => {
    expect(
      new Play({ on: '2026-12-16T10:00' }).accepted({ sessionBy: '2026-12-27' }).state.sessionDueOn,
    ).toBe('2026-12-27');
  });

  test.each<[TaskKind, string]>([
    ['recordSession', '2027-01-07'],
    ['submitPostEvaluation', '2027-01-06'],
    ['publishSummary', '2027-01-13'],
    ['recordLearning', '2027-01-20'],
    ['recordTrackerEntry', '2027-01-20'],
    ['sharePlanChanges', '2027-01-20'],
    ['action', '2027-02-13'],
    ['reviewActions', '2027-02-20'],
  ])('%s, after a session on 6 January 2027: %s', (kind, dueOn) => {
    expect(heldOverChristmas().task(kind).dueOn).toBe(dueOn);
  });

  test('plan changes five working days after the summary, if sooner', () => {
    const play = heldOverChristmas().until('2027-01-08T10:00');
    play.step(FACILITATOR, 'publishSummary', { keyLearningPoints: ['One plan'] });
    expect(play.task('sharePlanChanges').dueOn).toBe('2027-01-15');
  });

  test('the follow-up on 6 July 2027, open from 8 June', () => {
    const play = heldOverChristmas();
    expect(play.state.followUpDueOn).toBe('2027-07-06');
    expect(play.until('2027-06-07T23:59').tasks('recordFollowUp')).toHaveLength(0);
    expect(play.until('2027-06-08T00:00').task('recordFollowUp').dueOn).toBe('2027-07-06');
  });

  test.each([
    ['the end of August to a leap day', '2027-08-31', '2028-02-29'],
    ['the end of August to a Sunday, so to Monday', '2026-08-31', '2027-03-01'],
    ['to Easter Monday, so to Tuesday', '2026-09-29', '2027-03-30'],
    ['to the substitute of Boxing Day, so to Tuesday', '2026-06-28', '2026-12-29'],
  ])('the follow-up six months on: %s', (_why, heldOn, dueOn) => {
    const play = new Play({ on: `${heldOn}T08:00` }).accepted().facilitated().scheduled(heldOn);
    expect(play.until(`${heldOn}T12:30`).held().state.followUpDueOn).toBe(dueOn);
  });

  test('a return for information, five working days over Easter 2026', () => {
    const play = new Play({ on: '2026-03-31T10:00' });
    play.step(ADMINISTRATOR, 'decideRequest', { decision: 'returnForInformation', reason: 'More' });
    // 1 and 2 April, then 7, 8 and 9 April.
    expect(play.task('amendRequest').dueOn).toBe('2026-04-09');
  });

  test('a deputy confirmed and a risk assessed by the next working day: Tuesday after Easter', () => {
    const play = new Play({ on: '2026-03-25T10:00' })
      .accepted()
      .facilitated(FACILITATOR, SECOND)
      .scheduled('2026-04-14');
    play.until('2026-04-02T16:00');
    const deputy = { agency: 'police', name: 'deputy', email: 'deputy@partner.example' };
    play.step(POLICE, 'respondToInvitation', { response: 'deputy', deputy });
    play.step(POLICE, 'raiseImmediateRisk', {
      what: 'Rang',
      referredTo: 'Team',
      at: '2026-04-02T09:00',
      by: 'police',
    });
    expect(play.task('confirmParticipant').dueOn).toBe('2026-04-07');
    expect(play.task('assessRisk').dueOn).toBe('2026-04-07');
  });
});

describe('When reminders come', () => {
  const reminded = (play: Play): readonly string[] =>
    play.events.flatMap((event) =>
      event.body.type === 'remindersGiven' ? [new Date(event.at).toISOString()] : [],
    );

  test('at 09:00 in London, before and after the clocks go forward on 29 March 2026', () => {
    const play = new Play({ on: '2026-03-25T10:00' });
    play.until('2026-04-08T12:00');
    // Due on Monday 30 March: two working days before is Thursday 26 March; overdue on the 31st and, five working
    // days later and past Easter, on 9 April.
    expect(reminded(play)).toEqual([
      '2026-03-26T09:00:00.000Z',
      '2026-03-30T08:00:00.000Z',
      '2026-03-31T08:00:00.000Z',
    ]);
    expect(reminded(play.until('2026-04-09T12:00'))).toHaveLength(4);
  });

  test('of the session’s due date: five and two working days left, on the breach, and every ten after it', () => {
    const play = new Play({ on: '2026-03-02T10:00' }).accepted().until('2026-05-01T12:00');
    const days = play.events.flatMap((event) =>
      event.body.type === 'sessionDueReminded' ? [new Date(event.at).toISOString().slice(0, 10)] : [],
    );
    // Due on 23 March; Good Friday is 3 April, Easter Monday the 6th.
    expect(days).toEqual(['2026-03-16', '2026-03-19', '2026-03-24', '2026-04-09', '2026-04-23']);
  });

  test('of the follow-up: on its opening, five working days before, and on the day', () => {
    const play = heldOverChristmas();
    const before = reminded(play).length;
    play.concluded().step(LEAD, 'sharePlanChanges', { shared: true, on: play.today, how: 'At home' });
    play.step(ADMINISTRATOR, 'updateAction', { actionId: 'a1', status: 'done' });
    play.step(LEAD, 'reviewActions', { on: play.today, progress: 'Good', next: 'none' });
    play.until('2027-07-06T12:00');
    expect(
      reminded(play)
        .slice(before)
        .map((when) => when.slice(0, 10)),
    ).toEqual(['2027-06-08', '2027-06-29', '2027-07-06']);
  });

  test('none for what is done, and none on the day on which a task opens', () => {
    const play = new Play({ on: '2026-03-02T08:00' }).accepted();
    play.until('2026-03-02T23:00');
    expect(reminded(play)).toEqual([]);
    play.facilitated().scheduled('2026-03-20').until('2026-03-31T12:00');
    for (const event of play.events) {
      if (event.body.type !== 'remindersGiven') continue;
      for (const { taskId } of event.body.reminders) {
        const task = play.state.tasks.find((each) => each.id === taskId);
        expect(new Date(event.at).toISOString().slice(0, 10)).not.toBe(task?.openedOn);
      }
    }
  });

  test('all of one person and day go in one email', () => {
    const play = new Play({ on: '2026-03-02T10:00' }).accepted().facilitated().scheduled('2026-03-19');
    const from = play.emails.length;
    play.until('2026-03-12T09:00');
    const lead = play.person(LEAD).id;
    const digests = play.emails
      .slice(from)
      .filter(
        (email) =>
          email.kind === 'reminder' && 'participantId' in email.to && email.to.participantId === lead,
      );
    const onThatDay = digests.filter((email) => email.at === play.now);
    expect(onThatDay).toHaveLength(1);
    expect(onThatDay[0]?.data.tasks?.map((task) => task.kind).sort()).toEqual([
      'submitAssessmentAndPlan',
      'submitChronology',
      'submitPreEvaluation',
    ]);
  });
});
