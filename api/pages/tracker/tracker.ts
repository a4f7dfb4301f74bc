/** The anonymous tracker, for administrators and the business manager only: to read, print and take away as a table. */
import { BadCursor } from '../../../records/index.ts';
import type { Page, TrackerLogEntry } from '../../../records/types.ts';
import { requireMay } from '../../json/forbid.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { csvOf } from './csv.ts';
import { logAddress, paragraphs, themeFilter } from './log-list.ts';

const A_PAGE = 50;
/** A partnership makes some hundreds a year. */
const MOST_EXPORTED = 20_000;
const mayRead = requireMay('readTracker');

export function trackerPages({ records }: Services): PageRoute[] {
  const audit = ({ person }: PageCall, what: string): Promise<void> =>
    records.audit({ reference: null, personId: person.id, what, why: null });

  /** A cursor that no page of ours gave leads to the first page. */
  async function entriesFrom(theme: string | null, cursor: string | null): Promise<Page<TrackerLogEntry>> {
    try {
      return await records.tracker(theme, cursor, A_PAGE);
    } catch (error) {
      if (error instanceof BadCursor) return records.tracker(theme, null, A_PAGE);
      throw error;
    }
  }

  async function show(call: PageCall): Promise<PageReply> {
    mayRead(call);
    await audit(call, 'view tracker');
    const filter = themeFilter(await records.trackerThemes(), call.query('theme'));
    const cursor = call.query('cursor') || null;
    const { rows, next } = await entriesFrom(filter.theme, cursor);
    return {
      view: 'tracker/tracker.njk',
      title: 'Tracker',
      data: {
        filter,
        entries: rows.map(({ quarter, summary, ...rest }) => ({
          ...rest,
          quarter: quarterInWords(quarter),
          paragraphs: paragraphs(summary),
        })),
        first: cursor === null ? null : logAddress('/tracker', filter.chosen, null),
        next: next === null ? null : logAddress('/tracker', filter.chosen, next),
        export: logAddress('/tracker/export', filter.chosen, null),
      },
    };
  }

  async function download(call: PageCall): Promise<PageReply> {
    mayRead(call);
    await audit(call, 'export tracker');
    const { theme } = themeFilter(await records.trackerThemes(), call.query('theme'));
    const { rows } = await records.tracker(theme, null, MOST_EXPORTED);
    return {
      file: csvOf(
        ['Quarter', 'Themes', 'Summary', 'Key learning'],
        rows.map(({ quarter, themes, summary, keyLearning }) => [
          quarterInWords(quarter),
          themes.join('; '),
          summary,
          keyLearning.join('\n'),
        ]),
      ),
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="tracker.csv"',
      },
    };
  }

  return [page('/tracker', { GET: show }), page('/tracker/export', { GET: download })];
}

/** `2026-Q1` → "January to March 2026". */
function quarterInWords(quarter: string): string {
  const [year = '', which = ''] = quarter.split('-');
  const months: Readonly<Record<string, string>> = {
    Q1: 'January to March',
    Q2: 'April to June',
    Q3: 'July to September',
    Q4: 'October to December',
  };
  return `${months[which] ?? which} ${year}`;
}
