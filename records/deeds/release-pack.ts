/** Giving somebody what is held about them: nothing of the case changes; the pack can be downloaded for some days. */
import type { Instant } from '../../domain/calendar/types.ts';
import { PACK_DAYS } from '../../domain/pack/release.ts';
import { peopleOf } from '../../domain/pack/people.ts';
import { readEveryAnswer } from '../answers.ts';
import { clockOf } from '../case-row.ts';
import type { Statements } from '../statements.ts';
import { misfit, ofCase } from './deed.ts';

export const releasePack = ofCase<'releasePack'>(async ({ db, row, details, realNow }) => {
  const { subject, readable, withheld, files, harm } = details;
  const until = details.until as Instant;
  if (until > clockOf(row, realNow))
    return misfit('It would give what nobody has read: its time is still to come');
  const all = await readEveryAnswer(db, row.state.reference);
  const people = peopleOf(row.state, all, until).map(({ key }) => key);
  if (![subject, ...readable].every((key) => people.includes(key))) {
    return misfit('There is no such person in this case');
  }
  const answers = all.filter(({ at }) => at <= until).map(({ id }) => id);
  if (!withheld.every((id) => answers.includes(id))) return misfit('There is no such answer to leave out');
  if (harm === 'leftOut' && withheld.length === 0) return misfit('Nothing is left out of it');
  const given = await filesNamedBy(
    db,
    answers.filter((id) => !withheld.includes(id)),
  );
  if (!files.every((id) => given.includes(id))) return misfit('There is no such file in it');
  return {
    type: 'fits',
    effect: [
      `The pack can be downloaded for ${PACK_DAYS} days. Each download is on the audit.`,
      `Of its answers, ${counted(withheld.length, 'is', 'are')} left out; of the files, ${counted(files.length, 'goes', 'go')} with it. Read the pack before you decide.`,
    ],
    perform: () => Promise.resolve(`the pack was released for ${PACK_DAYS} days`),
  };
});

async function filesNamedBy(db: Statements, answers: readonly string[]): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT file_id::text AS id FROM answer_file WHERE answer_id = ANY (${[...answers]}::uuid[])`;
  return rows.map(({ id }) => id);
}

const counted = (count: number, one: string, more: string): string =>
  count === 0 ? `none ${one}` : `${count} ${count === 1 ? one : more}`;
