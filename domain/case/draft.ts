/** A case while a command is being decided: each event is folded at once, so that rules see what they have done. */
import { londonDate } from '../calendar/index.ts';
import type { Instant, PlainDate, WorkingCalendar } from '../calendar/types.ts';
import type { Policy } from '../process/policy.ts';
import type { Flag } from '../process/vocabulary.ts';
import type { Decision, EmailData, EmailIntent, EmailKind } from './commands.ts';
import { evolve } from './evolve.ts';
import type { CaseEvent, EventBody } from './events.ts';
import { facilitators, isOnTheCase, ownerWord } from './people.ts';
import type { CaseState, OwnerId } from './state.ts';

export interface Draft {
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
  readonly emails: readonly EmailIntent[];
  readonly at: Instant;
  readonly today: PlainDate;
  readonly calendar: WorkingCalendar;
  /** The policy that this case keeps. */
  readonly policy: Policy;
  emit(body: EventBody): void;
  /** To an owner of tasks (both facilitators, or administrators where there is none), or to "businessManager". */
  tell(kind: EmailKind, owner: OwnerId, data?: EmailData): void;
  /** To everybody on the case, each their own email. */
  tellEverybody(kind: EmailKind, data?: EmailData, but?: OwnerId): void;
  tellAddress(kind: EmailKind, address: string, data?: EmailData): void;
  flag(flag: Flag, raised: boolean): void;
  /** Takes a policy into use from here on (acceptance). */
  keepPolicy(policy: Policy): void;
}

/** What has come of it. */
export const applied = (draft: Draft): Decision => ({
  type: 'applied',
  events: draft.events,
  emails: draft.emails,
  state: draft.state,
});

/** Where the clock stands for a command: never before the case's last event. */
export const notBefore = (at: Instant, state: CaseState): Instant => (at < state.lastAt ? state.lastAt : at);

export function draftOf(
  begin: CaseState | EventBody,
  at: Instant,
  policy: Policy,
  calendar: WorkingCalendar,
): Draft {
  const events: CaseEvent[] = [];
  const emails: EmailIntent[] = [];
  let state: CaseState;
  let kept = policy;
  if ('type' in begin) {
    const first: CaseEvent = { version: 1, at, body: begin };
    events.push(first);
    state = evolve(null, first);
  } else {
    state = begin;
  }
  const now = notBefore(at, state);

  const draft: Draft = {
    get state() {
      return state;
    },
    events,
    emails,
    at: now,
    today: londonDate(now),
    calendar,
    get policy() {
      return kept;
    },
    emit(body) {
      const event: CaseEvent = { version: state.version + 1, at: now, body };
      events.push(event);
      state = evolve(state, event);
    },
    tell(kind, owner, data = {}) {
      if (owner === 'administrators' || owner === 'businessManager') {
        emails.push({ kind, to: { role: owner }, data });
      } else if (owner === 'facilitators') {
        const named = facilitators(state);
        for (const each of named) emails.push({ kind, to: { participantId: each.id }, data });
        if (named.length === 0) emails.push({ kind, to: { role: 'administrators' }, data });
      } else {
        emails.push({
          kind,
          to: { participantId: owner },
          data: { about: ownerWord(state, owner), ...data },
        });
      }
    },
    tellEverybody(kind, data = {}, but) {
      for (const each of state.participants) {
        if (isOnTheCase(each) && each.id !== but) emails.push({ kind, to: { participantId: each.id }, data });
      }
    },
    tellAddress(kind, address, data = {}) {
      emails.push({ kind, to: { address }, data });
    },
    flag(flag, raised) {
      if (state.flags.includes(flag) !== raised) draft.emit({ type: 'flagged', flag, raised });
    },
    keepPolicy(next) {
      kept = next;
    },
  };
  return draft;
}
