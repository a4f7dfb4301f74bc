/** Looking for cases of a child: a form that is posted, so that a name never reaches an address. */
import { plainDate } from '../../../domain/calendar/index.ts';
import type { PlainDate } from '../../../domain/calendar/index.ts';
import type { Typed } from '../typed.ts';
import { only } from '../typed.ts';

/** A fault, with the field that it is linked to. */
export interface ListFault {
  readonly field: 'reference' | 'surname' | 'dateOfBirth';
  readonly text: string;
}

export interface ChildSearch {
  readonly typed: {
    readonly surname: string;
    readonly day: string;
    readonly month: string;
    readonly year: string;
  };
  readonly surname: string | null;
  readonly dateOfBirth: PlainDate | null;
  /** Of the page after the first. */
  readonly cursor: string | null;
  readonly faults: readonly ListFault[];
}

/** As the JSON API takes it. */
const LONGEST_SURNAME = 200;

export function readChildSearch(form: Typed): ChildSearch {
  const typed = {
    surname: only(form, 'surname').trim(),
    day: only(form, 'dateOfBirth.day').trim(),
    month: only(form, 'dateOfBirth.month').trim(),
    year: only(form, 'dateOfBirth.year').trim(),
  };
  const gaveDate = [typed.day, typed.month, typed.year].some((part) => part !== '');
  const dateOfBirth = gaveDate ? dateOf(typed) : null;
  const faults: ListFault[] = [];
  if (typed.surname.length > LONGEST_SURNAME) {
    faults.push({ field: 'surname', text: `Surname must be ${LONGEST_SURNAME} characters or fewer` });
  }
  if (typed.surname === '' && !gaveDate) {
    faults.push({ field: 'surname', text: 'Give a surname, a date of birth, or both' });
  }
  if (gaveDate && dateOfBirth === null) {
    faults.push({ field: 'dateOfBirth', text: 'Date of birth must be a real date, like 27 3 2012' });
  }
  const cursor = only(form, 'cursor');
  return {
    typed,
    surname: typed.surname === '' ? null : typed.surname,
    dateOfBirth,
    cursor: cursor === '' ? null : cursor,
    faults,
  };
}

function dateOf({ day, month, year }: ChildSearch['typed']): PlainDate | null {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null;
  return plainDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}
