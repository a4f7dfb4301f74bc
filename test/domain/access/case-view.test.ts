import { describe, expect, test } from '@jest/globals';
import {
  ACCESS_TABLE,
  CASE_FIELDS,
  caseView,
  mayEnterCase,
  maySeeCase,
  maySeeEntry,
} from '../../../domain/access/index.ts';
import type { CaseState } from '../../../domain/case/state.ts';
import { EVERYBODY, aCase, closedOn, noonOn, task, viewerIn, type Who } from './a-case.ts';

const REQUEST = {
  requester: { name: 'Rita', organisation: 'FORCE', email: 'rita@example.org', address: 'STATION' },
  child: { surname: 'Small', forename: 'Sam', dateOfBirth: '2015-01-01', address: 'CHILD-ADDRESS' },
  mother: { name: 'Ann', dateOfBirth: '1990-01-01', address: 'MOTHER-ADDRESS' },
  father: { name: 'Bob', address: 'FATHER-ADDRESS' },
  otherCarers: [{ name: 'Col', relationship: 'uncle', address: 'CARER-ADDRESS' }],
  siblings: [{ name: 'Una', address: 'SIBLING-ADDRESS' }],
  leadProfessional: { who: 'another', aware: true, name: 'Lee', agency: 'gp', email: 'lee@example.org' },
  reason: 'REASON',
  penPicture: 'PEN-PICTURE',
  invitees: [{ agency: 'police', name: 'Ivy', email: 'ivy@example.org' }],
};

function viewOf(state: CaseState, who: Who, at = '2026-03-19'): Readonly<Record<string, unknown>> {
  return caseView(state, viewerIn(state, who, at), {
    now: noonOn(at),
    request: REQUEST,
    allowedSteps: ['raiseImmediateRisk'],
    temporalUrl: 'http://engine/MAS-2026-0001',
  });
}

const idsIn = (list: unknown): unknown =>
  Array.isArray(list)
    ? list.map((each: unknown) =>
        typeof each === 'object' && each !== null && 'id' in each ? each.id : each,
      )
    : list;

const OPERATOR = ['reference', 'stage', 'outcome', 'version', 'now'];
const DATES = ['requestedOn', 'acceptedOn', 'sessionDueOn', 'session', 'reviewOn', 'followUpDueOn'];
const HEADER = [...OPERATOR, ...DATES, 'flags', 'allowedSteps'];
const WORKING = [...HEADER, 'participants', 'children', 'tasks', 'actions', 'successMeasures', 'request'];

// By hand, from the document.
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  administrator: [...WORKING, 'links'],
  businessManager: [...WORKING, 'links'],
  facilitator: WORKING,
  undeclared: [...HEADER, 'tasks', 'participants', 'request'],
  requester: WORKING,
  leadProfessional: WORKING,
  attendee: WORKING,
  absentAttendee: WORKING,
  notAttending: [...HEADER, 'tasks', 'actions'],
  replaced: [...HEADER, 'tasks', 'actions'],
  actionOwner: [...HEADER, 'tasks', 'actions', 'successMeasures'],
  interviewer: [...HEADER, 'tasks', 'actions', 'successMeasures'],
  operator: OPERATOR,
  stranger: [],
  unconfirmedDeputy: [],
  conflicted: [],
  gone: [],
};
const AFTER_CLOSING: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    Object.entries(FIELDS).map(([who, fields]) => [
      who,
      fields.length > OPERATOR.length ? [...HEADER, 'tasks'] : fields,
    ]),
  ),
  administrator: [...WORKING, 'links'],
  businessManager: [...WORKING, 'links'],
  requester: [...HEADER, 'tasks', 'request'],
};

describe('the case as each sees it', () => {
  const open = aCase();

  test('the table has a cell for every field, reader and phase', () => {
    expect(ACCESS_TABLE.filter((cell) => cell.area === 'field')).toHaveLength(CASE_FIELDS.length * 10 * 2);
  });

  test.each(EVERYBODY)('%s gets the fields that the document gives them, and no other', (who) => {
    const fields = (state: CaseState, at: string): readonly string[] =>
      Object.keys(viewOf(state, who, at)).sort();
    expect(fields(open, '2026-03-19')).toEqual([...(FIELDS[who] ?? [])].sort());
    expect(fields(closedOn('2026-09-21'), '2026-10-19')).toEqual([...(AFTER_CLOSING[who] ?? [])].sort());
  });

  test('administrators get every field of the API’s case, with its names', () => {
    const view = viewOf(open, 'administrator');
    expect(view).toMatchObject({
      reference: 'MAS-2026-0001',
      stage: 'concluding',
      outcome: null,
      version: 40,
      now: '2026-03-19T12:00',
      requestedOn: '2026-03-02',
      acceptedOn: '2026-03-03',
      sessionDueOn: '2026-03-24',
      reviewOn: '2026-05-18',
      followUpDueOn: '2026-09-18',
      session: {
        date: '2026-03-18',
        start: '10:00',
        minutes: 120,
        place: 'Town hall',
        link: null,
        heldOn: '2026-03-18',
        shortNotice: false,
        late: false,
        number: 1,
      },
      children: [{ id: 'c1', subject: true, path: 'child' }],
      successMeasures: [{ id: 'm1', text: 'Measure of success' }],
      allowedSteps: ['raiseImmediateRisk'],
      request: REQUEST,
      links: { temporal: 'http://engine/MAS-2026-0001' },
    });
    expect(Object.keys(view['session'] as object)).not.toContain('sequence');
    expect(view['actions']).toEqual([
      {
        id: 'a1',
        what: 'What p12 does',
        ownerId: 'p12',
        dueOn: '2026-04-01',
        status: 'open',
        successMeasureId: 'm1',
      },
      { id: 'a2', what: 'What p3 does', ownerId: 'p3', dueOn: '2026-04-01', status: 'open' },
    ]);
  });

  test('a session that is not scheduled is null, and there is a links object without an engine UI', () => {
    const view = caseView(aCase({ session: null }), viewerIn(open, 'administrator'), {
      now: noonOn('2026-03-19'),
      request: null,
      allowedSteps: [],
      temporalUrl: null,
    });
    expect(view).toMatchObject({ session: null, links: {} });
    expect(view).not.toHaveProperty('request');
  });
});

describe('tasks', () => {
  test('are overdue from the day after they are due, by the case’s clock, while open', () => {
    const state = aCase({
      tasks: [
        task('t1', 'submitChronology', 'p3'),
        task('t2', 'publishSummary', 'p3', { status: 'done' }),
        task('t3', 'action', 'p3', { dueOn: null }),
      ],
    });
    const overdue = (at: string): unknown =>
      (viewOf(state, 'administrator', at)['tasks'] as { overdue: boolean }[]).map((each) => each.overdue);
    expect(overdue('2026-03-20')).toEqual([false, false, false]);
    expect(overdue('2026-03-21')).toEqual([true, false, false]);
  });

  test('say of which of several they are, and nothing that is not so', () => {
    const tasks = viewOf(aCase(), 'administrator')['tasks'] as { id: string }[];
    const byId = new Map(tasks.map((each) => [each.id, each]));
    const rest = { status: 'open', late: false, overdue: false };
    expect(byId.get('t6')).toEqual({
      id: 't6',
      kind: 'action',
      owner: 'p12',
      dueOn: null,
      actionId: 'a1',
      ...rest,
    });
    expect(byId.get('t7')).toEqual({
      id: 't7',
      kind: 'recordFollowUp',
      owner: 'p13',
      dueOn: '2026-09-18',
      about: 'child',
      childId: 'c1',
      ...rest,
    });
    expect(byId.get('t11')).toMatchObject({
      status: 'done',
      doneOn: '2026-03-05',
      late: true,
      overdue: false,
    });
  });

  test.each<[Who, readonly string[], readonly string[]]>([
    ['administrator', ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9', 't10', 't11'], []],
    ['facilitator', ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9', 't10', 't11'], ['t3']],
    ['undeclared', ['t2', 't3'], ['t2', 't3']],
    ['leadProfessional', ['t1', 't3', 't5', 't6', 't7', 't8', 't9', 't11'], []],
    ['attendee', ['t1', 't3', 't5', 't6', 't7', 't8', 't9', 't11'], ['t1']],
    ['requester', ['t1', 't3', 't5', 't6', 't7', 't8', 't9', 't11'], ['t11']],
    ['notAttending', ['t8'], ['t8']],
    ['replaced', ['t9'], ['t9']],
    ['actionOwner', ['t6'], ['t6']],
    ['interviewer', ['t7'], ['t7']],
  ])('%s sees those of the case while it is open, and after closing their own', (who, open, closed) => {
    expect(idsIn(viewOf(aCase(), who)['tasks'])).toEqual(open);
    if (who !== 'administrator')
      expect(idsIn(viewOf(closedOn('2026-09-21'), who, '2026-10-01')['tasks'])).toEqual(closed);
  });
});

describe('participants', () => {
  const rows = (who: Who): readonly Record<string, unknown>[] =>
    (viewOf(aCase(), who)['participants'] ?? []) as Record<string, unknown>[];

  test('a facilitator’s conflict shows to administrators only; that somebody declared, to all who work on the case', () => {
    const independence = (who: Who, id: string): unknown =>
      rows(who).find((each) => each['id'] === id)?.['independence'];
    expect(independence('administrator', 'p10')).toBe('conflict');
    for (const who of ['facilitator', 'leadProfessional', 'attendee', 'requester'] as const) {
      expect(independence(who, 'p10')).toBeUndefined();
      expect(independence(who, 'p8')).toBe('declared');
      expect(JSON.stringify(viewOf(aCase(), who))).not.toMatch(/"conflict"|possibleConflict/);
    }
  });

  test('who is not confirmed yet shows to administrators and facilitators only', () => {
    expect(idsIn(rows('administrator'))).toContain('p7');
    expect(idsIn(rows('facilitator'))).toContain('p7');
    expect(idsIn(rows('attendee'))).not.toContain('p7');
    expect(idsIn(rows('undeclared'))).not.toContain('p7');
  });

  test('have their address of work for whoever works on the case, and never a telephone', () => {
    expect(rows('attendee').find((each) => each['id'] === 'p2')).toEqual({
      id: 'p2',
      name: 'Name of leadProfessional',
      email: 'leadProfessional@Example.org',
      roles: ['leadProfessional', 'attendee'],
      agency: 'police',
      organisation: 'Organisation of leadProfessional',
      response: 'attending',
    });
    for (const who of EVERYBODY) expect(JSON.stringify(rows(who))).not.toContain('Telephone');
  });
});

describe('before declaring', () => {
  test('a facilitator gets names and agencies, and of the request the names', () => {
    const view = viewOf(aCase(), 'undeclared');
    expect(view['request']).toEqual({
      requester: { name: 'Rita' },
      child: { surname: 'Small', forename: 'Sam' },
      mother: { name: 'Ann' },
      father: { name: 'Bob' },
      otherCarers: [{ name: 'Col' }],
      siblings: [{ name: 'Una' }],
      leadProfessional: { name: 'Lee' },
      invitees: [{ name: 'Ivy' }],
    });
    const others = (view['participants'] as { id: string }[]).filter((each) => each.id !== 'p9');
    for (const each of others) expect(Object.keys(each)).toEqual(['id', 'name', 'agency']);
  });

  test('and one in conflict or not available has no part in the case, even while still on it', () => {
    for (const independence of ['conflict', 'notAvailable'] as const) {
      const state = aCase({
        participants: aCase().participants.map((each) =>
          each.id === 'p9' ? { ...each, independence } : each,
        ),
      });
      expect(maySeeCase(viewerIn(state, 'undeclared'))).toBe(false);
    }
  });
});

describe('the request', () => {
  test('attendees see it without parents’, carers’ and siblings’ addresses', () => {
    const text = JSON.stringify(viewOf(aCase(), 'attendee')['request']);
    for (const hidden of ['MOTHER', 'FATHER', 'CARER', 'SIBLING'])
      expect(text).not.toContain(`${hidden}-ADDRESS`);
    for (const shown of ['CHILD-ADDRESS', 'STATION', 'PEN-PICTURE', 'uncle']) expect(text).toContain(shown);
  });

  test('the lead professional sees all of it, the requester too', () => {
    expect(viewOf(aCase(), 'leadProfessional')['request']).toEqual(REQUEST);
    expect(viewOf(aCase(), 'requester')['request']).toEqual(REQUEST);
  });

  test('an attendee who is the requester too sees what either may', () => {
    const state = aCase({
      participants: aCase().participants.map((each) =>
        each.id === 'p1' ? { ...each, roles: ['requester' as const, 'attendee' as const] } : each,
      ),
    });
    expect(viewOf(state, 'requester')['request']).toEqual(REQUEST);
  });
});

describe('actions and flags', () => {
  test('whoever only owns an action sees their own', () => {
    expect(idsIn(viewOf(aCase(), 'actionOwner')['actions'])).toEqual(['a1']);
    expect(idsIn(viewOf(aCase(), 'interviewer')['actions'])).toEqual([]);
    expect(idsIn(viewOf(aCase(), 'notAttending')['actions'])).toEqual(['a1', 'a2']);
  });

  test.each<[Who, readonly string[]]>([
    [
      'administrator',
      [
        'shortNotice',
        'immediateRisk',
        'possibleConflict',
        'leadProfessionalObjects',
        'outsidePartnerDomains',
      ],
    ],
    ['facilitator', ['shortNotice', 'immediateRisk', 'leadProfessionalObjects', 'outsidePartnerDomains']],
    ['requester', ['shortNotice', 'immediateRisk', 'leadProfessionalObjects']],
    ['leadProfessional', ['shortNotice', 'immediateRisk', 'leadProfessionalObjects']],
    ['attendee', ['shortNotice', 'immediateRisk']],
    ['undeclared', ['shortNotice', 'immediateRisk']],
  ])('%s sees the flags that are theirs to see', (who, flags) => {
    expect(viewOf(aCase(), who)['flags']).toEqual(flags);
  });
});

describe('for whom the case exists', () => {
  const visible = (state: CaseState, at: string): readonly Who[] =>
    EVERYBODY.filter((who) => maySeeCase(viewerIn(state, who, at)));

  test('before acceptance: the requester, administrators, and operators its header', () => {
    const before = aCase({ stage: 'triage', acceptedOn: null });
    expect(visible(before, '2026-03-02')).toEqual([
      'requester',
      'administrator',
      'businessManager',
      'operator',
    ]);
  });

  test('after closing practitioners for 28 days, by the case’s clock', () => {
    const closed = closedOn('2026-09-21');
    expect(visible(closed, '2026-10-19')).toContain('attendee');
    expect(visible(closed, '2026-10-20')).toEqual(['administrator', 'businessManager', 'operator']);
  });

  test('an operator who is nothing else may read its header only; one who is on the case is a practitioner', () => {
    const operator = viewerIn(aCase(), 'operator');
    expect([maySeeCase(operator), mayEnterCase(operator)]).toEqual([true, false]);
    expect(viewOf(aCase(), 'operator')).toEqual({
      reference: 'MAS-2026-0001',
      stage: 'concluding',
      outcome: null,
      version: 40,
      now: '2026-03-19T12:00',
    });
  });

  test('addresses are compared without regard to case', () => {
    expect(viewerIn(aCase(), 'attendee').participantId).toBe('p3');
  });

  test('a stranger’s view of a case is empty, should anybody ask for it', () => {
    expect(viewOf(aCase(), 'stranger')).toEqual({});
    expect(viewOf(aCase(), 'gone')).toEqual({});
  });
});

describe('the timeline', () => {
  const STEP = { kind: 'step', step: 'submitChronology', by: 'p2' } as const;
  const CONFLICT = { kind: 'step', step: 'declareIndependence', by: 'p10' } as const;
  const OBJECTION = { kind: 'step', step: 'confirmLeadProfessional', by: 'p2' } as const;
  const WAITING = { kind: 'task', step: null, by: 'service' } as const;
  const EMAIL = { kind: 'email', step: null, by: null } as const;
  const entries = (who: Who, state = aCase(), at = '2026-03-19'): string =>
    [STEP, CONFLICT, OBJECTION, WAITING, EMAIL]
      .map((entry) => (maySeeEntry(viewerIn(state, who, at), entry) ? 'y' : '-'))
      .join('');

  test.each<[Who, string]>([
    ['administrator', 'yyyyy'],
    ['facilitator', 'y-yyy'],
    ['leadProfessional', 'y-y--'],
    ['attendee', 'y----'],
    ['requester', 'y----'],
    ['undeclared', '-----'],
    ['notAttending', '-----'],
    ['actionOwner', '-----'],
    ['gone', '-----'],
    ['operator', '-----'],
  ])(
    '%s sees of a step, a conflict, their own objection, a task and an email what is theirs: %s',
    (who, seen) => {
      expect(entries(who)).toEqual(seen);
    },
  );

  test('after closing it is for administrators', () => {
    const closed = closedOn('2026-09-21');
    expect(entries('attendee', closed, '2026-10-01')).toEqual('-----');
    expect(entries('administrator', closed, '2026-10-01')).toEqual('yyyyy');
  });
});
