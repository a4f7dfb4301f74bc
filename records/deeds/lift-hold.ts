/** Lifting a legal hold: the case may be erased again once its time is over. */
import { keepingOf } from '../keeping.ts';
import { misfit, ofCase } from './deed.ts';

export const liftHold = ofCase<'liftHold'>(async ({ db, row, realNow }) => {
  const { reference } = row.state;
  const { hold } = await keepingOf(db, row, realNow);
  if (hold === null) return misfit('There is no legal hold on this case');
  return {
    type: 'fits',
    effect: [
      'The legal hold ends. The case is erased when its time is over and two people agree to that as well.',
    ],
    perform: async () => {
      await db.$executeRaw`DELETE FROM legal_hold WHERE reference = ${reference}`;
      return 'the legal hold was lifted';
    },
  };
});
