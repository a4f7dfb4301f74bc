/** A whole case of eleven steps, from the request to its cancellation, with nothing in it that waits for a date. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { acceptance, chronology, familyVoice, requestBody, session } from '../tools/demo/bodies.ts';
import type { CaseAnswer } from '../tools/demo/client.ts';
import { FACILITATORS, INVITEES, LEAD_PROFESSIONAL, REQUESTER } from '../tools/demo/people.ts';
import { weekdaysAfter } from '../tools/demo/script.ts';
import { ADMINISTRATOR } from '../tools/training-people.ts';
import type { Caller } from './call.ts';

const ATTENDEES = INVITEES.slice(0, 2);
const [ATTENDEE = REQUESTER] = ATTENDEES;
const [FACILITATOR] = FACILITATORS;

/** Whoever takes a step of the benchmark, by address. */
export const TAKERS = [
  REQUESTER.email,
  LEAD_PROFESSIONAL.email,
  ATTENDEE.email,
  FACILITATOR,
  ADMINISTRATOR,
] as const;
export type Taker = (typeof TAKERS)[number];

const looksLikeACase = z.object({ reference: z.string(), now: z.string() });
const caseAnswer = z.custom<CaseAnswer>((answer) => looksLikeACase.safeParse(answer).success);
const listed = z.object({ facilitators: z.array(z.object({ id: z.string(), email: z.string() })) });

export async function facilitatorId(administrator: Caller): Promise<string> {
  const { facilitators } = listed.parse(await administrator.get('/v1/facilitators?limit=200'));
  const found = facilitators.find(({ email }) => email === FACILITATOR);
  if (found === undefined)
    throw new Error(`${FACILITATOR} is not on the list: is this a training installation?`);
  return found.id;
}

type Step = readonly [step: string, by: Taker, body: (answer: CaseAnswer) => unknown];

const steps = (facilitator: string): readonly Step[] => [
  ['decideRequest', ADMINISTRATOR, accepted],
  ['appointFacilitators', ADMINISTRATOR, () => ({ facilitatorIds: [facilitator] })],
  ['declareIndependence', FACILITATOR, () => ({ independent: true })],
  ['scheduleSession', ADMINISTRATOR, ({ now }) => session(weekdaysAfter(now.slice(0, 10), 12))],
  ['respondToInvitation', ATTENDEE.email, () => ({ response: 'attending', delegatedAuthority: true })],
  ['submitChronology', ATTENDEE.email, ({ requestedOn }) => chronology(requestedOn)],
  ['submitAssessmentAndPlan', LEAD_PROFESSIONAL.email, () => ASSESSMENT_AND_PLAN],
  ['recordFamilyVoice', LEAD_PROFESSIONAL.email, familyVoice],
  ['submitPreEvaluation', ATTENDEE.email, () => PRE_EVALUATION],
  ['cancelCase', ADMINISTRATOR, () => ({ reason: 'The end of this measurement.' })],
];

/** Of another child each time: one child has few cases in a partnership, not thousands. */
const request = () => {
  const { child, siblings, ...others } = requestBody();
  const surname = `${child.surname}${randomUUID().slice(0, 8)}`;
  return {
    ...others,
    child: { ...child, surname },
    siblings: siblings.map((sibling) => ({ ...sibling, name: `Wren ${surname}` })),
    ...INVOLVED,
  };
};

const INVOLVED = {
  leadProfessional: { ...requestBody().leadProfessional, aware: true },
  invitees: requestBody().invitees.slice(0, ATTENDEES.length),
};

const accepted = () => ({
  ...acceptance(),
  participants: acceptance().participants.slice(0, ATTENDEES.length + 1),
});

const ASSESSMENT_AND_PLAN = {
  assessment: { unavailable: 'The assessment is being signed off' },
  plan: { unavailable: 'The plan is being rewritten' },
};
const PRE_EVALUATION = {
  score: 2,
  why: 'We all work hard, but apart.',
  successfulOutcomes: 'One plan, and calm mornings.',
};

/**
 * Walks one case.
 * @param timed told the milliseconds of each step, from sending it to having read its answer
 * @returns its reference
 */
export async function walkCase(
  as: (taker: Taker) => Caller,
  facilitator: string,
  timed: (ms: number) => void,
): Promise<string> {
  const take = async (by: Taker, path: string, body: unknown): Promise<CaseAnswer> => {
    const begun = performance.now();
    const answer = await as(by).post(path, body);
    timed(performance.now() - begun);
    return caseAnswer.parse(answer);
  };
  let answer = await take(REQUESTER.email, '/v1/requests', request());
  for (const [step, by, body] of steps(facilitator)) {
    answer = await take(by, `/v1/cases/${answer.reference}/steps/${step}`, body(answer));
  }
  return answer.reference;
}

/** What each step is given, for those who only keep it. */
export function bodiesOfACase(): readonly unknown[] {
  const now = new Date().toISOString();
  const answer = caseAnswer.parse({
    reference: 'MAS-0000-0000',
    now,
    requestedOn: now.slice(0, 10),
    children: [{ id: 'child', subject: true }],
  });
  return [request(), ...steps(randomUUID()).map(([, , body]) => body(answer))];
}

/** How many steps such a case has. */
export const STEPS_OF_A_CASE = steps('').length + 1;
