/** Every step of a case, taken on its page: what the page shows, filled in and sent, takes the step. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../../../domain/calendar/index.ts';
import { CASE_STEPS, STEP_TABLE } from '../../../../domain/process/steps.ts';
import type { CaseStepId } from '../../../../domain/process/vocabulary.ts';
import type { CaseState } from '../../../../domain/case/state.ts';
import { requested, take, today } from '../../cases.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { wordsOf } from '../cases/visiting.ts';
import { atStep, filledIn, titleOn } from './at-a-step.ts';
import type { AtStep } from './at-a-step.ts';

const DAY = 24 * 3_600_000;

let api: RunningApi;
let reference: string;
const browsers = new Map<Who, AtStep>();

beforeAll(async () => {
  api = await runApi();
  reference = referenceIn(
    await requested(api, {
      leadProfessional: {
        who: 'another',
        aware: false,
        name: PEOPLE.leadProfessional.name,
        email: PEOPLE.leadProfessional.email,
        agency: 'childrensSocialCare',
      },
    }),
  );
}, 60_000);
afterAll(() => api.close());

const referenceIn = (path: string): string => path.slice('/v1/cases/'.length);

async function browserOf(who: Who): Promise<AtStep> {
  const known = browsers.get(who);
  if (known !== undefined) return known;
  const made = await atStep(api, who);
  browsers.set(who, made);
  return made;
}

async function stateOf(of = reference): Promise<CaseState> {
  const found = await api.records.findCase(of);
  if (found === null) throw new Error(`no ${of}`);
  return found.state;
}

const idOf = ({ participants }: CaseState, who: Who): string =>
  participants.find(({ email }) => email === PEOPLE[who].email)?.id ?? '';
const openTask = ({ tasks }: CaseState, kind: string, owner?: string): string =>
  tasks.find(
    (task) => task.kind === kind && task.status === 'open' && (owner === undefined || task.owner === owner),
  )?.id ?? '';

interface Course {
  readonly who: Who;
  readonly step: CaseStepId;
  readonly query?: (state: CaseState) => string;
  /** Over what the form shows by itself. */
  readonly body?: (state: CaseState) => object;
  readonly clockAhead?: number;
}

const CHRONOLOGY = { nilReturn: true, reason: 'Not known to this service.' };
const PRE = { score: 2, why: 'Plans overlap.', successfulOutcomes: 'One plan.' };

const COURSE: readonly Course[] = [
  { who: 'requester', step: 'confirmLeadProfessional', body: () => ({ on: today() }) },
  {
    who: 'administrator',
    step: 'decideRequest',
    body: () => ({ decision: 'returnForInformation', reason: 'Who else is there?' }),
  },
  { who: 'requester', step: 'amendRequest' },
  {
    who: 'administrator',
    step: 'decideRequest',
    body: () => ({ decision: 'accept', participants: [{ confirmed: true }, { confirmed: true }] }),
  },
  {
    who: 'administrator',
    step: 'appointFacilitators',
    body: () => ({ facilitatorIds: [api.personId('facilitator'), api.personId('otherFacilitator')] }),
  },
  { who: 'facilitator', step: 'declareIndependence', body: () => ({ independent: true }) },
  {
    who: 'facilitator',
    step: 'scheduleSession',
    body: () => ({ date: addDays(today(), 14), start: '10:00', minutes: 90, place: 'Town hall' }),
  },
  {
    who: 'attendee',
    step: 'respondToInvitation',
    body: () => ({ response: 'attending', delegatedAuthority: true }),
  },
  { who: 'attendee', step: 'submitChronology', body: () => CHRONOLOGY },
  {
    who: 'leadProfessional',
    step: 'submitAssessmentAndPlan',
    body: () => ({
      assessment: { unavailable: 'Being signed off' },
      plan: { unavailable: 'Being rewritten' },
    }),
  },
  {
    who: 'leadProfessional',
    step: 'recordFamilyVoice',
    body: () => ({
      explained: { on: today(), by: 'Ottoline' },
      voices: [
        { gained: false, why: 'declined', reason: 'Not today' },
        { who: 'mother', gained: false, why: 'declined', reason: 'Not today' },
      ],
    }),
  },
  { who: 'attendee', step: 'submitPreEvaluation', body: () => PRE },
  {
    who: 'administrator',
    step: 'waiveTask',
    query: (state) => `?task=${openTask(state, 'submitChronology', idOf(state, 'requester'))}`,
    body: () => ({ reason: 'Handed in elsewhere.' }),
  },
  {
    who: 'administrator',
    step: 'changeParticipants',
    body: () => ({
      add: { role: 'attendee', agency: 'gp', name: 'Una Frost', email: 'una.frost@gp.example' },
    }),
  },
  {
    who: 'attendee',
    step: 'raiseImmediateRisk',
    body: () => ({
      what: 'Rang the duty team.',
      referredTo: 'Duty team',
      at: `${addDays(today(), -1)}T10:30`,
      by: 'Dunstan Vale',
    }),
  },
  { who: 'administrator', step: 'assessRisk', body: () => ({ decision: 'goOn', reason: 'All agree.' }) },
  {
    who: 'administrator',
    step: 'submitPreEvaluation',
    query: (state) => `?for=${idOf(state, 'leadProfessional')}`,
    body: () => ({ ...PRE, onBehalfOf: { receivedOn: today(), how: 'email' } }),
  },
  {
    who: 'administrator',
    step: 'scheduleSession',
    body: () => ({ date: today(), start: '00:00', minutes: 15, reason: 'Sooner.' }),
  },
  {
    who: 'facilitator',
    step: 'recordSession',
    body: (state) => ({
      held: true,
      attendance: state.participants
        .filter(({ roles }) => roles.includes('attendee'))
        .map(({ id }) => ({ participantId: id, attended: true, delegatedAuthority: true })),
      immediateRiskDiscussed: false,
      known: 'Much.',
      notKnown: '',
      strengths: '',
      concerns: '',
      hypotheses: '',
      changeNeeded: [],
      successMeasures: [{ id: 'm1', text: 'School four days of five' }],
      actions: [
        {
          what: 'Agree one key worker',
          ownerId: idOf(state, 'leadProfessional'),
          dueOn: addDays(today(), 9),
        },
      ],
      planChangesSuggested: { what: 'One key worker', sharedBy: idOf(state, 'leadProfessional') },
      reviewOn: addDays(today(), 30),
    }),
  },
  {
    who: 'attendee',
    step: 'submitPostEvaluation',
    body: () => ({ score: 4, workedWell: 'Time.', better: 'More.', learningPoints: 'Ask.' }),
  },
  { who: 'facilitator', step: 'publishSummary', body: () => ({ keyLearningPoints: ['One key worker'] }) },
  {
    who: 'leadProfessional',
    step: 'sharePlanChanges',
    body: () => ({ shared: true, on: today(), how: 'At home' }),
  },
  { who: 'facilitator', step: 'recordLearning', body: () => ({ none: true, confirmedAnonymous: true }) },
  {
    who: 'administrator',
    step: 'recordTrackerEntry',
    body: () => ({
      summary: 'Services side by side.',
      keyLearning: ['One key worker'],
      themes: ['Coordination'],
      confirmedAnonymous: true,
    }),
  },
  {
    who: 'leadProfessional',
    step: 'updateAction',
    query: (state) => `?task=${openTask(state, 'action')}`,
    body: () => ({ status: 'done' }),
  },
  {
    who: 'leadProfessional',
    step: 'reviewActions',
    body: () => ({ on: today(), progress: 'Done.', next: 'none' }),
  },
  {
    who: 'administrator',
    step: 'nameInterviewer',
    clockAhead: 180 * DAY,
    query: (state) => `?task=${openTask(state, 'recordFollowUp')}`,
    body: (state) => ({ participantId: idOf(state, 'leadProfessional') }),
  },
  {
    who: 'leadProfessional',
    step: 'recordFollowUp',
    body: () => ({
      interviewedBy: 'Ottoline',
      held: true,
      on: today(),
      outcomes: [{ result: 'better' }],
    }),
  },
];

/** Sends the form of the page as it came, with these answers in it. */
async function takeOnPage(of: string, { who, step, query, body, clockAhead }: Course) {
  if (clockAhead !== undefined) {
    await api.records.setClockAhead(of, clockAhead);
    await api.records.bringTime(of, (Date.now() + clockAhead) as CaseState['lastAt']);
  }
  const state = await stateOf(of);
  const address = `/cases/${of}/steps/${step}${query?.(state) ?? ''}`;
  const browser = await browserOf(who);
  const page = await browser.see(address);
  expect({ step, status: page.status }).toEqual({ step, status: 200 });
  const sent = await browser.send(address, filledIn(page, step, body?.(state) ?? {}));
  if (sent.status !== 303) throw new Error(`${step}: ${sent.status} ${wordsOf(sent)}`);
  return { page, to: String(sent.headers['location']), browser };
}

describe('a whole case, step by step on its pages', () => {
  test.each(COURSE.map((course) => [`${course.who}: ${course.step}`, course] as const))(
    '%s',
    async (_name, course) => {
      const { page, to, browser } = await takeOnPage(reference, course);
      const { title, purpose, next } = STEP_TABLE[course.step];
      const words = wordsOf(page).replaceAll('&#39;', '’');
      expect(words).toContain(title);
      expect(words).toContain(purpose);
      expect(words).toContain(next);
      expect(titleOn(page)).toContain(`${title}: ${reference}`);
      expect(titleOn(page)).not.toMatch(/Thistlewood|Quenby/);
      expect(page.text).not.toMatch(/ style="|<script>/);
      expect(to).toBe(`/cases/${reference}?done=${course.step}`);
      const after = await browser.see(to);
      expect(wordsOf(after)).toContain(`Done: ${title}`);
    },
  );

  test('a request is withdrawn, and a case is cancelled', async () => {
    const reason = { body: () => ({ reason: 'The family has moved.' }) };
    for (const course of [
      { who: 'requester', step: 'withdrawRequest', ...reason },
      { who: 'administrator', step: 'cancelCase', ...reason },
    ] as const) {
      const of = referenceIn(await requested(api));
      const { to } = await takeOnPage(of, course);
      expect(to).toBe(`/cases/${of}?done=${course.step}`);
    }
  });

  test('leaves out no step', () => {
    const taken = [...COURSE.map(({ step }) => step), 'withdrawRequest', 'cancelCase'];
    expect(CASE_STEPS.filter((step) => !taken.includes(step))).toEqual([]);
  });

  test('links that the case and home give lead to pages of steps', async () => {
    const path = await requested(api);
    await take(api, 'administrator', path, 'decideRequest', {
      decision: 'returnForInformation',
      reason: 'More.',
    });
    const browser = await browserOf('requester');
    for (const from of ['/', `/cases/${referenceIn(path)}`]) {
      const { text } = await browser.see(from);
      const hrefs = [...text.matchAll(/href="(\/cases\/[^"]*\/steps\/[^"]*)"/g)].map(([, href = '']) =>
        href.replaceAll('&amp;', '&'),
      );
      expect(hrefs.length).toBeGreaterThan(0);
      for (const href of hrefs) expect((await browser.see(href)).status).toBe(200);
    }
  });
});
