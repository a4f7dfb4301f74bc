/** A case played out on the pure rules: people take steps, the clock moves, and what happened can be asked. */
import {
  addDays,
  instantOf,
  londonDate,
  londonDateTime,
  plainDate,
  plainTime,
  workingCalendar,
} from '../../../domain/calendar/index.ts';
import type { Instant, PlainDate, WorkingCalendar } from '../../../domain/calendar/types.ts';
import type {
  Actor,
  Command,
  Decision,
  EmailIntent,
  ListedFacilitator,
  Surroundings,
} from '../../../domain/case/commands.ts';
import { decide, fold, newestStep, nextDue, openCase } from '../../../domain/case/index.ts';
import type { CaseEvent } from '../../../domain/case/events.ts';
import type { CaseState, Participant, Task } from '../../../domain/case/state.ts';
import { checkForm, type SubmitRequest } from '../../../domain/forms/index.ts';
import { POLICY } from '../../../domain/process/policy.ts';
import type { Policy } from '../../../domain/process/policy.ts';
import type { CaseStepId, Role, TaskKind } from '../../../domain/process/vocabulary.ts';
import { publicHolidays } from '../../../records/public-holidays.ts';

function day(text: string): PlainDate {
  const date = plainDate(text);
  if (date === null) throw new Error(`${text} is no date`);
  return date;
}

function at(text: string): Instant {
  const [date, time] = text.split('T');
  const clock = plainTime(time ?? '10:00');
  if (clock === null) throw new Error(`${text} is no time`);
  return instantOf(day(date ?? ''), clock);
}

const HOLIDAYS = [2023, 2024, 2025, 2026, 2027, 2028].flatMap((year) => publicHolidays(year));
const ENGLAND = workingCalendar(HOLIDAYS, []);
export const withClosures = (...closures: string[]): WorkingCalendar =>
  workingCalendar(HOLIDAYS, closures.map(day));

const actor = (name: string, roles: readonly Role[] = ['practitioner']): Actor => ({
  personId: `account-${name}`,
  name,
  email: `${name}@partner.example`,
  roles,
});

export const ADMINISTRATOR = actor('administrator', ['administrator']);
export const BUSINESS_MANAGER = actor('manager', ['businessManager']);
export const REQUESTER = actor('requester');
export const LEAD = actor('lead');
export const POLICE = actor('police');
export const SCHOOL = actor('school');
export const FACILITATOR = actor('facilitator', ['facilitator']);
export const SECOND = actor('second', ['facilitator']);
export const THIRD = actor('third', ['facilitator']);
export const STRANGER = actor('stranger');

const listed = (person: Actor): ListedFacilitator => ({
  id: person.personId,
  name: person.name,
  email: person.email,
  telephone: null,
  agency: null,
  agencyDetail: null,
  organisation: `Employer of ${person.name}`,
});
const LIST = new Map([FACILITATOR, SECOND, THIRD].map((person) => [person.personId, listed(person)]));

const invitee = (person: Actor, agency: string) => ({ agency, name: person.name, email: person.email });

export const request = (more: object = {}): object => ({
  immediateRiskNotReferred: false,
  onlyAboutDisagreement: false,
  requester: {
    name: 'requester',
    role: 'Teacher',
    agency: 'primarySchool',
    organisation: 'School',
    email: REQUESTER.email,
  },
  child: { surname: 'Thornbury', forename: 'Elspeth', dateOfBirth: '2016-04-01', levelOfNeed: 'earlyHelp' },
  siblings: [],
  leadProfessional: { who: 'another', aware: true, ...invitee(LEAD, 'childrensSocialCare') },
  familyInformed: { informed: false, reason: 'To be done this week' },
  criteria: ['stuck'],
  reason: 'Stuck.',
  penPicture: 'A family.',
  invitees: [invitee(POLICE, 'police')],
  ...more,
});

export const acceptance = (more: object = {}): object => ({
  decision: 'accept',
  participants: [invitee(LEAD, 'childrensSocialCare'), invitee(POLICE, 'police')].map((each) => ({
    ...each,
    confirmed: true,
  })),
  ...more,
});

/** What choosing a step looks at: a case played on the rules alone, or one on the engine. */
export type Course = Pick<Play, 'state' | 'today' | 'in'>;

export function recordOf(course: Course, more: object = {}): object {
  const attending = course.state.participants.filter(
    (each) => each.roles.includes('attendee') && each.leftOn === null && each.joinedOn !== null,
  );
  return {
    held: true,
    attendance: attending.map((each) => ({
      participantId: each.id,
      attended: true,
      delegatedAuthority: true,
    })),
    immediateRiskDiscussed: false,
    known: 'Known.',
    notKnown: 'Not known.',
    strengths: 'Strengths.',
    concerns: 'Concerns.',
    hypotheses: '',
    changeNeeded: [],
    successMeasures: [{ id: 'm1', text: 'In school' }],
    actions: [],
    planChangesSuggested: { none: true },
    reviewOn: course.in(40),
    ...more,
  };
}

export class Play {
  state: CaseState;
  readonly events: CaseEvent[] = [];
  readonly emails: (EmailIntent & { readonly at: Instant })[] = [];
  now: Instant;
  calendar: WorkingCalendar = ENGLAND;
  /** What a case that is accepted now keeps; this one's own is what it was accepted under. */
  inForce: Policy = POLICY;

  private readonly facilitators: Surroundings['facilitators'];

  constructor(opening: { on?: string; body?: object; by?: Actor; facilitators?: readonly Actor[] } = {}) {
    const named = opening.facilitators?.map((person) => [person.personId, listed(person)] as const);
    this.facilitators = named === undefined ? LIST : new Map(named);
    this.now = at(opening.on ?? '2026-03-02T10:00');
    const checked = checkForm('submitRequest', opening.body ?? request(), { now: londonDateTime(this.now) });
    if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
    const decision = openCase({
      reference: 'MAS-2026-0001',
      body: checked.body,
      actor: opening.by ?? REQUESTER,
      surroundings: this.surroundings(checked.body),
    });
    if (decision.type !== 'applied') throw new Error(JSON.stringify(decision));
    this.request = checked.body;
    this.state = this.keep(decision);
  }

  private readonly request: SubmitRequest;

  private surroundings(newest: SubmitRequest = this.request): Surroundings {
    return {
      at: this.now,
      calendar: this.calendar,
      policy: this.inForce,
      casePolicy: POLICY,
      facilitators: this.facilitators,
      request: newest,
      existingReferences: new Set(['MAS-2025-0001']),
      involvedEarlier: new Set(),
    };
  }

  private keep(decision: Extract<Decision, { type: 'applied' }>): CaseState {
    this.events.push(...decision.events);
    this.emails.push(...decision.emails.map((email) => ({ ...email, at: this.now })));
    this.state = decision.state;
    return decision.state;
  }

  /** Tries a step; what is refused changes nothing. Faults of the form itself come back as `invalid`. */
  attempt(by: Actor, step: CaseStepId, raw: object, ifVersion: number | null = null): Decision {
    const checked = checkForm(step, raw, { now: londonDateTime(this.now) });
    if (!checked.ok) return { type: 'invalid', faults: checked.faults };
    const command = { type: 'step', step, body: checked.body, actor: by, ifVersion } as Command;
    const decision = decide(this.state, command, this.surroundings());
    if (decision.type === 'applied') this.keep(decision);
    return decision;
  }

  /** A step that must be applied. */
  step(by: Actor, step: CaseStepId, raw: object): this {
    const decision = this.attempt(by, step, raw);
    if (decision.type !== 'applied') throw new Error(`${step} by ${by.name}: ${JSON.stringify(decision)}`);
    return this;
  }

  /** Moves the clock, stopping wherever the process does something by itself. */
  until(to: string | Instant): this {
    const target = typeof to === 'string' ? at(to) : to;
    for (;;) {
      const next = nextDue(this.state, POLICY, this.calendar);
      if (next === null || next.at > target) break;
      this.now = Math.max(next.at, this.now) as Instant;
      this.clock();
    }
    this.now = Math.max(target, this.now) as Instant;
    return this;
  }

  clock(): this {
    const decision = decide(this.state, { type: 'clock' }, this.surroundings());
    if (decision.type === 'applied') this.keep(decision);
    return this;
  }

  changeCalendar(calendar: WorkingCalendar): this {
    this.calendar = calendar;
    const decision = decide(this.state, { type: 'calendarChanged' }, this.surroundings());
    if (decision.type === 'applied') this.keep(decision);
    return this;
  }

  /** What two people agree on; what does not fit changes nothing. */
  repair(command: Extract<Command, { type: 'putDateRight' | 'takeBackStep' }>): Decision {
    const decision = decide(this.state, command, this.surroundings());
    if (decision.type === 'applied') this.keep(decision);
    return decision;
  }

  /** Takes back the newest step. */
  takeBack(): Decision {
    const version = newestStep(this.events)?.version ?? 0;
    return this.repair({ type: 'takeBackStep', version, history: [...this.events] });
  }

  get today(): PlainDate {
    return londonDate(this.now);
  }

  in(days: number): PlainDate {
    return addDays(this.today, days);
  }

  person(who: Actor): Participant {
    const found = this.state.participants.find((each) => each.email === who.email);
    if (found === undefined) throw new Error(`${who.name} is not on the case`);
    return found;
  }

  tasks(kind: TaskKind, who?: Actor): readonly Task[] {
    return this.state.tasks.filter(
      (task) => task.kind === kind && (who === undefined || task.owner === this.person(who).id),
    );
  }

  /** The newest task of a kind (of somebody). */
  task(kind: TaskKind, who?: Actor): Task {
    const found = this.tasks(kind, who).at(-1);
    if (found === undefined) throw new Error(`No task ${kind}`);
    return found;
  }

  emailsOf(kind: EmailIntent['kind']): readonly EmailIntent[] {
    return this.emails.filter((email) => email.kind === kind);
  }

  /** The fold of all events: what must equal the state. */
  folded(): CaseState {
    return fold(this.events);
  }

  // --- the usual course
  accepted(more: object = {}): this {
    return this.step(ADMINISTRATOR, 'decideRequest', acceptance(more));
  }

  facilitated(...people: Actor[]): this {
    const named = people.length > 0 ? people : [FACILITATOR];
    this.step(ADMINISTRATOR, 'appointFacilitators', { facilitatorIds: named.map((each) => each.personId) });
    for (const each of named) this.step(each, 'declareIndependence', { independent: true });
    return this;
  }

  scheduled(date: string, more: object = {}): this {
    return this.step(ADMINISTRATOR, 'scheduleSession', {
      date,
      start: '10:00',
      minutes: 120,
      place: 'Room 2',
      ...more,
    });
  }

  record(more: object = {}): object {
    return recordOf(this, more);
  }

  held(more: object = {}): this {
    return this.step(FACILITATOR, 'recordSession', this.record(more));
  }

  concluded(): this {
    for (const who of [REQUESTER, LEAD, POLICE]) {
      this.step(who, 'submitPostEvaluation', { score: 4, workedWell: 'A', better: 'B', learningPoints: 'C' });
    }
    this.step(FACILITATOR, 'publishSummary', { keyLearningPoints: ['One plan'] });
    this.step(FACILITATOR, 'recordLearning', { none: true, confirmedAnonymous: true });
    return this.step(ADMINISTRATOR, 'recordTrackerEntry', {
      summary: 'Many services and no single plan.',
      keyLearning: ['One plan'],
      themes: [],
      confirmedAnonymous: true,
    });
  }
}
