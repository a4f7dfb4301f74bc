/** A day in Europe/London, `YYYY-MM-DD`. Made only by the functions of this folder or an edge that validates. */
export type PlainDate = string & { readonly __brand: 'PlainDate' };
/** A wall-clock time in Europe/London, `HH:MM`. */
export type PlainTime = string & { readonly __brand: 'PlainTime' };
/** A wall-clock date and time in Europe/London without a zone, `YYYY-MM-DDTHH:MM`. */
export type PlainDateTime = string & { readonly __brand: 'PlainDateTime' };
/** A point in time: milliseconds since 1970-01-01T00:00Z. */
export type Instant = number & { readonly __brand: 'Instant' };

/** Which days are worked. Built once from the public holidays of England and Wales and the local closures. */
export interface WorkingCalendar {
  isWorkingDay(date: PlainDate): boolean;
}
