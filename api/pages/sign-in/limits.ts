/** How often codes may be asked for and tried, the same for addresses that are somebody's and those that are not. */
import { isIPv6 } from 'node:net';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/types.ts';
import { Problem } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { timeInWords } from '../form/dates.ts';
import type { OpenCall } from '../page.ts';
import { keyedHash } from './keyed.ts';

/**
 * In 15 minutes: codes for one typed address; from one network address, asking for codes and trying them, each counted
 * by itself, since a whole office may stand behind one.
 */
const MOST = { codes: 5, asks: 100, tries: 100 } as const;

/** @throws {Problem} 429 from the hundred and first on. */
export const countFrom = (
  services: Services,
  what: 'asks' | 'tries',
  { req, browser }: Pick<OpenCall, 'req' | 'browser'>,
) =>
  count(services, what, networkOf(req.ip ?? ''), () => Promise.resolve(browser.session?.person.id ?? null));

/** @throws {Problem} 429 from the sixth code on. */
export const countCode = (services: Services, email: string) =>
  count(services, 'codes', email.toLowerCase(), async () => {
    const person = await services.records.findPersonByEmail(email);
    return person?.id ?? null;
  });

async function count(
  services: Services,
  what: keyof typeof MOST,
  of: string,
  whose: () => Promise<string | null>,
): Promise<void> {
  const { records, now } = services;
  const { taken, againAt } = await records.countSignIn({
    whose: keyedHash(services, what, of),
    most: MOST[what],
  });
  if (taken) return;
  services.metrics.signIn(`too many ${what}`);
  const personId = await whose();
  await records.audit({ reference: null, personId, what: `refused sign in: too many ${what}`, why: null });
  const seconds = Math.max(1, Math.ceil((againAt - now()) / 1000));
  throw new Problem('too-many-requests', `Try again after ${timeAfter(againAt)}.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}

/** The next whole minute, by the clock in London. */
function timeAfter(instant: number): string {
  const minute = Math.ceil(instant / 60_000) * 60_000;
  return timeInWords(londonDateTime(minute as Instant).slice('YYYY-MM-DDT'.length));
}

/** One network has countless IPv6 addresses: they count as one by their first half. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [start = [], end = []] = plain
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const between = Array.from({ length: Math.max(0, 8 - start.length - end.length) }, () => '0');
  return [...start, ...between, ...end]
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
