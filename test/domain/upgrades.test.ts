/** What earlier releases stored, read by this one: events, answers, policies. docs/upgrading.md. */
import { describe, expect, test } from '@jest/globals';
import { answerRows } from '../../api/pages/form/answer.ts';
import type { AnswerPart } from '../../api/pages/form/answer.ts';
import { londonDateTime } from '../../domain/calendar/index.ts';
import type { Instant } from '../../domain/calendar/index.ts';
import type { CaseEvent } from '../../domain/case/events.ts';
import { EVENT_TYPES, fold, upcast } from '../../domain/case/index.ts';
import { checkForm, formVersion } from '../../domain/forms/index.ts';
import { POLICY, PUBLISHED_POLICIES, policyOf } from '../../domain/process/policy.ts';
import type { Policy } from '../../domain/process/policy.ts';
import { STEPS } from '../../domain/process/vocabulary.ts';
import { coursesOf, databaseOf, policiesOf, VERSIONS } from '../upgrades/versions.ts';
import { Play } from './case/play.ts';

type Row = Readonly<Record<string, unknown>>;

async function rowsOf(version: string, table: string): Promise<readonly Row[]> {
  const { tables } = await databaseOf(version);
  const found = tables.find(({ name }) => name.replaceAll('"', '') === `public.${table}`);
  return (found?.rows ?? []) as readonly Row[];
}

const asToday = (
  events: readonly { readonly version: number; readonly at: Instant; readonly body: unknown }[],
) => events.map((event): CaseEvent => ({ ...event, body: upcast(event.body) }));

describe.each(VERSIONS)('what release %s stored', (version) => {
  test('of events of every type of it folds to the state that it folded to then', async () => {
    const courses = await coursesOf(version);
    for (const { events, state } of courses) {
      expect(JSON.stringify(fold(asToday(events)))).toBe(JSON.stringify(state));
    }
    const types = new Set(courses.flatMap(({ events }) => events.map(({ body }) => body.type)));
    expect([...types].filter((type) => !EVENT_TYPES.includes(type))).toEqual([]);
    expect(types.size).toBeGreaterThanOrEqual(31);
  });

  test('of cases at every stage folds to what is in their rows', async () => {
    const [cases, events] = await Promise.all([rowsOf(version, 'case'), rowsOf(version, 'case_event')]);
    expect(cases.length).toBeGreaterThan(15);
    for (const { reference, state } of cases) {
      const own = events
        .filter((event) => event['reference'] === reference)
        .map((event) => ({
          version: Number(event['version']),
          at: Date.parse(String(event['at'])) as Instant,
          body: event['body'],
        }))
        .sort((one, other) => one.version - other.version);
      expect(fold(asToday(own))).toEqual(state);
    }
  });

  test('of answers is still an answer to its form, and every word of it is shown', async () => {
    const answers = await rowsOf(version, 'answer');
    const shown = new Set<string>();
    for (const { step, body, form_version: formOf, at } of answers) {
      const its = STEPS.find((each) => each === step);
      if (its === undefined) throw new Error(`${String(step)} is no step any more`);
      expect(formOf).toBeLessThanOrEqual(formVersion(its));
      // What is kept of the tracker's entry is nothing.
      if (its === 'recordTrackerEntry') continue;
      const now = londonDateTime(Date.parse(String(at)) as Instant);
      expect({ its, ...checkForm(its, body, { now }) }).toMatchObject({ its, ok: true });
      expect(missingFrom(answerRows(its, body), body)).toEqual([]);
      shown.add(its);
    }
    expect(shown.size).toBeGreaterThanOrEqual(18);
  });

  test('of policies is what it was', async () => {
    for (const policy of await policiesOf(version)) expect(policyOf(policy.version)).toEqual(policy);
  });
});

/** Texts of an answer that its page does not show. */
function missingFrom(parts: readonly AnswerPart[], body: unknown): readonly string[] {
  const page = JSON.stringify(parts);
  const typed: string[] = [];
  JSON.stringify(body, (_, value: unknown) => {
    if (typeof value === 'string' && value.includes(' ')) typed.push(value);
    return value;
  });
  return typed.filter((text) => !page.includes(JSON.stringify(text).slice(1, -1)));
}

describe('an event of a later release', () => {
  test('is not read as something else: going back to this one is refused in words', () => {
    expect(() => upcast({ type: 'caseSplit', into: 2 })).toThrow('does not know');
    expect(() => upcast({ type: 'toString' })).toThrow('does not know');
    expect(() => upcast(null)).toThrow('does not know');
  });
});

describe('a policy that changes', () => {
  const days = Object.fromEntries(
    Object.entries(POLICY.workingDays).map(([name, count]) => [name, count + 2]),
  ) as unknown as Policy['workingDays'];
  const later: Policy = { ...POLICY, version: 99, workingDays: days, followUpMonths: 9 };

  test('leaves cases that were accepted before as they are, to their end', () => {
    const walk = (change: (play: Play) => void): Play => {
      const play = new Play().accepted();
      change(play);
      play.facilitated().scheduled('2026-03-18').until('2026-03-18T12:30').held().concluded();
      return play.until('2026-09-10T10:00');
    };
    const left = walk(() => undefined);
    const changed = walk((play) => {
      play.inForce = later;
    });
    expect(changed.state).toEqual(left.state);
    expect(changed.emails).toEqual(left.emails);
    expect(changed.state.policyVersion).toBe(POLICY.version);
  });

  test('is kept by the cases that are accepted under it', () => {
    const play = new Play();
    play.inForce = later;
    play.accepted();
    expect(play.state.policyVersion).toBe(later.version);
    const before = new Play().accepted();
    expect(play.state.sessionDueOn).not.toBe(before.state.sessionDueOn);
    expect(play.task('appointFacilitators').dueOn).not.toBe(before.task('appointFacilitators').dueOn);
  });

  test('is a new version beside the others', () => {
    expect(PUBLISHED_POLICIES.map((policy) => policy.version)).toEqual(
      PUBLISHED_POLICIES.map((_, place) => place + 1),
    );
    expect(PUBLISHED_POLICIES.at(-1)).toBe(POLICY);
  });
});
