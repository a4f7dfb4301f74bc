/** The demonstration's case with every field filled in that a person can type into, and the steps that it leaves out. */
import type { NextStep, Setting } from '../../tools/demo/script.ts';
import { nextStep, weekdaysAfter } from '../../tools/demo/script.ts';
import { requestBody } from '../../tools/demo/bodies.ts';
import type { CaseAnswer } from '../../tools/demo/client.ts';
import { FACILITATORS, INVITEES, LEAD_PROFESSIONAL, REQUESTER } from '../../tools/demo/people.ts';
import type { Walk } from './walk.ts';

const PERSON = { ethnicity: 'White Irish', disability: 'Hearing impairment' };
const BUSINESS_MANAGER = 'ruth.okonkwo@partnership.example';
const POLICE = 'sandra.whitlow@police.example';
const PROBATION = 'kwame.boateng@probation.example';
const SCHOOL = 'marcus.fenn@secondaryschool.example';
const NOT_ATTENDING = 'rashid.malik@recovery.example';

export function fullRequest() {
  const body = requestBody();
  return {
    ...body,
    requester: { ...body.requester, address: '1 School Lane, Fernley' },
    child: { ...body.child, alsoKnownAs: 'Rob', ...PERSON },
    mother: { ...body.mother, name: 'Ada Marlowe', dateOfBirth: '1988-03-03', ...PERSON },
    father: { name: 'Silas Crane', dateOfBirth: '1986-07-19', address: '2 Mill Street, Fernley', ...PERSON },
    otherCarers: [
      { name: 'Edith Crane', relationship: 'Grandmother', address: '8 Mill Street, Fernley', ...PERSON },
    ],
    siblings: [
      { ...body.siblings[0], alsoKnownAs: 'Wrennie', gender: 'Girl', ...PERSON },
      { name: 'Jay Marlowe', dateOfBirth: '2019-08-09', address: '4 Rowan Row, Fernley' },
    ],
    familyInformed: { informed: true, on: '2026-01-05', how: 'At the school gate' },
    interpreter: 'Irish Sign Language',
  };
}

/** What the demonstration's people leave out of the forms that they send. */
function filledIn({ step, by, body }: NextStep): NextStep {
  const more: Readonly<Record<string, object>> = {
    confirmLeadProfessional: { objection: 'A core group meets soon' },
    scheduleSession: { link: 'https://meet.example/room' },
    respondToInvitation: by === NOT_ATTENDING ? { reason: 'In court that day' } : {},
    recordFamilyVoice: { questions: 'Who will be there?', interpreter: 'A signer' },
    recordSession: { plan: 'One plan from spring' },
    submitPostEvaluation: { feedback: 'Thank you', successfulOutcomes: 'One plan' },
    publishSummary: { escalationIssues: 'No housing officer is named', escalatedTo: 'Head of housing' },
    recordLearning: {
      actions: [{ what: 'Share it with the transitions group' }],
      qualityPracticeGroup: { issue: 'Chronologies differ in kind' },
    },
    updateAction: { note: 'Done with the school' },
    recordFollowUp: { views: 'It is calmer at home' },
  };
  return { step, by, body: { ...(body as object), ...more[step] } };
}

interface Extra {
  readonly step: string;
  readonly when: (answer: CaseAnswer) => boolean;
  readonly take: (walk: Walk, answer: CaseAnswer) => Promise<unknown>;
}

const preparing = ({ stage }: CaseAnswer): boolean => stage === 'preparing';
const open = (answer: CaseAnswer, kind: string) =>
  answer.tasks.find((task) => task.kind === kind && task.status === 'open');
const idOf = (answer: CaseAnswer, email: string): string =>
  answer.participants.find((each) => each.email === email)?.id ?? '';
const newcomer = { agency: 'midwife', name: 'Fiona Mather', email: 'fiona.mather@midwifery.example' };
const interviewer = { agency: 'youthServices', name: 'Una Frost', email: 'una.frost@youthservice.example' };

/** Each is taken once, as soon as it can be. */
function extras(): Extra[] {
  return [
    {
      step: 'amendRequest',
      when: preparing,
      take: (walk) =>
        walk.step(null, 'amendRequest', { ...fullRequest(), correctionReason: 'The school has changed' }),
    },
    {
      step: 'raiseImmediateRisk',
      when: preparing,
      take: (walk, { now }) =>
        walk.step(POLICE, 'raiseImmediateRisk', {
          what: 'Rang the referral team after a disclosure',
          referredTo: 'The safeguarding front door',
          at: now,
          by: 'Sandra Whitlow',
        }),
    },
    {
      step: 'assessRisk',
      when: (answer) => open(answer, 'assessRisk') !== undefined,
      take: (walk) =>
        walk.step(null, 'assessRisk', { decision: 'goOn', reason: 'The strategy meeting agrees' }),
    },
    {
      step: 'submitChronology by file',
      when: preparing,
      take: async (walk, { requestedOn }) => {
        const file = await walk.upload(PROBATION, 'visits', 'Visited the family every week');
        await walk.step(PROBATION, 'submitChronology', { file, from: requestedOn, to: requestedOn });
      },
    },
    {
      step: 'submitAssessmentAndPlan by file',
      when: preparing,
      take: async (walk) => {
        const file = await walk.upload(LEAD_PROFESSIONAL.email, 'assessment', 'The child is loved');
        await walk.step(LEAD_PROFESSIONAL.email, 'submitAssessmentAndPlan', {
          assessment: { file },
          plan: { unavailable: 'The plan is being rewritten' },
        });
      },
    },
    {
      step: 'waiveTask',
      when: preparing,
      take: async (walk) => {
        const { id } = await walk.task('submitChronology', SCHOOL);
        await walk.step(null, 'waiveTask', { taskId: id, reason: 'The school has only met him once' });
      },
    },
    {
      step: 'changeParticipants',
      when: preparing,
      take: async (walk) => {
        const answer = await walk.step(null, 'changeParticipants', {
          add: { role: 'attendee', ...newcomer },
        });
        await walk.step(null, 'changeParticipants', {
          remove: { participantId: idOf(answer, newcomer.email), reason: 'Named by mistake' },
        });
      },
    },
    {
      step: 'nameInterviewer',
      when: (answer) => open(answer, 'recordFollowUp') !== undefined,
      take: (walk, answer) =>
        walk.step(null, 'nameInterviewer', {
          taskId: open(answer, 'recordFollowUp')?.id,
          invitee: interviewer,
        }),
    },
    {
      step: 'correction of a closed case',
      when: ({ stage }) => stage === 'closed',
      take: (walk) =>
        walk.step(BUSINESS_MANAGER, 'publishSummary', {
          keyLearningPoints: ['Agree one key worker early'],
          correctionReason: 'A typing error',
        }),
    },
  ];
}

/** Walks the whole case, moving its clock whenever nobody has anything to do, until it is closed and corrected. */
export async function walkWholeCase(walk: Walk): Promise<CaseAnswer> {
  const [first, second] = FACILITATORS;
  const setting: Setting = {
    facilitatorIds: [
      await walk.facilitator('Helen Ashworth', first),
      await walk.facilitator('Imran Sadiq', second),
    ],
    weekdaysAfter,
  };
  await walk.request(fullRequest());
  let left = extras();
  for (;;) {
    const answer = await walk.look();
    const extra = left.find(({ when }) => when(answer));
    const next = nextStep(answer, setting);
    if (extra !== undefined) {
      left = left.filter((each) => each !== extra);
      await extra.take(walk, answer);
    } else if (answer.stage === 'closed') {
      if (left.length > 0) throw new Error(`not taken: ${left.map(({ step }) => step).join(', ')}`);
      return answer;
    } else if (next === null) {
      await walk.moveToNextDue();
    } else {
      const { by, step, body } = filledIn(next);
      await walk.step(by, step, body);
    }
  }
}

/** All twelve. */
export const ATTENDEES = [REQUESTER, LEAD_PROFESSIONAL, ...INVITEES];
