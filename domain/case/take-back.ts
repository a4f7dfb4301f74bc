/**
 * Taking back a step that was recorded by mistake (decision 0019): a correcting event sets the case back to what it was
 * before it, and what time has brought since is worked out again. Only the newest step can be taken back, so that nothing
 * that somebody did in the meantime is lost with it.
 */
import { policyOf } from '../process/policy.ts';
import type { StepId } from '../process/vocabulary.ts';
import type { Command, Decision } from './commands.ts';
import { sessionStart } from './dates.ts';
import { applied, type Draft } from './draft.ts';
import type { CaseEvent } from './events.ts';
import { fold } from './evolve.ts';
import { invited } from './joining.ts';
import { findParticipant, idsUsed } from './people.ts';
import { sessionInEmail } from './session-email.ts';
import type { CaseState, OwnerId, Participant } from './state.ts';
import { asksOf, dateFromSession } from './tasks.ts';
import { timeBrings } from './time.ts';

/** A step as the events of its case have it. */
export interface StepInForce {
  /** Of its event. */
  readonly version: number;
  readonly step: StepId;
  readonly by: OwnerId;
  /** Which of this participant's answers to this step it gave: 1, 2, …, those taken back counted too. */
  readonly answer: number;
}

/** The newest step that was not taken back, with why it cannot be (null where it can). */
export function newestStep(
  history: readonly CaseEvent[],
): (StepInForce & { readonly notThis: string | null }) | null {
  const steps: StepInForce[] = [];
  const answers = new Map<string, number>();
  let righted = 0;
  for (const { version, body } of history) {
    if (body.type === 'stepTaken') {
      const { step, by } = body;
      const answer = (answers.get(`${step} ${by}`) ?? 0) + 1;
      answers.set(`${step} ${by}`, answer);
      steps.push({ version, step, by, answer });
    } else if (body.type === 'stepTakenBack') {
      steps.pop();
    } else if (body.type === 'datePutRight') {
      righted = version;
    }
  }
  const newest = steps.at(-1);
  return newest === undefined ? null : { ...newest, notThis: whyNotThis(newest, righted) };
}

function whyNotThis({ step, version }: StepInForce, righted: number): string | null {
  if (step === 'submitRequest') return 'A request is withdrawn, not taken back';
  if (step === 'recordTrackerEntry') {
    return 'The entry in the tracker is anonymous: nobody can find it again to take it back';
  }
  return righted > version ? 'A date of the case has been put right since: that would be lost' : null;
}

type TakeBackStep = Extract<Command, { type: 'takeBackStep' }>;

export function takeBackStep(draft: Draft, { version, history }: TakeBackStep): Decision {
  const newest = newestStep(history);
  if (newest === null || newest.version !== version) {
    const why = history.some((event) => event.version === version && event.body.type === 'stepTaken')
      ? 'It is not the newest step: another one has been taken since, or it has been taken back already'
      : 'There is no such step in this case';
    return { type: 'refused', why };
  }
  if (newest.notThis !== null) return { type: 'refused', why: newest.notThis };
  const undone = draft.state;
  const before = fold(history.filter((event) => event.version < version));
  const { step, by } = newest;
  draft.emit({ type: 'stepTakenBack', step, by, ofVersion: version, state: goingOnFrom(undone, before) });
  draft.keepPolicy(policyOf(before.policyVersion));
  timeBrings(draft, 'withoutReminders');
  const { stage, session } = draft.state;
  if ((stage === 'preparing' || stage === 'session') && session?.heldOn == null) {
    dateFromSession(draft, 'calendar');
  }
  putInvitationsRight(draft, undone);
  return applied(draft);
}

/** As it was before; but reminders are not given again, no id is given to anything else, and calendars are told more. */
function goingOnFrom(undone: CaseState, before: CaseState): CaseState {
  const { session } = before;
  const told = undone.session?.number === session?.number ? (undone.session?.sequence ?? 0) : 0;
  return {
    ...before,
    remindedTo: undone.remindedTo,
    sessionsSet: Math.max(undone.sessionsSet, before.sessionsSet),
    idsUsed: idsUsed(undone),
    session: session && { ...session, sequence: Math.max(session.sequence, told) },
  };
}

/** Whoever was told of another session, or of none, by the step that was taken back hears how it is now. */
function putInvitationsRight(draft: Draft, undone: CaseState): void {
  const were = expectedAt(undone, draft);
  const are = expectedAt(draft.state, draft);
  const moved = inShort(undone) !== inShort(draft.state);
  const gone = were.filter((each) => !are.some(({ id }) => id === each.id));
  const fresh = are.filter((each) => !were.some(({ id }) => id === each.id));
  const stay = moved ? are.filter((each) => !fresh.includes(each)) : [];
  if (gone.length + fresh.length + stay.length === 0) return;
  const { session: now } = draft.state;
  // A session that was put off or withdrawn was so with one more than its own.
  const sequence = Math.max(undone.session?.sequence ?? 0, now?.sequence ?? 0) + 2;
  if (undone.session !== null) {
    const withdrawn = sessionInEmail(undone, { ...undone.session, sequence });
    for (const each of gone) tellAsItWas(draft, each, withdrawn);
  }
  if (now === null) return;
  draft.emit({ type: 'sessionChanged', session: { ...now, sequence } });
  for (const [kind, people] of [
    ['invitation', fresh],
    ['invitationMoved', stay],
  ] as const) {
    for (const each of people) {
      draft.tell(kind, each.id, {
        ...sessionInEmail(draft.state),
        ...asksOf(draft.state, 'respondToInvitation', each.id),
      });
    }
  }
}

/** Those who expect to come to a session that is still to begin. */
const expectedAt = (state: CaseState, { at }: Draft): readonly Participant[] =>
  state.stage === 'preparing' && state.session !== null && sessionStart(state.session) > at
    ? invited(state)
    : [];

const inShort = ({ session }: CaseState): string =>
  session === null
    ? ''
    : [session.number, session.date, session.start, session.minutes, session.place, session.link].join('\n');

/** Somebody whom the step had put on the case is not on it any more, and is written to all the same. */
function tellAsItWas(
  draft: Draft,
  { id, email }: Participant,
  data: ReturnType<typeof sessionInEmail>,
): void {
  if (findParticipant(draft.state, id) !== null) draft.tell('invitationWithdrawn', id, data);
  else if (email !== null) draft.tellAddress('invitationWithdrawn', email, data);
}
