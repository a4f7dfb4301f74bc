/** What is recorded of a release: cases at every stage, and after everything that can go otherwise than planned. */
import { setTimeout as pause } from 'node:timers/promises';
import { deputy } from '../journeys/small-case.ts';
import type { JourneyService } from '../journeys/service.ts';
import { weekdaysAfter } from '../../tools/demo/script.ts';
import { FACILITATOR, MANAGER, POLICE } from './people.ts';
import type { GoingCase } from './people.ts';

/** What a course can do besides taking steps. */
export interface Stage {
  readonly service: JourneyService;
  /** The mail server takes nothing for this address, or everything again. */
  refuseMailTo(address: string | null): void;
}

type Course = (theCase: GoingCase, stage: Stage) => Promise<unknown>;

/** An address of its own, so that only its case's email waits. */
const AWAY = 'marcus.fenn@secondaryschool.example';

async function preparing(theCase: GoingCase): Promise<void> {
  await theCase.accept();
  await theCase.appoint();
  await theCase.schedule(8);
}
async function held(theCase: GoingCase): Promise<void> {
  await theCase.goOnUntil(({ stage }) => stage === 'concluding');
}
async function mailTried(theCase: GoingCase, { service }: Stage): Promise<void> {
  for (;;) {
    const { rows } = await service.sql.query<{ attempts: number }>(
      `SELECT attempts FROM outbox WHERE reference = $1 AND status = 'queued' AND attempts > 2`,
      [theCase.reference],
    );
    if (rows.length > 0) return;
    await pause(100);
  }
}

/** By name; each begins with its request. */
export const COURSES: Readonly<Record<string, Course>> = {
  'triage-requested': (theCase) => theCase.look(),
  'triage-returned': (theCase) =>
    theCase.step(null, 'decideRequest', { decision: 'returnForInformation', reason: 'Who lives there?' }),
  'triage-overdue': (theCase) => theCase.moveWeekdays(9),
  'preparing-accepted': (theCase) => theCase.accept(),
  'preparing-scheduled': async (theCase) => {
    await preparing(theCase);
    await theCase.step(POLICE, 'respondToInvitation', { response: 'attending', delegatedAuthority: true });
    await theCase.step(POLICE, 'submitChronology', { nilReturn: true, reason: 'No calls from this address' });
  },
  'preparing-overdue': async (theCase) => {
    await preparing(theCase);
    await theCase.moveWeekdays(7);
  },
  'preparing-deputy': async (theCase) => {
    await preparing(theCase);
    await theCase.step(POLICE, 'respondToInvitation', { response: 'deputy', deputy });
  },
  'preparing-put-off': async (theCase) => {
    await preparing(theCase);
    const { now } = await theCase.look();
    const notBefore = weekdaysAfter(now.slice(0, 10), 10);
    await theCase.step(null, 'scheduleSession', { putOff: true, reason: 'Half term', notBefore });
  },
  'preparing-not-held': async (theCase) => {
    await theCase.goOnUntil(({ stage }) => stage === 'session');
    await theCase.step(FACILITATOR, 'recordSession', { held: false, reason: 'The heating had failed' });
  },
  'preparing-rebuilt-with-its-clock-ahead': async (theCase, { service }) => {
    await preparing(theCase);
    await theCase.moveWeekdays(2);
    await service.settled(theCase.reference);
    await service.client.workflow.getHandle(theCase.reference).terminate();
    await theCase.step(POLICE, 'respondToInvitation', { response: 'attending', delegatedAuthority: true });
  },
  'preparing-mail-away': async (theCase, stage) => {
    await theCase.accept();
    stage.refuseMailTo(AWAY);
    await theCase.step(null, 'changeParticipants', {
      add: { role: 'attendee', name: 'Marcus Fenn', email: AWAY, agency: 'secondarySchool' },
    });
    await theCase.schedule(8);
    await mailTried(theCase, stage);
  },
  'session-started': (theCase) => theCase.goOnUntil(({ stage }) => stage === 'session'),
  'session-overdue': async (theCase) => {
    await theCase.goOnUntil(({ stage }) => stage === 'session');
    await theCase.moveWeekdays(3);
  },
  'concluding-held': held,
  'concluding-overdue': async (theCase) => {
    await held(theCase);
    await theCase.moveWeekdays(7);
  },
  'follow-up-waiting': (theCase) => theCase.goOnUntil(({ stage }) => stage === 'followUp'),
  'follow-up-opened': async (theCase) => {
    const { followUpDueOn } = await theCase.goOnUntil(({ stage }) => stage === 'followUp');
    await theCase.moveTo(`${followUpDueOn ?? ''}T09:05`);
  },
  'closed-completed-and-corrected': async (theCase) => {
    await theCase.goOnUntil(({ stage }) => stage === 'closed');
    await theCase.step(MANAGER, 'publishSummary', {
      keyLearningPoints: ['Agree one key worker early'],
      correctionReason: 'A typing error',
    });
  },
  'closed-declined': (theCase) =>
    theCase.step(null, 'decideRequest', { decision: 'decline', reason: 'One service knows the family' }),
  'closed-redirected': (theCase) =>
    theCase.step(null, 'decideRequest', {
      decision: 'redirect',
      reason: 'Early help is enough',
      redirectTo: 'earlyHelp',
    }),
  'closed-withdrawn': async (theCase) => {
    await preparing(theCase);
    await theCase.step('leah.grimshaw@primaryschool.example', 'withdrawRequest', { reason: 'They moved' });
  },
  'closed-cancelled': async (theCase) => {
    await theCase.goOnUntil(({ stage }) => stage === 'session');
    await theCase.step(null, 'cancelCase', { reason: 'Care proceedings have begun' });
  },
};
