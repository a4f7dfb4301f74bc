/** How long cases are kept, and legal holds. Lifting one and erasing are proposed at `/v1/approvals`. */
import { z } from 'zod';
import { approvalWhy } from '../../domain/approvals/kinds.ts';
import type { Services } from '../services.ts';
import { Problem, notFound } from '../problem.ts';
import { enterCase } from './case-view.ts';
import type { CaseSeen } from './case-view.ts';
import { requireMay, requireMayThemselves } from './forbid.ts';
import { anywhere, ok, reads, resource, writes } from './resource.ts';
import type { Call, Reply, Route } from './resource.ts';

export const newHold = z.strictObject({ why: approvalWhy });

const mayKeep = requireMay('keepCases');

export function keepingRoutes(services: Services): Route[] {
  const { records } = services;

  async function holdOf({ record }: CaseSeen, status: 200 | 201 = 200): Promise<Reply> {
    const keeping = await records.keeping(record.state.reference);
    const hold = keeping?.hold ?? null;
    const body = hold === null ? null : { ...hold, setAt: new Date(hold.setAt).toISOString() };
    return { status, headers: {}, body: { hold: body, keptUntil: keeping?.until ?? null } };
  }

  return [
    resource('/v1/retention', anywhere, {
      GET: reads({
        may: mayKeep,
        query: z.strictObject({}),
        answer: async () => ok({ months: await records.retention() }),
      }),
    }),
    resource('/v1/cases/:reference/hold', (call: Call) => enterCase(services, call), {
      GET: reads({ may: mayKeep, query: z.strictObject({}), answer: (_call, seen) => holdOf(seen) }),
      POST: writes(records, {
        may: requireMayThemselves('keepCases'),
        body: newHold,
        answer: async ({ person }, seen, { why }) => {
          const { reference } = seen.record.state;
          switch (await records.setHold({ reference, why, personId: person.id })) {
            case 'set':
              return holdOf(seen, 201);
            case 'already':
              throw new Problem('step-not-allowed', 'A legal hold is set on this case already.');
            case 'notFound':
              throw notFound();
          }
        },
      }),
    }),
  ];
}
