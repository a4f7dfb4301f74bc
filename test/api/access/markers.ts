/** Texts that occur once only: wherever one turns up, what was typed into that field has got there. */

/** Texts, addresses to write to, telephone numbers and days of birth, as JSON and pages have them. */
const NEEDLE = /zq\d{3,5}z|[a-z.]+@partner\.example|01632 \d{6}|\b\d{1,2} May 1\d{3}\b|\b1\d{3}-05-\d{2}\b/g;
const ISO_DAY = /^(1\d{3})-05-(\d{2})$/;

/** As pages write a day of birth. */
const inWords = (needle: string): string => {
  const [, year, day] = ISO_DAY.exec(needle) ?? [];
  return year === undefined ? needle : `${Number(day)} May ${year}`;
};

export const needlesIn = (text: string): ReadonlySet<string> =>
  new Set((text.match(NEEDLE) ?? []).map(inWords));

let made = 0;
const next = (): number => (made += 1);

/** The text with a marker. */
export const marked = (text: string): string => `${text} zq${1000 + next()}z`;
export const aTelephone = (): string => `01632 ${100_000 + next()}`;
/** In a year of which nothing else is. */
export const aBirthday = (): string => {
  const number = next();
  return `${1900 + Math.floor(number / 20)}-05-${10 + (number % 20)}`;
};

/** Every needle in a value as it is kept, with the path at which it stands: `siblings[0].name`. */
export function needlesAt(
  value: unknown,
  path = '',
): readonly { readonly path: string; readonly needle: string }[] {
  if (typeof value === 'string') return [...needlesIn(value)].map((needle) => ({ path, needle }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    needlesAt(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
  );
}
