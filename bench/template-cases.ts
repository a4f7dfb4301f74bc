/**
 * Cases as the service itself makes them: played through the record by people who hand in on the day, by a clock that is
 * moved, each up to where a case begun so many days ago stands now. `many-cases.ts` copies them.
 */
import { caseAnswer } from '../api/json/openapi/answers.ts';
import { caseView, viewerOf } from '../domain/access/index.ts';
import { londonDateTime } from '../domain/calendar/index.ts';
import type { Instant } from '../domain/calendar/index.ts';
import { checkForm } from '../domain/forms/index.ts';
import type { StepBody } from '../domain/forms/index.ts';
import { CASE_STEPS } from '../domain/process/steps.ts';
import type { CaseStepId, StepId } from '../domain/process/vocabulary.ts';
import { openRecords } from '../records/index.ts';
import { publicHolidays } from '../records/public-holidays.ts';
import type { CaseRecord, KeptAnswer, Person, Records, StepResult } from '../records/types.ts';
import { acceptance, requestBody } from '../tools/demo/bodies.ts';
import type { TaskAnswer } from '../tools/demo/client.ts';
import { FACILITATORS, INVITEES } from '../tools/demo/people.ts';
import { nextStep, weekdaysAfter } from '../tools/demo/script.ts';
import type { NextStep } from '../tools/demo/script.ts';
import { ADMINISTRATOR, addTrainingPeople } from '../tools/training-people.ts';

const DAY = 86_400_000;
/** With requester, lead professional and two facilitators twelve people. */
const INVITED = INVITEES.slice(0, 8);
/** The demonstration schedules further ahead than is left where everybody waits for the last day. */
const SESSION_AHEAD = { asked: 12, given: 9 };

/**
 * Plays one case for each of these ages, in days.
 * @returns their references, in the order of the ages
 */
export async function playTemplates(
  databaseUrl: string,
  ages: readonly number[],
): Promise<readonly string[]> {
  const today = Date.now();
  const clock = { now: today };
  const records = await openRecords({ databaseUrl, publicHolidays, now: () => clock.now });
  try {
    await addTrainingPeople(records);
    const people = await records.people();
    const references: string[] = [];
    for (const [index, age] of ages.entries()) {
      clock.now = today - age * DAY;
      // Every third case's people hand in two days late.
      references.push(await play({ records, people, clock, until: today, late: index % 3 === 0 ? 2 : 0 }));
    }
    return references;
  } finally {
    await records.close();
  }
}

interface Playing {
  readonly records: Records;
  readonly people: readonly Person[];
  /** Real time as the record has it, ms. */
  readonly clock: { now: number };
  readonly until: number;
  /** Days after the due date on which people hand in. */
  readonly late: number;
}

async function play(playing: Playing): Promise<string> {
  const { records, clock, until } = playing;
  let record = await begin(playing);
  const { reference } = record.state;
  while (record.state.stage !== 'closed') {
    const step = stepOfTheDay(playing, record);
    if (step !== null) {
      record = await take(playing, reference, step);
      continue;
    }
    // The next thing that the process does by itself, or the next morning.
    const next = Math.min(record.view.nextDue ?? Number.POSITIVE_INFINITY, clock.now + DAY);
    if (next > until) break;
    clock.now = next;
    await records.bringTime(reference, clock.now as Instant);
    record = await found(records, reference);
  }
  return reference;
}

async function begin(playing: Playing): Promise<CaseRecord> {
  const today = londonDateTime(playing.clock.now as Instant).slice(0, 10);
  const raw = {
    ...requestBody(),
    familyInformed: { informed: true, on: today },
    invitees: requestBody().invitees.slice(0, INVITED.length),
  };
  const body = bodyOf('submitRequest', raw, playing.clock.now);
  const requester = personOf(playing, body.requester.email);
  const result = await playing.records.submitRequest({
    body,
    actor: actorOf(requester),
    idempotency: null,
    answer: notKept,
  });
  return applied('submitRequest', result);
}

async function take(playing: Playing, reference: string, { step, by, body }: NextStep): Promise<CaseRecord> {
  const id = CASE_STEPS.find((known) => known === step);
  if (id === undefined) throw new Error(`${step} is no step`);
  const taken: CaseStepId = id;
  const raw =
    taken === 'decideRequest'
      ? { ...acceptance(), participants: acceptance().participants.slice(0, INVITED.length + 1) }
      : body;
  const result = await playing.records.applyStep({
    reference,
    step: taken,
    body: bodyOf(taken, raw, playing.clock.now),
    actor: actorOf(personOf(playing, by ?? ADMINISTRATOR)),
    ifVersion: null,
    idempotency: null,
    answer: notKept,
  });
  return applied(taken, result);
}

/** Administrators are shown every part of a case. */
const wholeCase = caseAnswer.required({
  requestedOn: true,
  sessionDueOn: true,
  session: true,
  reviewOn: true,
  followUpDueOn: true,
  participants: true,
  children: true,
  tasks: true,
  actions: true,
  successMeasures: true,
});

/** What somebody does today: their task is due, or overdue by as many days as they are late. */
function stepOfTheDay(playing: Playing, record: CaseRecord): NextStep | null {
  const administrator = personOf(playing, ADMINISTRATOR);
  const answer = wholeCase.parse(
    caseView(record.state, viewerOf(record.state, administrator, record.now), {
      now: record.now,
      request: null,
      allowedSteps: [],
      temporalUrl: null,
    }),
  );
  const handIn = londonDateTime((record.now - playing.late * DAY) as Instant).slice(0, 10);
  const isTime = ({ kind, dueOn }: TaskAnswer): boolean =>
    kind === 'recordSession' || (dueOn !== null && dueOn <= handIn);
  return nextStep(
    {
      ...answer,
      participants: answer.participants.map((each) => ({ ...each, roles: each.roles ?? [] })),
      tasks: answer.tasks.filter(isTime),
    },
    {
      facilitatorIds: FACILITATORS.map((email) => personOf(playing, email).id),
      weekdaysAfter: (day, n) =>
        n === SESSION_AHEAD.asked
          ? earlier(weekdaysAfter(day, SESSION_AHEAD.given), answer.sessionDueOn)
          : weekdaysAfter(day, n),
    },
  );
}

const earlier = (day: string, due: string | null): string => (due !== null && due < day ? due : day);

function bodyOf<S extends StepId>(step: S, raw: unknown, now: number): StepBody<S> {
  const checked = checkForm(step, raw, { now: londonDateTime(now as Instant) });
  if (!checked.ok) throw new Error(`${step}: ${JSON.stringify(checked.faults)}`);
  return checked.body;
}

function personOf({ people }: Playing, email: string): Person {
  const person = people.find((each) => each.email === email);
  if (person === undefined) throw new Error(`${email} has no account`);
  return person;
}

const actorOf = ({ id, name, email, roles }: Person) => ({ personId: id, name, email, roles });
const notKept = (): KeptAnswer => ({ status: 200, headers: {}, body: {} });

function applied(step: string, result: StepResult): CaseRecord {
  if (result.type !== 'applied') throw new Error(`${step}: ${JSON.stringify(result)}`);
  return result.after;
}

async function found(records: Records, reference: string): Promise<CaseRecord> {
  const record = await records.findCase(reference);
  if (record === null) throw new Error(`${reference} is gone`);
  return record;
}
