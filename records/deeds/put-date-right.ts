/** Putting right a date that clocks count from. */
import { plainDate } from '../../domain/calendar/index.ts';
import type { PlainDate } from '../../domain/calendar/types.ts';
import { effectOf } from '../../domain/case/index.ts';
import type { Statements } from '../statements.ts';
import { ruled, writeRuled } from './by-the-rules.ts';
import { misfit, ofCase } from './deed.ts';

export const putDateRight = ofCase<'putDateRight'>(async (call) => {
  const { db, row, details } = call;
  const sessionBy = await askedForBy(db, row.state.reference);
  const found = await ruled(call, { type: 'putDateRight', ...details, sessionBy });
  if (typeof found === 'string') return misfit(found);
  return {
    type: 'fits',
    effect: effectOf(row.state, found.decision.state),
    perform: async (personId) => {
      await writeRuled(call, found, { personId, what: `put right ${details.date}`, besides: () => [] });
      return 'the date was put right';
    },
  };
});

/** By when the acceptance wanted the session, where it said so. */
async function askedForBy(db: Statements, reference: string): Promise<PlainDate | null> {
  const [row] = await db.$queryRaw<{ sessionBy: string | null }[]>`
    SELECT body ->> 'sessionBy' AS "sessionBy" FROM answer
    WHERE reference = ${reference} AND step = 'decideRequest' AND body ->> 'decision' = 'accept' AND taken_back_at IS NULL
    ORDER BY number DESC LIMIT 1`;
  return row?.sessionBy == null ? null : plainDate(row.sessionBy);
}
