/** A random course of test/domain/case/random.ts, taken by real people on the real record, engine and clock. */
import { addDays, londonDate, londonDateTime } from '../../domain/calendar/index.ts';
import type { Instant, PlainDate } from '../../domain/calendar/index.ts';
import type { Actor } from '../../domain/case/commands.ts';
import type { CaseState } from '../../domain/case/state.ts';
import { checkForm } from '../../domain/forms/index.ts';
import type { CaseStepId } from '../../domain/process/vocabulary.ts';
import type { CaseRecord } from '../../records/types.ts';
import type { Course } from '../domain/case/play.ts';
import { PEOPLE, chosen } from '../domain/case/random.ts';
import type { Try } from '../domain/case/random.ts';
import type { WholeService } from './whole-service.ts';

type Parts = Pick<WholeService, 'records' | 'engine'>;

const HOUR = 3_600_000;
/** So that what is due at a stop has happened. */
const JUST_AFTER_MS = 1_000;
const nothingKept = () => ({ status: 200, headers: {}, body: null });

export interface Counts {
  applied: number;
  refused: number;
  moved: number;
}

/** The people of the pure rules with accounts of their own; by their invented ids. */
export async function addPeople({ records }: Parts): Promise<ReadonlyMap<string, Actor>> {
  const people = new Map<string, Actor>();
  for (const { personId, name, email, roles } of PEOPLE) {
    const { id } = await records.addPerson({ name, email, roles });
    people.set(personId, { personId: id, name, email, roles });
  }
  return people;
}

export class LiveCourse implements Course {
  readonly reference: string;
  readonly counts: Counts;
  private readonly parts: Parts;
  private readonly people: ReadonlyMap<string, Actor>;
  private last: CaseRecord;

  private constructor(parts: Parts, people: ReadonlyMap<string, Actor>, counts: Counts, first: CaseRecord) {
    this.parts = parts;
    this.people = people;
    this.counts = counts;
    this.last = first;
    this.reference = first.state.reference;
  }

  static async begin(
    parts: Parts,
    people: ReadonlyMap<string, Actor>,
    counts: Counts,
    by: Actor,
    raw: object,
  ): Promise<LiveCourse> {
    const checked = checkForm('submitRequest', raw, { now: londonDateTime(Date.now() as Instant) });
    if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
    const result = await parts.records.submitRequest({
      body: checked.body,
      actor: people.get(by.personId) ?? by,
      idempotency: null,
      answer: nothingKept,
    });
    if (result.type !== 'applied') throw new Error(JSON.stringify(result));
    const course = new LiveCourse(parts, people, counts, result.after);
    course.tell('submitRequest');
    return course;
  }

  get state(): CaseState {
    return this.last.state;
  }

  get today(): PlainDate {
    return londonDate(this.last.now);
  }

  in(days: number): PlainDate {
    return addDays(this.today, days);
  }

  /** Does one thing, from the case as it is recorded by now. */
  async doOne(each: Try): Promise<void> {
    await this.look();
    switch (each.does) {
      case 'step':
      case 'helpful': {
        const what = chosen(this, each);
        if (what !== null) await this.attempt(what.by, what.step, what.body);
        return;
      }
      case 'wait':
        return this.move(this.last.now + each.hours * HOUR);
      case 'next': {
        const { nextDue } = this.last.view;
        if (nextDue !== null) await this.move(Math.max(nextDue, this.last.now) + JUST_AFTER_MS);
        return;
      }
      case 'closure':
        if (await this.parts.records.addClosure(this.in(each.days), 'Training day')) {
          await this.parts.engine.startCalendarChange();
        }
        return;
      default:
        each satisfies never;
    }
  }

  /** What is refused changes nothing; what is applied is told behind the answer, as the API does it. */
  async attempt(by: Actor, step: CaseStepId, raw: object): Promise<boolean> {
    const checked = checkForm(step, this.withRealIds(raw), { now: londonDateTime(this.last.now) });
    if (!checked.ok) return false;
    const result = await this.parts.records.applyStep({
      reference: this.reference,
      step,
      body: checked.body,
      actor: this.people.get(by.personId) ?? by,
      ifVersion: null,
      idempotency: null,
      answer: nothingKept,
    });
    if (result.type !== 'applied') {
      this.counts.refused += 1;
      return false;
    }
    this.counts.applied += 1;
    this.last = result.after;
    this.tell(step);
    return true;
  }

  /** @param until epoch ms by the case's clock */
  async move(until: number): Promise<void> {
    const moved = await this.parts.engine.advance(this.reference, until);
    if (moved.type !== 'reached' && moved.type !== 'notAhead' && moved.type !== 'notOpen') {
      throw new Error(`the clock of ${this.reference} was not moved: ${moved.type}`);
    }
    this.counts.moved += 1;
    await this.look();
  }

  async look(): Promise<void> {
    const found = await this.parts.records.findCase(this.reference);
    if (found === null) throw new Error(`${this.reference} is gone`);
    this.last = found;
  }

  private tell(step: CaseStepId | 'submitRequest'): void {
    const { view, now } = this.last;
    const ahead = now - Date.now();
    const clockAhead = Math.abs(ahead) < 5_000 ? 0 : ahead;
    void this.parts.engine.tell({ reference: this.reference, step, view, clockAhead });
  }

  private withRealIds(raw: object): unknown {
    return JSON.parse(
      JSON.stringify(raw, (_, value: unknown) =>
        typeof value === 'string' ? (this.people.get(value)?.personId ?? value) : value,
      ),
    );
  }
}
