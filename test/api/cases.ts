/** Cases brought to a stage by the calls that bring them there. */
import { randomUUID } from 'node:crypto';
import { addDays, londonDate } from '../../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../../domain/calendar/index.ts';
import type { RunningApi, Who } from './running-api.ts';
import { PEOPLE } from './running-api.ts';

export const today = (): PlainDate => londonDate(Date.now() as Instant);

const invitee = (who: 'leadProfessional' | 'attendee') => ({
  name: PEOPLE[who].name,
  email: PEOPLE[who].email,
  agency: who === 'attendee' ? 'police' : 'childrensSocialCare',
});

export const aRequest = (more: object = {}) => ({
  immediateRiskNotReferred: false,
  onlyAboutDisagreement: false,
  requester: {
    name: PEOPLE.requester.name,
    role: 'Safeguarding lead',
    agency: 'primarySchool',
    organisation: 'Hollinwood Primary',
    email: PEOPLE.requester.email,
  },
  child: {
    surname: 'Thistlewood',
    forename: 'Quenby',
    address: '9 Marrowgate',
    addressConfidential: true,
    dateOfBirth: '2014-08-23',
    levelOfNeed: 'statutoryHelp',
  },
  mother: { name: 'Isolde Thistlewood', address: '12 Elm Rise' },
  siblings: [],
  leadProfessional: { who: 'another', aware: true, ...invitee('leadProfessional') },
  familyInformed: { informed: true, on: addDays(today(), -3) },
  criteria: ['stuck'],
  reason: 'The plan does not help.',
  penPicture: 'A family of four.',
  invitees: [invitee('attendee')],
  ...more,
});

export const ACCEPTANCE = {
  decision: 'accept',
  participants: [
    { ...invitee('leadProfessional'), confirmed: true },
    { ...invitee('attendee'), confirmed: true },
  ],
};

/** @returns its path, `/v1/cases/{reference}` */
export async function requested(api: RunningApi, more: object = {}): Promise<string> {
  const { headers } = await api.as('requester').post('/v1/requests', aRequest(more)).expect(201);
  return String(headers['location']);
}

export async function accepted(api: RunningApi, more: object = {}): Promise<string> {
  const path = await requested(api, more);
  await take(api, 'administrator', path, 'decideRequest', ACCEPTANCE);
  return path;
}

/** @throws unless it is applied */
export async function take(api: RunningApi, who: Who, path: string, step: string, body: object) {
  const answer = await api.as(who).post(`${path}/steps/${step}`, body);
  if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${answer.text}`);
  return answer;
}

/** With both facilitators appointed; nobody has declared. */
export async function withFacilitators(api: RunningApi): Promise<string> {
  const path = await accepted(api);
  const facilitatorIds = [api.personId('facilitator'), api.personId('otherFacilitator')];
  await take(api, 'administrator', path, 'appointFacilitators', { facilitatorIds });
  return path;
}

export const A_CHRONOLOGY = { nilReturn: true, reason: 'Not known to this service.' };

export const aKey = (): string => randomUUID();
