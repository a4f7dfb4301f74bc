/** Giving somebody what is held about them: nothing of the case changes; the pack can be downloaded for some days. */
import { PACK_DAYS } from '../../domain/pack/release.ts';
import { peopleOf } from '../../domain/pack/people.ts';
import { readAnswers } from '../answers.ts';
import { misfit, ofCase } from './deed.ts';

export const releasePack = ofCase<'releasePack'>(async ({ db, row: { state }, details }) => {
  const { subject, withheld, files } = details;
  const requests = (await readAnswers(db, state.reference, null))
    .filter(({ step }) => step === 'submitRequest' || step === 'amendRequest')
    .map(({ body }) => body);
  if (!peopleOf(state, requests).some(({ key }) => key === subject)) {
    return misfit('There is no such person in this case');
  }
  return {
    type: 'fits',
    effect: [
      `The pack can be downloaded for ${PACK_DAYS} days. Each download is on the audit.`,
      `Of its answers, ${counted(withheld.length, 'is', 'are')} left out; of the files, ${counted(files.length, 'goes', 'go')} with it. Read the pack before you decide.`,
    ],
    perform: () => Promise.resolve(`the pack was released for ${PACK_DAYS} days`),
  };
});

const counted = (count: number, one: string, more: string): string =>
  count === 0 ? `none ${one}` : `${count} ${count === 1 ? one : more}`;
