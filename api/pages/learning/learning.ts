/** The partnership's learning log: all of it for those who run the process, their own entries for facilitators. */
import { isAdministrator } from '../../../domain/case/index.ts';
import { SCOPES } from '../../../domain/forms/record-learning.ts';
import { BadCursor } from '../../../records/index.ts';
import type { LearningLogEntry, Page, Person } from '../../../records/types.ts';
import { requireMay } from '../../json/forbid.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { logAddress, paragraphs, themeFilter } from '../tracker/log-list.ts';

const A_PAGE = 50;
const SCOPE_WORDS: Readonly<Record<string, string>> = SCOPES;
const mayRead = requireMay('readLearning');

export function learningPages({ records }: Services): PageRoute[] {
  /** A cursor that no page of ours gave leads to the first page. */
  async function entriesFrom(
    person: Person,
    theme: string | null,
    cursor: string | null,
  ): Promise<Page<LearningLogEntry>> {
    try {
      return await records.learning(person, theme, cursor, A_PAGE);
    } catch (error) {
      if (error instanceof BadCursor) return records.learning(person, theme, null, A_PAGE);
      throw error;
    }
  }

  async function show(call: PageCall): Promise<PageReply> {
    mayRead(call);
    const { person } = call;
    await records.audit({ reference: null, personId: person.id, what: 'view learning log', why: null });
    const filter = themeFilter(await records.learningThemes(person), call.query('theme'));
    const cursor = call.query('cursor') || null;
    const { rows, next } = await entriesFrom(person, filter.theme, cursor);
    return {
      view: 'learning/learning.njk',
      title: 'Learning log',
      data: {
        readsAll: isAdministrator(person),
        filter,
        entries: rows.map(({ scope, learning, ...entry }) => ({
          ...entry,
          scope: SCOPE_WORDS[scope] ?? scope,
          paragraphs: paragraphs(learning),
        })),
        first: cursor === null ? null : logAddress('/learning', filter.chosen, null),
        next: next === null ? null : logAddress('/learning', filter.chosen, next),
      },
    };
  }
  return [page('/learning', { GET: show })];
}
