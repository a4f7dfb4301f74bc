import { describe, expect, test } from '@jest/globals';
import { exampleOf, fullRequest, plainRequest } from './examples.ts';
import type { Json } from './examples.ts';
import { fieldsRefused, refusalOf } from './refusals.ts';

const request = (change: Json) => ({ ...plainRequest(), ...change });
const child = (change: Json) => request({ child: { ...(plainRequest()['child'] as object), ...change } });

describe('A request', () => {
  test('at immediate risk is not made: the message names the route', () => {
    expect(refusalOf('submitRequest', request({ immediateRiskNotReferred: true }))).toEqual({
      immediateRiskNotReferred:
        'Stop here. Where a child is at immediate risk of harm, follow the local child protection process and refer the child now',
    });
  });

  test('that is only a disagreement is not made: the message names the escalation process', () => {
    expect(refusalOf('amendRequest', request({ onlyAboutDisagreement: true }))).toEqual({
      onlyAboutDisagreement:
        'Stop here. For a disagreement between professionals, use the Resolving Professional Disagreements and Escalation Process',
    });
  });

  test('gives the child’s date of birth or due date, exactly one', () => {
    const { dateOfBirth: _left, ...unborn } = plainRequest()['child'] as { dateOfBirth: string };
    expect(fieldsRefused('submitRequest', request({ child: unborn }))).toEqual(['child.dateOfBirth']);
    expect(fieldsRefused('submitRequest', request({ child: { ...unborn, dueDate: '2026-02-25' } }))).toEqual(
      [],
    );
    expect(fieldsRefused('submitRequest', child({ dueDate: '2026-05-01' }))).toEqual(['child.dueDate']);
    expect(fieldsRefused('submitRequest', child({ dateOfBirth: '2026-03-03' }))).toEqual([
      'child.dateOfBirth',
    ]);
  });

  test('says the level of need of every child the session is about', () => {
    const siblings = [{ name: 'A' }, { name: 'B', alsoSubject: true }, { name: 'C', alsoSubject: false }];
    expect(fieldsRefused('submitRequest', request({ siblings }))).toEqual(['siblings[1].levelOfNeed']);
  });

  test('names two or more practitioners, one address being one of them', () => {
    const itself = {
      agency: 'other',
      agencyDetail: 'Hub',
      name: 'P. Raman',
      email: 'PRIYA.RAMAN@moorside-hub.example',
    };
    expect(fieldsRefused('submitRequest', request({ invitees: [] }))).toEqual(['invitees']);
    expect(fieldsRefused('submitRequest', request({ invitees: [itself] }))).toEqual(['invitees']);
    expect(
      fieldsRefused(
        'submitRequest',
        request({ invitees: [], leadProfessional: fullRequest()['leadProfessional'] }),
      ),
    ).toEqual([]);
  });

  test('names an invitee with an email address or a telephone number, and which other agency', () => {
    const invitees = [
      { agency: 'police', name: 'A' },
      { agency: 'other', name: 'B', email: 'not one' },
      { agency: 'gp', name: 'C', telephone: '1' },
    ];
    expect(refusalOf('submitRequest', request({ invitees }))).toEqual({
      'invitees[0].email': 'Enter an email address or a telephone number',
      'invitees[1].agencyDetail': 'Enter which other agency',
      'invitees[1].email': 'Enter an email address, like name@agency.example',
    });
  });

  test('gives at least one reason why the model may help, each once', () => {
    expect(fieldsRefused('submitRequest', request({ criteria: [] }))).toEqual(['criteria']);
    expect(fieldsRefused('submitRequest', request({ criteria: ['stuck', 'drifting', 'stuck'] }))).toEqual([
      'criteria[2]',
    ]);
  });

  test('is told all its faults at once, whatever else is wrong', () => {
    const sent = {
      ...fullRequest(),
      child: {
        surname: 5,
        forename: ' ',
        dueDate: '2026-05-01',
        dateOfBirth: '2027-01-01',
        levelOfNeed: 'high',
      },
      siblings: [{ name: '', alsoSubject: true, colour: 'blue' }],
      urgency: { soonerBy: '2026-03-01' },
      invitees: 'everybody',
      unknown: 1,
    };
    expect([...fieldsRefused('submitRequest', sent)].sort()).toEqual(
      [
        'child.dateOfBirth',
        'child.dueDate',
        'child.forename',
        'child.levelOfNeed',
        'child.surname',
        'invitees',
        'siblings[0].colour',
        'siblings[0].levelOfNeed',
        'siblings[0].name',
        'unknown',
        'urgency.soonerBy',
        'urgency.why',
      ].sort(),
    );
  });
});

describe('Rules over several fields', () => {
  const faultsOf = (step: Parameters<typeof exampleOf>[0], change: Json) =>
    fieldsRefused(step, { ...exampleOf(step), ...change });

  test('a session has a place or a link, and the link can be opened', () => {
    const { place: _place, ...session } = exampleOf('scheduleSession');
    expect(fieldsRefused('scheduleSession', session)).toEqual(['place']);
    expect(fieldsRefused('scheduleSession', { ...session, link: 'javascript:alert(1)' })).toEqual(['link']);
    expect(fieldsRefused('scheduleSession', { ...session, link: 'https://meet.example/a' })).toEqual([]);
  });

  test('each attendee’s delegated authority is said, and who will agree without it', () => {
    const attendance = [
      { participantId: 'p1', attended: true },
      { participantId: 'p2', attended: true, delegatedAuthority: false },
      { participantId: 'p2', attended: false },
    ];
    expect(faultsOf('recordSession', { attendance })).toEqual([
      'attendance[0].delegatedAuthority',
      'attendance[1].authorityNote',
      'attendance[2].participantId',
    ]);
  });

  test('a session of fewer than two says why it went on', () => {
    const attendance = [{ participantId: 'p1', attended: true, delegatedAuthority: true }];
    expect(faultsOf('recordSession', { attendance })).toEqual(['proceededWithout']);
  });

  test('success measures have ids of their own, which actions name', () => {
    const successMeasures = [
      { id: 'a', text: 'x' },
      { id: 'a', text: 'y' },
      { id: 'no spaces', text: 'z' },
    ];
    const actions = [{ what: 'x', ownerId: 'p1', dueOn: '2026-04-01', successMeasureId: 'b' }];
    expect([...faultsOf('recordSession', { successMeasures, actions })].sort()).toEqual([
      'actions[0].successMeasureId',
      'successMeasures[1].id',
      'successMeasures[2].id',
    ]);
  });

  test('the voices are a child’s and an adult’s', () => {
    const [ofChild, ofMother] = exampleOf('recordFamilyVoice')['voices'] as readonly Json[];
    expect(faultsOf('recordFamilyVoice', { voices: [ofChild] })).toEqual(['voices']);
    expect(faultsOf('recordFamilyVoice', { voices: [ofMother] })).toEqual(['voices']);
    expect(faultsOf('recordFamilyVoice', { voices: [ofChild, { ...ofMother, childId: 'c1' }] })).toEqual([
      'voices[1].childId',
    ]);
  });

  test('escalation issues are escalated to somebody', () => {
    expect(faultsOf('publishSummary', { escalationIssues: 'x' })).toEqual(['escalatedTo']);
  });

  test('a changed or needless action has a note', () => {
    expect(faultsOf('updateAction', { status: 'notNeeded' })).toEqual(['note']);
    expect(faultsOf('updateAction', { ownerId: 'p2' })).toEqual(['note']);
  });

  test('a review sets a new date just where it says so', () => {
    expect(faultsOf('reviewActions', { next: 'newDate' })).toEqual(['reviewOn']);
    expect(faultsOf('reviewActions', { next: 'none', reviewOn: '2026-05-01' })).toEqual(['reviewOn']);
  });

  test('only a session put off for a risk has a date before which it is not set', () => {
    expect(faultsOf('assessRisk', { decision: 'cancel', notBefore: '2026-05-01' })).toEqual(['notBefore']);
  });

  test('an interview is named by its task, or before that by whom it is about', () => {
    const notHeld = {
      interviewedBy: 'Priya Raman',
      held: false,
      why: 'declined',
      reason: 'Does not wish to look back.',
    };
    expect(fieldsRefused('recordFollowUp', notHeld)).toEqual(['taskId']);
    expect(fieldsRefused('recordFollowUp', { ...notHeld, about: 'family' })).toEqual([]);
    expect(fieldsRefused('recordFollowUp', { ...notHeld, about: 'child' })).toEqual(['childId']);
    expect(fieldsRefused('recordFollowUp', { ...notHeld, about: 'family', childId: 'c1' })).toEqual([
      'childId',
    ]);
    expect(fieldsRefused('recordFollowUp', { ...notHeld, about: 'family', taskId: 't1' })).toEqual(['about']);
  });

  test('facilitators are one or two, each once', () => {
    expect(faultsOf('appointFacilitators', { facilitatorIds: [] })).toEqual(['facilitatorIds']);
    expect(faultsOf('appointFacilitators', { facilitatorIds: ['a', 'b', 'c'] })).toEqual(['facilitatorIds']);
    expect(faultsOf('appointFacilitators', { facilitatorIds: ['a', 'a'] })).toEqual(['facilitatorIds[1]']);
  });

  test('a chronology ends no earlier than it starts', () => {
    expect(fieldsRefused('submitChronology', { file: 'f1', from: '2026-02-02', to: '2026-02-01' })).toEqual([
      'to',
    ]);
    const entries = [{ on: '2026-02-02', until: '2026-02-01', what: 'x', significance: 'neutral' }];
    expect(fieldsRefused('submitChronology', { entries })).toEqual(['entries[0].until']);
  });

  test('learning is given, or said to be none', () => {
    expect(faultsOf('recordLearning', { entries: [], actions: [] })).toEqual(['entries']);
    expect(faultsOf('recordLearning', { entries: [] })).toEqual([]);
  });

  test('whoever accepts confirms each participant', () => {
    const [first] = exampleOf('decideRequest')['participants'] as readonly Json[];
    expect(faultsOf('decideRequest', { participants: [first, { ...first, confirmed: false }] })).toEqual([
      'participants[1].confirmed',
    ]);
  });
});
