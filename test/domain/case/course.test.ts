import { describe, expect, test } from '@jest/globals';
import {
  ADMINISTRATOR,
  BUSINESS_MANAGER,
  FACILITATOR,
  LEAD,
  Play,
  POLICE,
  REQUESTER,
  SECOND,
  request,
  withClosures,
} from './play.ts';

const evaluation = { score: 2, why: 'Apart', successfulOutcomes: 'Together' };

describe('the usual course of a case', () => {
  test('goes from the request to completed, and its events fold to its state', () => {
    const play = new Play({ on: '2026-03-02T10:00' });
    expect(play.state.stage).toBe('triage');
    expect(play.task('decideRequest').dueOn).toBe('2026-03-05');

    play.accepted().facilitated();
    expect(play.state.stage).toBe('preparing');
    expect(play.state.sessionDueOn).toBe('2026-03-23');
    expect(play.task('submitChronology', POLICE).dueOn).toBeNull();

    play.scheduled('2026-03-19');
    expect(play.task('submitChronology', POLICE).dueOn).toBe('2026-03-16');
    expect(play.task('submitPreEvaluation', POLICE).dueOn).toBe('2026-03-16');
    expect(play.task('recordFamilyVoice', LEAD).dueOn).toBe('2026-03-18');
    expect(play.task('respondToInvitation', POLICE).dueOn).toBe('2026-03-05');

    for (const who of [REQUESTER, LEAD, POLICE]) {
      play.step(who, 'respondToInvitation', { response: 'attending', delegatedAuthority: true });
      play.step(who, 'submitChronology', { nilReturn: true, reason: 'None' });
      play.step(who, 'submitPreEvaluation', evaluation);
    }
    play.step(LEAD, 'submitAssessmentAndPlan', {
      assessment: { unavailable: 'Late' },
      plan: { unavailable: 'Late' },
    });

    play.until('2026-03-19T09:59');
    expect(play.state.stage).toBe('preparing');
    play.until('2026-03-19T10:00');
    expect(play.state.stage).toBe('session');
    expect(play.task('recordSession')).toMatchObject({ owner: 'facilitators', dueOn: '2026-03-20' });
    expect(play.tasks('submitPostEvaluation')).toHaveLength(0);
    play.until('2026-03-19T12:00');
    expect(play.tasks('submitPostEvaluation')).toHaveLength(3);

    play.held();
    expect(play.state.stage).toBe('concluding');
    expect(play.task('recordFamilyVoice')).toMatchObject({ status: 'notReturned' });
    expect(play.state.followUpDueOn).toBe('2026-09-21');
    play.concluded();
    expect(play.state.stage).toBe('followUp');
    play.until('2026-08-20T23:59');
    expect(play.tasks('recordFollowUp')).toHaveLength(0);
    // 20 working days before Monday 21 September 2026, past the bank holiday of 31 August.
    play.until('2026-08-21T00:00');
    expect(play.tasks('recordFollowUp').map((task) => task.about)).toEqual([
      'leadProfessional',
      'child',
      'family',
    ]);
    play.step(LEAD, 'reviewActions', { on: play.today, progress: 'Good', next: 'none' });
    play.until('2026-09-21T10:00');
    for (const task of play.tasks('recordFollowUp')) {
      expect(play.state.stage).toBe('followUp');
      play.step(ADMINISTRATOR, 'recordFollowUp', {
        taskId: task.id,
        interviewedBy: 'A colleague',
        held: true,
        on: play.today,
        outcomes: [{ successMeasureId: 'm1', result: 'better' }],
      });
    }
    expect(play.state).toMatchObject({ stage: 'closed', outcome: 'completed' });
    expect(play.state.tasks.filter((task) => task.status === 'open')).toEqual([]);
    expect(play.folded()).toEqual(play.state);
    expect(play.emailsOf('followUpDue').length).toBeGreaterThan(0);
    expect(play.emailsOf('caseClosed')).toHaveLength(4);
  });

  test('a task overdue is reminded, copied upwards, and at most four times', () => {
    const play = new Play({ on: '2026-03-02T10:00' });
    play.until('2026-06-30T12:00');
    const reminders = play.events.filter((event) => event.body.type === 'remindersGiven');
    // Due Thursday 5 March: 3 March, 5 March, then overdue on 6, 13, 20 and 27 March.
    expect(reminders.map((event) => new Date(event.at).toISOString())).toEqual([
      '2026-03-03T09:00:00.000Z',
      '2026-03-05T09:00:00.000Z',
      '2026-03-06T09:00:00.000Z',
      '2026-03-13T09:00:00.000Z',
      '2026-03-20T09:00:00.000Z',
      '2026-03-27T09:00:00.000Z',
    ]);
    expect(
      play
        .emailsOf('overdueCopy')
        .every((email) => 'role' in email.to && email.to.role === 'businessManager'),
    ).toBe(true);
  });

  test('a session at short notice has its preparation due today', () => {
    const play = new Play({ on: '2026-03-02T10:00' }).accepted().facilitated().scheduled('2026-03-03');
    expect(play.task('submitChronology', POLICE).dueOn).toBe('2026-03-02');
    expect(play.task('recordFamilyVoice').dueOn).toBe('2026-03-02');
    expect(play.state.session?.shortNotice).toBe(true);
    expect(play.state.flags).toContain('shortNotice');
    play.scheduled('2026-03-18', { reason: 'Too soon' });
    expect(play.task('submitChronology', POLICE).dueOn).toBe('2026-03-13');
    expect(play.state.flags).not.toContain('shortNotice');
  });

  test('put off and set anew: the due date stays, the number grows, the calendar entry is withdrawn', () => {
    const play = new Play({ on: '2026-03-02T10:00' }).accepted().facilitated().scheduled('2026-03-19');
    play.step(POLICE, 'respondToInvitation', { response: 'notAttending' });
    expect(play.task('submitPreEvaluation', POLICE).status).toBe('noLongerNeeded');
    play.step(ADMINISTRATOR, 'scheduleSession', { putOff: true, reason: 'Illness', notBefore: '2026-03-30' });
    expect(play.state.session).toBeNull();
    expect(play.state.sessionDueOn).toBe('2026-03-23');
    expect(play.task('submitChronology', POLICE).dueOn).toBeNull();
    // Three working days after Monday 30 March.
    expect(play.task('scheduleSession')).toMatchObject({ status: 'open', dueOn: '2026-04-02' });
    play.scheduled('2026-04-15', { reason: 'After Easter' });
    expect(play.state.session).toMatchObject({ number: 2, sequence: 0, late: true });
    expect(play.task('respondToInvitation', POLICE).status).toBe('open');
    expect(play.task('submitPreEvaluation', POLICE).status).toBe('open');
    // Three working days before 15 April 2026: 10 April (Easter Monday was the 6th).
    expect(play.task('submitChronology', POLICE).dueOn).toBe('2026-04-10');
  });

  test('a session that was not held goes back to preparing', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-19').until('2026-03-19T13:00');
    play.step(FACILITATOR, 'recordSession', { held: false, reason: 'Fire alarm' });
    expect(play.state).toMatchObject({ stage: 'preparing', session: null });
    expect(play.task('scheduleSession')).toMatchObject({ status: 'open', dueOn: '2026-03-24' });
    expect(play.tasks('submitPostEvaluation').every((task) => task.status === 'noLongerNeeded')).toBe(true);
  });

  test('a facilitator in conflict leaves at once and another is asked for', () => {
    const play = new Play().accepted().facilitated(FACILITATOR, SECOND);
    play.step(SECOND, 'declareIndependence', {
      independent: false,
      conflict: 'lineManagement',
      detail: 'I manage them',
    });
    expect(play.person(SECOND).leftOn).toBe(play.today);
    expect(play.task('appointFacilitators').status).toBe('open');
    play.step(ADMINISTRATOR, 'appointFacilitators', { facilitatorIds: [FACILITATOR.personId] });
    expect(play.task('appointFacilitators').status).toBe('done');
    expect(
      play.attempt(ADMINISTRATOR, 'appointFacilitators', { facilitatorIds: [SECOND.personId] }).type,
    ).toBe('refused');
  });

  test('a deputy joins once confirmed, and takes over all but the chronology', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-19');
    const deputy = { agency: 'police', name: 'deputy', email: 'deputy@partner.example' };
    play.step(POLICE, 'respondToInvitation', { response: 'deputy', deputy });
    const proposed = play.state.participants.find((each) => each.email === deputy.email);
    expect(proposed?.joinedOn).toBeNull();
    expect(play.task('confirmParticipant').about).toBe(proposed?.id);
    play.step(ADMINISTRATOR, 'changeParticipants', { add: { role: 'attendee', ...deputy } });
    expect(play.task('confirmParticipant').status).toBe('done');
    const joined = play.state.participants.find((each) => each.email === deputy.email);
    expect(
      play.state.tasks
        .filter((task) => task.owner === joined?.id && task.status === 'open')
        .map((task) => task.kind)
        .sort(),
    ).toEqual(['respondToInvitation', 'submitPreEvaluation']);
    expect(play.person(POLICE).roles).not.toContain('attendee');
    play.step(POLICE, 'submitChronology', { nilReturn: true, reason: 'None' });
    expect(play.task('submitChronology', POLICE).status).toBe('done');
  });

  test('a participant who is replaced hands on open tasks and loses access', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-19');
    const newcomer = { agency: 'police', name: 'newcomer', email: 'newcomer@partner.example' };
    const gone = play.person(POLICE);
    play.step(ADMINISTRATOR, 'changeParticipants', {
      replace: { participantId: gone.id, with: newcomer, reason: 'Moved on' },
    });
    expect(play.person(POLICE).leftOn).toBe(play.today);
    expect(play.state.tasks.filter((task) => task.owner === gone.id && task.status === 'open')).toEqual([]);
    expect(play.attempt(POLICE, 'submitChronology', { nilReturn: true, reason: 'None' }).type).toBe(
      'forbidden',
    );
    expect(play.emailsOf('invitationWithdrawn')).toHaveLength(1);
  });

  test('a local closure moves only what counts back from the session', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-19');
    const { sessionDueOn } = play.state;
    play.changeCalendar(withClosures('2026-03-17'));
    expect(play.task('submitChronology', POLICE).dueOn).toBe('2026-03-13');
    expect(play.task('recordFamilyVoice').dueOn).toBe('2026-03-18');
    expect(play.state.sessionDueOn).toBe(sessionDueOn);
    expect(play.task('appointFacilitators').status).toBe('done');
  });

  test('without a lead professional the requester owns the family voice, and nobody the assessment', () => {
    const play = new Play({ body: request({ leadProfessional: { who: 'none' } }) }).accepted();
    expect(play.task('recordFamilyVoice', REQUESTER).status).toBe('open');
    expect(play.tasks('submitAssessmentAndPlan')).toHaveLength(0);
  });

  test('received by telephone: the date received decides lateness, and both names are recorded', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-19').until('2026-03-17T10:00');
    const onBehalfOf = { participantId: play.person(POLICE).id, receivedOn: '2026-03-16', how: 'telephone' };
    play.step(ADMINISTRATOR, 'submitPreEvaluation', { ...evaluation, onBehalfOf });
    expect(play.task('submitPreEvaluation', POLICE)).toMatchObject({
      status: 'done',
      doneOn: '2026-03-16',
      late: false,
    });
    play.step(REQUESTER, 'submitPreEvaluation', evaluation);
    expect(play.task('submitPreEvaluation', REQUESTER)).toMatchObject({ doneOn: '2026-03-17', late: true });
  });

  test('evaluations lapse at midnight after the tenth working day, and late ones are still taken', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-12').until('2026-03-12T13:00').held();
    play.until('2026-03-26T23:59');
    expect(play.task('submitPostEvaluation', POLICE).status).toBe('open');
    play.until('2026-03-27T00:00');
    expect(play.task('submitPostEvaluation', POLICE).status).toBe('notReturned');
    play.step(POLICE, 'submitPostEvaluation', {
      score: 4,
      workedWell: 'A',
      better: 'B',
      learningPoints: 'C',
    });
    expect(play.task('submitPostEvaluation', POLICE)).toMatchObject({ status: 'done', late: true });
  });

  test('a closed case takes only a correction by the business manager, with a reason', () => {
    const play = new Play();
    play.step(ADMINISTRATOR, 'decideRequest', { decision: 'decline', reason: 'One service only' });
    expect(play.state).toMatchObject({ stage: 'closed', outcome: 'declined' });
    expect(
      play.attempt(ADMINISTRATOR, 'decideRequest', { decision: 'decline', reason: 'Other words' }),
    ).toMatchObject({
      type: 'refused',
      why: 'The case is closed',
    });
    const manager = (more: object): string =>
      play.attempt(BUSINESS_MANAGER, 'decideRequest', { decision: 'decline', reason: 'Other words', ...more })
        .type;
    expect(manager({})).toBe('invalid');
    expect(manager({ correctionReason: 'Wrong file' })).toBe('applied');
    expect(play.state).toMatchObject({ stage: 'closed', outcome: 'declined' });
  });

  test('a risk raised is assessed within a working day, and can put the session off', () => {
    const play = new Play().accepted().facilitated().scheduled('2026-03-19');
    play.step(POLICE, 'raiseImmediateRisk', {
      what: 'Rang',
      referredTo: 'The team',
      at: '2026-03-02T09:00',
      by: 'police',
    });
    expect(play.emailsOf('riskRaised')).toHaveLength(1);
    expect(play.task('assessRisk').dueOn).toBe('2026-03-03');
    play.step(ADMINISTRATOR, 'assessRisk', {
      decision: 'putOff',
      reason: 'Enquiry first',
      notBefore: '2026-03-20',
    });
    expect(play.state.session).toBeNull();
    expect(play.task('assessRisk').status).toBe('done');
  });
});
