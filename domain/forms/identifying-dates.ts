/** A date of birth as people write it. */
import { whole } from './identifying-words.ts';

const MONTHS = [
  'january|jan',
  'february|feb',
  'march|mar',
  'april|apr',
  'may',
  'june|jun',
  'july|jul',
  'august|aug',
  'september|sept|sep',
  'october|oct',
  'november|nov',
  'december|dec',
];

/** 2015-03-07, 07/03/2015, 7.3.15, 7th March 2015, 7 Mar 15, March 7, 2015, 07032015; a day and month alone do not count. */
export function datePatterns(date: string): RegExp[] {
  const [year = '', month = '', day = ''] = date.split('-');
  const words = MONTHS[Number(month) - 1];
  if (words === undefined) return [];
  const [d, m, y] = [`0?${Number(day)}`, `0?${Number(month)}`, `(?:${year}|'?${year.slice(2)})`];
  const nth = `${d}(?:st|nd|rd|th)?`;
  const between = String.raw`\s*[./\s-]\s*`;
  return [
    whole(`${year}${between}${m}${between}${d}`),
    whole(`${d}${between}${m}${between}${y}`),
    whole(String.raw`${nth}(?:\s+of)?[\s-]*(?:${words})[.,]?[\s-]*${y}`),
    whole(String.raw`(?:${words})\.?\s*${nth},?\s+${y}`),
    whole(`${day}${month}${year}|${year}${month}${day}`),
  ];
}
