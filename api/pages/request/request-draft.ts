/** A request that somebody has begun: what was typed of it, as the form's body, with what is still wrong with it. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { checkForm } from '../../../domain/forms/index.ts';
import type { Fault } from '../../../domain/forms/index.ts';
import type { Person } from '../../../records/types.ts';
import { isFilled } from '../form/filled.ts';
import { isFields } from '../form/fields-of.ts';
import type { Fields } from '../form/fields-of.ts';
import { formView } from '../form/fields.ts';
import type { GroupModel, ListModel } from '../form/model.ts';
import { TOP, within } from '../form/place.ts';
import { bodyOf } from '../form/to-body.ts';
import { rowsIn } from '../form/typed.ts';
import { only } from '../typed.ts';
import type { Typed } from '../typed.ts';
import { peopleIn, personModel, personTyped } from './people-in.ts';
import { isIn, requestModel, sectionsFor } from './sections.ts';
import type { Section } from './sections.ts';

/** Marks in a draft that are no answers of the form. */
export const MARKS = { received: 'received', visited: 'visited' } as const;

/** Whether an administrator received it from somebody else. */
export const isReceived = (typed: Typed): boolean => only(typed, MARKS.received) === 'yes';

/** The sections that were sent at least once, faulty or not. */
const isVisited = (typed: Typed, { id }: Section): boolean => (typed.get(MARKS.visited) ?? []).includes(id);

export function withVisited(typed: Typed, { id }: Section): Typed {
  return new Map(typed).set(MARKS.visited, [...new Set([...(typed.get(MARKS.visited) ?? []), id])]);
}

/** With the requester's address from their account, where it is their own request. */
export function withAccount(typed: Typed, { email }: Person): Typed {
  return isReceived(typed) ? typed : new Map(typed).set('requester.email', [email]);
}

/** What the page asks: an address that is the account's is not asked for. */
export function askedModel(typed: Typed): GroupModel {
  if (isReceived(typed)) return requestModel;
  return {
    ...requestModel,
    parts: requestModel.parts.map((part) =>
      part.kind === 'group' && part.name === 'requester'
        ? { ...part, parts: part.parts.filter(({ name }) => name !== 'email') }
        : part,
    ),
  };
}

export function requestBody(typed: Typed): Fields {
  const body = bodyOf(requestModel, typed);
  if (!isFields(body)) throw new Error('A form’s body is a group');
  const { onBehalfOf = {}, ...own } = body;
  return isReceived(typed) ? { ...own, onBehalfOf } : own;
}

/** Dates are held against today, in London. */
export function faultsIn(body: Fields): readonly Fault[] {
  const checked = checkForm('submitRequest', body, { now: londonDateTime(Date.now() as Instant) });
  return checked.ok ? [] : checked.faults;
}

/** What is wrong with one of the people, by the fields of their own form. */
export function personFaults(typed: Typed, list: ListModel, person: Typed): readonly Fault[] {
  const inList = bodyOf(personModel(list), person);
  const body = { ...requestBody(typed), [list.name]: isFields(inList) ? [inList[list.name]] : [] };
  return ofRow(list, 0, faultsIn(body));
}

function ofRow(list: ListModel, place: number, faults: readonly Fault[]): readonly Fault[] {
  const row = `${list.name}[${place}]`;
  return faults
    .filter(({ field }) => field === row || field.startsWith(`${row}.`))
    .map(({ field, message }) => ({ field: list.name + field.slice(row.length), message }));
}

export interface FaultLink {
  readonly text: string;
  readonly href: string;
}

/** What is wrong in a section, each linked to its field. @param base the draft's address */
export function faultLinks(
  base: string,
  typed: Typed,
  section: Section,
  faults: readonly Fault[],
): readonly FaultLink[] {
  const { list, fields } = section;
  const here = `${base}/${section.id}`;
  if (list === null) {
    const { errors } = formView(askedModel(typed), typed, { faults, only: fields, onBehalf: true });
    return errors.map(({ text, href }) => ({ text, href: `${here}?from=check&faults=yes${href}` }));
  }
  const whole = faults.filter(({ field }) => field === list.name);
  return [
    ...whole.map(({ message }) => ({ text: message, href: `${here}/new` })),
    ...peopleIn(typed, list).flatMap((row, place) => {
      const own = ofRow(list, place, faults);
      const { errors } = formView(personModel(list), personTyped(typed, list, row), { faults: own });
      return errors.map(({ text, href }) => ({
        text: `${list.row.label} ${place + 1}: ${text}`,
        href: `${here}/${row}?faults=yes${href}`,
      }));
    }),
  ];
}

export type Progress = 'completed' | 'faulty' | 'optional' | 'toDo';

export function progressOf(typed: Typed, section: Section, faults: readonly Fault[]): Progress {
  const visited = isVisited(typed, section);
  if (faults.some(({ field }) => isIn(section, field))) return visited ? 'faulty' : 'toDo';
  if (visited || isBegun(typed, section)) return 'completed';
  return section.optional ? 'optional' : 'toDo';
}

function isBegun(typed: Typed, section: Section): boolean {
  const reading = { typed, rows: rowsIn(typed) };
  return requestModel.parts.some(
    (part) => isIn(section, part.name) && isFilled(part, within(TOP, part), reading),
  );
}

/** In the order of the pages. */
export const sectionsOf = (typed: Typed): readonly Section[] => sectionsFor({ received: isReceived(typed) });
