/** A case with four practitioners, for the courses that are not the usual one. */
import { requestBody, session } from '../../tools/demo/bodies.ts';
import type { CaseAnswer } from '../../tools/demo/client.ts';
import { INVITEES, LEAD_PROFESSIONAL, REQUESTER } from '../../tools/demo/people.ts';
import type { Practitioner } from '../../tools/demo/people.ts';
import { weekdaysAfter } from '../../tools/demo/script.ts';
import type { Walk } from './walk.ts';

export const POLICE = 'sandra.whitlow@police.example';
const SCHOOL = 'marcus.fenn@secondaryschool.example';
export const DEPUTY = 'fiona.mather@police.example';
export const MANAGER = 'ruth.okonkwo@partnership.example';
export const REQUESTING = REQUESTER.email;

const invitee = ({ name, email, agency }: Practitioner) => ({ name, email, agency });
const INVITED = INVITEES.filter(({ email }) => email === POLICE || email === SCHOOL).map(invitee);

export const deputy = { name: 'Fiona Mather', email: DEPUTY, agency: 'police' };

/** Its lead professional knows of it. */
export const smallRequest = () => ({
  ...requestBody(),
  siblings: [],
  leadProfessional: { who: 'another', aware: true, ...invitee(LEAD_PROFESSIONAL) },
  invitees: INVITED,
});

export async function accepted(walk: Walk): Promise<CaseAnswer> {
  await walk.request(smallRequest());
  return walk.step(null, 'decideRequest', {
    decision: 'accept',
    participants: [invitee(LEAD_PROFESSIONAL), ...INVITED].map((each) => ({ ...each, confirmed: true })),
  });
}

/** With a session 5 weekdays from now. */
export async function scheduled(walk: Walk): Promise<CaseAnswer> {
  const { now } = await accepted(walk);
  return walk.step(null, 'scheduleSession', session(weekdaysAfter(now.slice(0, 10), 5)));
}

/** With a facilitator who is independent, up to the moment after the session's start. */
export async function started(walk: Walk): Promise<{ readonly facilitator: string }> {
  const { session: set } = await scheduled(walk);
  const facilitator = 'helen.ashworth@council.example';
  const id = await walk.facilitator('Helen Ashworth', facilitator);
  await walk.step(null, 'appointFacilitators', { facilitatorIds: [id] });
  await walk.step(facilitator, 'declareIndependence', { independent: true });
  await walk.moveTo(`${set?.date ?? ''}T10:05`);
  return { facilitator };
}
