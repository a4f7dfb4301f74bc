/** Cases and the people who take their steps, over the JSON API of whichever release answers. */
import { requestBody, session } from '../../tools/demo/bodies.ts';
import type { ApiClient, CaseAnswer } from '../../tools/demo/client.ts';
import { INVITEES, LEAD_PROFESSIONAL, REQUESTER } from '../../tools/demo/people.ts';
import { nextStep, weekdaysAfter } from '../../tools/demo/script.ts';
import type { NextStep, Setting } from '../../tools/demo/script.ts';
import { deputy } from '../journeys/small-case.ts';

/** Who answers calls: one release's API, or two by turns. */
export interface Calls {
  /** For one person by address; null for the administrator. */
  as(email: string | null): Promise<ApiClient>;
}

export const POLICE = 'sandra.whitlow@police.example';
export const FACILITATOR = 'helen.ashworth@council.example';
export const MANAGER = 'ruth.okonkwo@partnership.example';

const invited = INVITEES.filter(({ email }) => email === POLICE).map(({ name, email, agency }) => ({
  name,
  email,
  agency,
}));
const lead = {
  name: LEAD_PROFESSIONAL.name,
  email: LEAD_PROFESSIONAL.email,
  agency: LEAD_PROFESSIONAL.agency,
};

/** Three practitioners. The child is another one in each case, so that the same facilitator may hold all of them. */
const aRequest = (surname: string) => ({
  ...requestBody(),
  child: { ...requestBody().child, surname },
  siblings: [],
  leadProfessional: { who: 'another', aware: true, ...lead },
  invitees: invited,
});

const acceptance = {
  decision: 'accept',
  participants: [lead, ...invited].map((each) => ({ ...each, confirmed: true })),
};

/** What they say besides in cases with fewer people, or behind their time. */
const MORE: Readonly<Record<string, object>> = {
  decideRequest: acceptance,
  scheduleSession: { reason: 'Nobody can come before' },
};

export class GoingCase {
  readonly calls: Calls;
  readonly reference: string;
  /** As it was after the newest step; null where time was moved since. */
  private last: CaseAnswer | null = null;
  private facilitator: Promise<string> | null = null;

  constructor(calls: Calls, reference: string) {
    this.calls = calls;
    this.reference = reference;
  }

  static async request(calls: Calls, surname: string): Promise<GoingCase> {
    const requester = await calls.as(REQUESTER.email);
    const { reference } = await requester.post<CaseAnswer>('/v1/requests', aRequest(surname));
    return new GoingCase(calls, reference);
  }

  async look(): Promise<CaseAnswer> {
    return (await this.calls.as(null)).get<CaseAnswer>(`/v1/cases/${this.reference}`);
  }

  /** @throws {Refused} where the service says no. */
  async step(by: string | null, step: string, body: unknown): Promise<CaseAnswer> {
    const client = await this.calls.as(by);
    const answer = await client.post<CaseAnswer>(`/v1/cases/${this.reference}/steps/${step}`, body);
    // Others may see less of it.
    this.last = by === null ? answer : null;
    return answer;
  }

  accept(): Promise<CaseAnswer> {
    return this.step(null, 'decideRequest', acceptance);
  }

  /** With a session so many weekdays from now. */
  async schedule(weekdays: number, more: object = {}): Promise<CaseAnswer> {
    const { now } = await this.look();
    const on = weekdaysAfter(now.slice(0, 10), weekdays);
    return this.step(null, 'scheduleSession', { ...session(on), ...more });
  }

  /** @param to a London date and time by the case's clock */
  async moveTo(to: string): Promise<void> {
    this.last = null;
    const administrator = await this.calls.as(null);
    await administrator.post(`/v1/training/cases/${this.reference}/advance`, { to });
  }

  async moveWeekdays(weekdays: number): Promise<void> {
    const { now } = await this.look();
    await this.moveTo(`${weekdaysAfter(now.slice(0, 10), weekdays)}T09:30`);
  }

  /** One step or one move of its clock towards its close. False once it is closed. */
  async goOn(): Promise<boolean> {
    const answer = this.last ?? (await this.look());
    if (answer.stage === 'closed') return false;
    const next = turnedAside(answer) ?? nextStep(answer, await this.setting());
    if (next === null) await this.moveTo(nextMoment(answer));
    else await this.step(next.by, next.step, { ...(next.body as object), ...MORE[next.step] });
    return true;
  }

  async goOnUntil(isThere: (answer: CaseAnswer) => boolean): Promise<CaseAnswer> {
    for (;;) {
      const answer = await this.look();
      if (isThere(answer)) return answer;
      if (!(await this.goOn())) throw new Error(`${this.reference} was closed on the way`);
    }
  }

  private async setting(): Promise<Setting> {
    return { facilitatorIds: [await this.facilitatorId()], weekdaysAfter };
  }

  private facilitatorId(): Promise<string> {
    this.facilitator ??= this.findFacilitator();
    return this.facilitator;
  }

  private async findFacilitator(): Promise<string> {
    const administrator = await this.calls.as(null);
    const { facilitators } = await administrator.get<{
      readonly facilitators: readonly { readonly id: string; readonly email: string }[];
    }>('/v1/facilitators?limit=100');
    const found = facilitators.find(({ email }) => email === FACILITATOR);
    if (found === undefined) throw new Error('the facilitator is not on the list');
    return found.id;
  }

  async appoint(): Promise<void> {
    await this.step(null, 'appointFacilitators', { facilitatorIds: [await this.facilitatorId()] });
    await this.step(FACILITATOR, 'declareIndependence', { independent: true });
  }
}

/** What the demonstration's people never have to do. */
function turnedAside(answer: CaseAnswer): NextStep | null {
  const isAsked = (kind: string): boolean =>
    answer.tasks.some((task) => task.kind === kind && task.status === 'open');
  if (isAsked('amendRequest')) {
    const body = aRequest(`Amended ${answer.reference}`);
    return { step: 'amendRequest', by: REQUESTER.email, body };
  }
  if (isAsked('confirmParticipant')) {
    return { step: 'changeParticipants', by: null, body: { add: { role: 'attendee', ...deputy } } };
  }
  return null;
}

/** When somebody can do something again: at the session, after it, when a task is due, or at the follow-up. */
function nextMoment(answer: CaseAnswer): string {
  const { now, session: set, stage, followUpDueOn, reviewOn, tasks } = answer;
  const moments = [
    ...(set === null || stage !== 'preparing' ? [] : [`${set.date}T10:05`]),
    ...(set === null ? [] : [`${set.date}T12:05`]),
    ...tasks.flatMap(({ status, dueOn }) => (status === 'open' && dueOn !== null ? [`${dueOn}T09:05`] : [])),
    ...[reviewOn, followUpDueOn].flatMap((on) => (on === null ? [] : [`${on}T09:05`])),
  ].filter((moment) => moment > now);
  const first = moments.sort()[0];
  return first ?? `${weekdaysAfter(now.slice(0, 10), 3)}T09:05`;
}
