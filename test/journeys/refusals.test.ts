import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mayEnterCase, viewerOf } from '../../domain/access/index.ts';
import { mayTake } from '../../domain/case/index.ts';
import { CASE_STEPS } from '../../domain/process/steps.ts';
import type { CaseStepId } from '../../domain/process/vocabulary.ts';
import type { CaseAnswer } from '../../tools/demo/client.ts';
import { Play } from '../domain/case/play.ts';
import { again, bodies, COURSES, date, emailOf, NO_TASK, refusalRequest, rolesOf } from './refusal-course.ts';
import type { Course, Facts, Person } from './refusal-course.ts';
import { expectedAnswer, onBehalfOf, SITUATIONS, STATUS, WHO } from './refusal-table.ts';
import type { Answer, Situation, Who } from './refusal-table.ts';
import { until } from '../support/until.ts';
import { startJourneyService } from './service.ts';
import type { JourneyService } from './service.ts';

const CELLS = WHO.flatMap((who) => CASE_STEPS.map((step) => ({ who, step })));
type Grid = Readonly<Record<string, string>>;

const expectedGrid = (situation: Situation, of: (answer: Answer) => string): Grid =>
  Object.fromEntries(
    CELLS.map(({ who, step }) => [`${who}: ${step}`, of(expectedAnswer(who, step, situation))]),
  );

/** What is sent: on behalf of whose step it is, where an administrator stands in. */
function sent(who: Who, step: CaseStepId, situation: Situation, facts: Facts): { by: Person; body: object } {
  const body = again(bodies(facts, situation)[step]);
  if (who !== 'administratorOnBehalf') return { by: who, body };
  const participantId = facts.participantId(onBehalfOf(step, situation));
  const onBehalf = { participantId, receivedOn: facts.today, how: 'email' };
  return { by: 'administrator', body: { ...body, onBehalfOf: onBehalf } };
}

// --- on the rules alone

const actorOf = (who: Person) => ({
  personId: `account-${who}`,
  name: who,
  email: emailOf(who),
  roles: rolesOf(who),
});

class PlayedCourse implements Course {
  readonly play = new Play({
    body: refusalRequest(),
    by: actorOf('requester'),
    facilitators: FACILITATORS.map(actorOf),
  });

  facts(): Facts {
    const { state, today } = this.play;
    const onTheCase = state.participants.filter((each) => each.joinedOn !== null && each.leftOn === null);
    return {
      today,
      sessionDate: state.session?.date ?? null,
      followUpDueOn: state.followUpDueOn,
      participantId: (who) => state.participants.find(({ email }) => email === emailOf(who))?.id ?? 'p99',
      facilitatorId: (who) => actorOf(who).personId,
      taskId: (kind, about) => taskIn(state.tasks, kind, about),
      attendeeIds: onTheCase.filter(({ roles }) => roles.includes('attendee')).map(({ id }) => id),
      interviewIds: openInterviews(state.tasks),
    };
  }

  step(by: Person, step: CaseStepId, body: object): void {
    this.play.step(actorOf(by), step, body);
  }

  until(dateTime: string): void {
    this.play.until(dateTime);
  }

  /** Tries, and leaves the case as it was. */
  attempt(who: Who, step: CaseStepId, situation: Situation): string {
    const { state, now } = this.play;
    const { by, body } = sent(who, step, situation, this.facts());
    const actor = actorOf(by);
    if (!mayEnterCase(viewerOf(state, { ...actor, id: actor.personId }, now))) return 'unseen';
    const meant =
      who === 'administratorOnBehalf' ? this.facts().participantId(onBehalfOf(step, situation)) : null;
    if (!mayTake(state, step, actor, meant)) return 'forbidden';
    const decision = this.play.attempt(actor, step, body);
    if (decision.type !== 'applied') {
      expect(this.play.state).toBe(state);
      return decision.type === 'forbidden' ? `forbidden by the body: ${decision.why}` : decision.type;
    }
    this.play.state = state;
    return 'applied';
  }
}

const FACILITATORS = ['declaredFacilitator', 'undeclaredFacilitator', 'facilitatorInConflict'] as const;

interface TaskSeen {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly about?: string | null | undefined;
}

/** Open ones first. */
function taskIn(tasks: readonly TaskSeen[], kind: string, about?: string): string {
  const found = tasks.filter((task) => task.kind === kind && (about === undefined || task.about === about));
  return (found.find(({ status }) => status === 'open') ?? found.at(-1))?.id ?? NO_TASK;
}

const openInterviews = (tasks: readonly TaskSeen[]): readonly string[] =>
  tasks.filter(({ kind, status }) => kind === 'recordFollowUp' && status === 'open').map(({ id }) => id);

describe('on the rules: every step by everybody', () => {
  test.each(SITUATIONS)('%s', async (situation) => {
    const course = new PlayedCourse();
    for (const stage of COURSES[situation]) await stage(course);
    const actual = CELLS.map(({ who, step }) => [`${who}: ${step}`, course.attempt(who, step, situation)]);
    expect(Object.fromEntries(actual)).toEqual(expectedGrid(situation, (answer) => answer));
  });

  test('the table has every step, every person and every situation, and says yes and no', () => {
    const answers = SITUATIONS.flatMap((situation) =>
      CELLS.map(({ who, step }) => expectedAnswer(who, step, situation)),
    );
    expect(answers).toHaveLength(14 * 15 * 27);
    for (const answer of Object.keys(STATUS)) expect(answers).toContain(answer);
  });
});

// --- over the API

const TOKENS_EACH = 4;
const PEOPLE = [
  ...WHO.filter((who) => who !== 'administratorOnBehalf'),
  'confirmedDeputy',
  'sender',
] as const;

class ApiCourse implements Course {
  reference = '';
  private readonly service: JourneyService;
  private readonly tokens: ReadonlyMap<Person, readonly string[]>;
  private readonly facilitatorIds: ReadonlyMap<string, string>;
  private calls = 0;

  constructor(
    service: JourneyService,
    tokens: ReadonlyMap<Person, readonly string[]>,
    facilitatorIds: ReadonlyMap<string, string>,
  ) {
    this.service = service;
    this.tokens = tokens;
    this.facilitatorIds = facilitatorIds;
  }

  async request(): Promise<void> {
    const answer = await this.call('requester', 'POST', '/v1/requests', refusalRequest());
    this.reference = ((await answer.json()) as CaseAnswer).reference;
  }

  async call(by: Person, method: 'GET' | 'POST', path: string, body?: object): Promise<Response> {
    const tokens = this.tokens.get(by) ?? [];
    this.calls += 1;
    return fetch(`http://127.0.0.1:${this.service.settings.port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens[this.calls % tokens.length] ?? ''}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async look(by: Person): Promise<(CaseAnswer & { readonly allowedSteps?: readonly string[] }) | null> {
    const answer = await this.call(by, 'GET', `/v1/cases/${this.reference}`);
    return answer.status === 200 ? ((await answer.json()) as CaseAnswer) : null;
  }

  async facts(): Promise<Facts> {
    const answer = await this.look('administrator');
    if (answer === null) throw new Error('the administrator sees every case');
    const { now, session, followUpDueOn, participants, tasks } = answer;
    return {
      today: date(now.slice(0, 10)),
      sessionDate: session?.date ?? null,
      followUpDueOn: followUpDueOn === null ? null : date(followUpDueOn),
      participantId: (who) => participants.find(({ email }) => email === emailOf(who))?.id ?? 'p99',
      facilitatorId: (who) => this.facilitatorIds.get(emailOf(who)) ?? '',
      taskId: (kind, about) => taskIn(tasks, kind, about),
      attendeeIds:
        (await this.service.records.findCase(this.reference))?.state.participants
          .filter((each) => each.roles.includes('attendee') && each.joinedOn !== null && each.leftOn === null)
          .map(({ id }) => id) ?? [],
      interviewIds: openInterviews(tasks),
    };
  }

  async step(by: Person, step: CaseStepId, body: object): Promise<void> {
    const answer = await this.call(by, 'POST', `/v1/cases/${this.reference}/steps/${step}`, body);
    if (answer.status !== 200) throw new Error(`${step} by ${by}: ${await answer.text()}`);
  }

  async until(dateTime: string): Promise<void> {
    const path = `/v1/training/cases/${this.reference}/advance`;
    const answer = await this.call('administrator', 'POST', path, { to: dateTime });
    if (answer.status !== 200) throw new Error(`advance: ${await answer.text()}`);
  }
}

describe('over the API: every step by everybody', () => {
  let service: JourneyService;
  const tokens = new Map<Person, readonly string[]>();
  const facilitatorIds = new Map<string, string>();

  beforeAll(async () => {
    service = await startJourneyService();
    for (const who of PEOPLE) {
      const [email, roles] = [emailOf(who), rolesOf(who)];
      await service.records.addPerson({ email, name: who, roles });
      const several: string[] = [];
      for (let index = 0; index < TOKENS_EACH; index += 1) several.push(await service.token(email));
      tokens.set(who, several);
    }
    const { rows } = await service.records.facilitators(null, 200);
    for (const { id, email } of rows) facilitatorIds.set(email, id);
  });
  afterAll(async () => {
    await service.close();
  });

  const tried = [
    'triage, returned',
    'preparing, scheduled',
    'session, after its end',
    'followUp, open',
    'closed: completed',
  ] as const;

  test.each(tried)(
    '%s: what is refused changes nothing and tells the workflow nothing',
    async (situation) => {
      const course = new ApiCourse(service, tokens, facilitatorIds);
      await course.request();
      for (const stage of COURSES[situation]) await stage(course);
      await service.settled(course.reference);
      await atRest(service, course.reference);
      const facts = await course.facts();
      const before = await everything(service, course.reference);

      const actual: Record<string, number> = {};
      const expected: Record<string, number> = {};
      for (const { who, step } of CELLS) {
        const answer = expectedAnswer(who, step, situation);
        // What is allowed is in `allowedSteps`, below: taking it would change the case under the other cells.
        if (answer === 'applied') continue;
        const { by, body } = sent(who, step, situation, facts);
        const path = `/v1/cases/${course.reference}/steps/${step}`;
        const response = await course.call(by, 'POST', path, body);
        actual[`${who}: ${step}`] = response.status;
        expected[`${who}: ${step}`] = STATUS[answer];
        await response.arrayBuffer();
      }
      expect(actual).toEqual(expected);
      expect(Object.keys(actual).length).toBeGreaterThan(250);
      expect(await everything(service, course.reference)).toEqual(before);

      for (const who of PEOPLE) {
        if (who === 'confirmedDeputy' || who === 'sender') continue;
        const seen = await course.look(who);
        const allowed = CASE_STEPS.filter((step) => expectedAnswer(who, step, situation) === 'applied');
        // Once the session is held, a facilitator may still declare a conflict.
        const offered = (seen?.allowedSteps ?? []).filter(
          (step) => situation !== 'followUp, open' || step !== 'declareIndependence',
        );
        expect({ who, offered }).toEqual({ who, offered: allowed });
      }
    },
    120_000,
  );
});

/** Waits until the workflow has nothing in hand. */
const atRest = (service: JourneyService, reference: string): Promise<boolean> =>
  until('the workflow is at rest', async () => {
    const { raw } = await service.client.workflow.getHandle(reference).describe();
    return raw.pendingWorkflowTask == null && (raw.pendingActivities ?? []).length === 0;
  });

/** Every row of every table but the audit (which records refusals), and how much its workflow was told. */
async function everything(service: JourneyService, reference: string): Promise<object> {
  const { rows: tables } = await service.sql.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'tracker')
       AND table_name NOT IN ('audit', '_prisma_migrations') ORDER BY name`,
  );
  const content: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await service.sql.query<{ content: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS content FROM ${name} t`,
    );
    content[name] = rows[0]?.content ?? '';
  }
  const { raw } = await service.client.workflow.getHandle(reference).describe();
  return { content, historyLength: String(raw.workflowExecutionInfo?.historyLength) };
}
