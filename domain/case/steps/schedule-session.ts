import { workingDaysAfter } from '../../calendar/index.ts';
import type { PlainDate } from '../../calendar/types.ts';
import type { Draft } from '../draft.ts';
import { invite, invited, lacking } from '../joining.ts';
import { attendees, leadProfessionalOf, requesterOf } from '../people.ts';
import { sessionInEmail } from '../session-email.ts';
import type { Session } from '../state.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';
import {
  asksOf,
  dateFromSession,
  dateTasks,
  doTasks,
  dropOpen,
  hasOpen,
  openAll,
  openPreparation,
  openTasks,
} from '../tasks.ts';

type Body = Asked<'scheduleSession'>['body'];
type Setting = Extract<Body, { date: PlainDate }>;

const isSetting = (body: Body): body is Setting => 'date' in body;

export const scheduleSession: StepRule<'scheduleSession'> = {
  faults: ({ state, body }) => {
    if (!isSetting(body) || body.reason !== undefined) return [];
    if (state.session !== null) return [fault('reason', 'Say why the session is moved')];
    return state.sessionDueOn !== null && body.date > state.sessionDueOn
      ? [fault('reason', 'Say why the session is later than it is due')]
      : [];
  },
  choice: (body) => (isSetting(body) ? 'set' : 'putOff'),
  apply: (draft, { body, doneOn }) => {
    if (isSetting(body)) setSession(draft, body, doneOn);
    else putOff(draft, { notBefore: body.notBefore ?? null, notHeld: false });
  },
};

function setSession(draft: Draft, body: Setting, doneOn: PlainDate): void {
  const before = draft.state.session;
  const late = draft.state.sessionDueOn !== null && body.date > draft.state.sessionDueOn;
  const session: Session = {
    date: body.date,
    start: body.start,
    minutes: body.minutes,
    place: body.place ?? null,
    link: body.link ?? null,
    heldOn: null,
    shortNotice: before?.shortNotice ?? false,
    late,
    number: before?.number ?? draft.state.sessionsSet + 1,
    sequence: before === null ? 0 : before.sequence + 1,
    scheduledAt: draft.at,
    ended: false,
  };
  draft.emit({ type: 'sessionScheduled', session, moved: before !== null });
  backToPreparing(draft);
  draft.flag('sessionLate', late);
  doTasks(draft, openTasks(draft.state, 'scheduleSession'), doneOn);
  for (const each of attendees(draft.state)) {
    if (each.response === null) continue;
    draft.emit({
      type: 'participantChanged',
      participant: { ...each, response: null, delegatedAuthority: null },
    });
  }
  const respondBy = workingDaysAfter(
    draft.calendar,
    draft.today,
    draft.policy.workingDays.respondToInvitation,
  );
  dateFromSession(draft, 'moved', respondBy);
  invite(draft, attendees(draft.state));
  openPreparation(
    draft,
    'submitPreEvaluation',
    lacking(draft.state, 'submitPreEvaluation', attendees(draft.state)),
  );

  const kind = before === null ? 'invitation' : 'invitationMoved';
  for (const each of invited(draft.state)) {
    draft.tell(kind, each.id, {
      ...sessionInEmail(draft.state),
      ...asksOf(draft.state, 'respondToInvitation', each.id),
    });
  }
  const tells = leadProfessionalOf(draft.state) ?? requesterOf(draft.state);
  if (tells !== null) draft.tell('tellFamily', tells.id, sessionInEmail(draft.state));
}

/** A session that had started is to be prepared again: what its start and end opened is dropped. */
function backToPreparing(draft: Draft): void {
  if (draft.state.stage !== 'session') return;
  dropOpen(draft, 'recordSession');
  dropOpen(draft, 'submitPostEvaluation');
  draft.emit({ type: 'stageEntered', stage: 'preparing', outcome: null, on: draft.today });
}

/** The session is without a date: put off, or not held. Its own due date stays. */
export function putOff(
  draft: Draft,
  how: { readonly notBefore: PlainDate | null; readonly notHeld: boolean },
): void {
  const { session } = draft.state;
  const data = sessionInEmail(draft.state, session && { ...session, sequence: session.sequence + 1 });
  draft.emit({ type: 'sessionPutOff', ...how });
  backToPreparing(draft);
  dropOpen(draft, 'respondToInvitation');
  dateFromSession(draft, 'moved');
  draft.flag('shortNotice', false);
  draft.flag('sessionLate', false);
  const dueOn = workingDaysAfter(
    draft.calendar,
    how.notBefore ?? draft.today,
    draft.policy.workingDays.scheduleSessionAgain,
  );
  if (hasOpen(draft.state, 'scheduleSession')) {
    dateTasks(draft, openTasks(draft.state, 'scheduleSession'), dueOn);
  } else {
    openAll(draft, [{ kind: 'scheduleSession', owner: 'administrators', dueOn }]);
  }
  draft.tellEverybody(how.notHeld ? 'sessionNotHeld' : 'sessionPutOff', how.notHeld ? {} : data);
}
