/** The chronologies of all agencies as one, by date, with the stretches in which nothing is recorded. */
import { z } from 'zod';
import { daysBetween, plainDate } from '../../../domain/calendar/index.ts';
import { agencyWords, ownerWords } from './case-words.ts';
import type { CaseShown } from './case-words.ts';
import { newestOfEach } from './seen.ts';
import type { ReadAnswer } from './seen.ts';

export interface ChronologyFilter {
  readonly agency: string;
  /** The place of the theme among those offered, from 1: practitioners type themes, and no such text goes into an address. */
  readonly theme: string;
  readonly significance: string;
}

const SIGNIFICANCE_WORDS: Readonly<Record<string, string>> = {
  strength: 'Strength',
  worry: 'Area of worry',
  neutral: 'Neutral',
};

/** Longer without an entry is shown as a gap. */
const GAP_DAYS = 90;

const entriesBody = z.object({
  entries: z.array(
    z.object({
      on: z.string(),
      until: z.string().optional(),
      what: z.string(),
      source: z.string().optional(),
      significance: z.string(),
      theme: z.string().optional(),
    }),
  ),
});
const fileBody = z.object({ file: z.string(), from: z.string(), to: z.string() });
const nilBody = z.object({ nilReturn: z.literal(true), reason: z.string() });

interface Entry {
  readonly on: string;
  readonly until: string | null;
  readonly what: readonly string[];
  readonly source: string | null;
  readonly significance: string;
  readonly significanceWords: string;
  readonly theme: string | null;
  readonly agency: string;
  readonly who: string;
  /** Days without any entry before this one, where they are many. */
  readonly gap: number | null;
}

export interface Chronology {
  readonly entries: readonly Entry[];
  readonly all: number;
  readonly files: readonly {
    readonly agency: string;
    readonly who: string;
    readonly from: string;
    readonly to: string;
    readonly href: string;
  }[];
  readonly nilReturns: readonly { readonly agency: string; readonly who: string; readonly reason: string }[];
  readonly choices: {
    readonly agency: readonly Option[];
    readonly theme: readonly Option[];
    readonly significance: readonly Option[];
  };
}
interface Option {
  readonly value: string;
  readonly text: string;
}

export function chronology(
  answers: readonly ReadAnswer[],
  shown: CaseShown,
  viewerId: string | null,
  filter: ChronologyFilter,
): Chronology {
  const given = newestOfEach(answers).map(({ by, body }) => ({
    body,
    who: ownerWords(by, shown, viewerId),
    agency: agencyOf(by, shown),
  }));
  const entries = given
    .flatMap(({ body, who, agency }) =>
      (entriesBody.safeParse(body).data?.entries ?? []).map((entry) => ({ ...entry, who, agency })),
    )
    .sort((one, other) => (one.on < other.on ? -1 : one.on === other.on ? 0 : 1));
  const themes = distinct(entries.flatMap(({ theme }) => theme ?? []));
  const wanted = filter.theme === '' ? null : (themes[Number(filter.theme) - 1] ?? '');
  const matching = entries.filter(
    ({ agency, theme, significance }) =>
      (filter.agency === '' || agency === filter.agency) &&
      (wanted === null || theme === wanted) &&
      (filter.significance === '' || significance === filter.significance),
  );
  const gaps = gapsIn(matching);
  return {
    entries: matching.map(({ until, what, source, theme, ...entry }, place) => ({
      ...entry,
      until: until ?? null,
      what: what.split('\n'),
      source: source ?? null,
      theme: theme ?? null,
      significanceWords: SIGNIFICANCE_WORDS[entry.significance] ?? entry.significance,
      gap: gaps[place] ?? null,
    })),
    all: entries.length,
    files: given.flatMap(({ body, who, agency }) => {
      const { data } = fileBody.safeParse(body);
      if (data === undefined) return [];
      const { file, from, to } = data;
      return [{ agency, who, from, to, href: `/cases/${shown.reference}/files/${file}` }];
    }),
    nilReturns: given.flatMap(({ body, who, agency }) => {
      const { data } = nilBody.safeParse(body);
      return data === undefined ? [] : [{ agency, who, reason: data.reason }];
    }),
    choices: {
      agency: distinct(entries.map(({ agency }) => agency)).map((text) => ({ value: text, text })),
      theme: themes.map((text, place) => ({ value: String(place + 1), text })),
      significance: Object.entries(SIGNIFICANCE_WORDS).map(([value, text]) => ({ value, text })),
    },
  };
}

function agencyOf(by: string, shown: CaseShown): string {
  const participant = shown.participants?.find(({ id }) => id === by);
  return participant === undefined ? 'Agency not shown' : agencyWords(participant.agency);
}

const distinct = (values: readonly string[]): readonly string[] =>
  [...new Set(values)].sort((one, other) => one.localeCompare(other, 'en'));

/** The days since anything before it ended, for each entry; null where they are few. */
function gapsIn(
  entries: readonly { readonly on: string; readonly until?: string | undefined }[],
): readonly (number | null)[] {
  let latest: string | null = null;
  return entries.map(({ on, until }) => {
    const [from, to] = [latest === null ? null : plainDate(latest), plainDate(on)];
    const days = from === null || to === null ? 0 : daysBetween(from, to);
    const end = until ?? on;
    if (latest === null || end > latest) latest = end;
    return days > GAP_DAYS ? days : null;
  });
}
