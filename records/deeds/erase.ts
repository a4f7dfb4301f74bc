/** Erasing a closed case: judged by what is set for its outcome and by holds; the engine erases its history afterwards. */
import { dateInWords } from '../../domain/calendar/index.ts';
import { isAuditWhole } from '../audit.ts';
import { eraseCase } from '../erasure.ts';
import { keepingOf } from '../keeping.ts';
import { misfit, ofCase } from './deed.ts';

export const erase = ofCase<'erase'>(async ({ db, row, realNow }) => {
  const { reference } = row.state;
  const { closedOn, hold, months, until, today, stillRead } = await keepingOf(db, row, realNow);
  if (closedOn === null) return misfit('The case is not closed');
  if (hold !== null) return misfit('A legal hold is set on this case: it is not erased while it stands');
  if (months === null || until === null) {
    return misfit('Nobody has set how long cases with this outcome are kept, so none of them is erased');
  }
  if (stillRead) return misfit('Practitioners may still read their part of it');
  if (!(await isAuditWhole(db, reference))) {
    return misfit('Its audit is not whole. Find out why before anything of the case is erased');
  }
  return {
    type: 'fits',
    effect: [
      `The case was closed on ${dateInWords(closedOn)}; cases with its outcome are kept for ${months} months after that.`,
      ...(until > today
        ? [`They are not over before ${dateInWords(until)}: this would erase the case earlier.`]
        : []),
      'All answers, files, emails, drafts and the timeline of the case are erased, with the history of its workflow and the accounts of people who were on no other case. This cannot be undone.',
      'The anonymous entry in the tracker stays, and so does that there was such a case, who erased it, and when.',
    ],
    perform: async () => {
      await eraseCase(db, { reference, realNow });
      return null;
    },
  };
});
