/** The list of facilitators (Appendix 3). */
import { z } from 'zod';
import { AGENCIES } from '../../domain/process/vocabulary.ts';
import type { Facilitator } from '../../records/types.ts';
import { Problem, notFound } from '../problem.ts';
import type { Services } from '../services.ts';
import { requireMay } from './forbid.ts';
import { anywhere, ok, reads, resource, writes } from './resource.ts';
import type { Call, Route } from './resource.ts';
import { cursor, limit, line, oneOf } from './shape.ts';

export const pageQuery = z.strictObject({ cursor, limit });

export const newFacilitator = z.strictObject({
  name: line(200),
  email: z
    .string('Use an email address, like name@agency.example')
    .trim()
    .max(254, 'Use at most 254 characters')
    .regex(z.regexes.email, 'Use an email address, like name@agency.example'),
  role: line(200),
  organisation: line(200),
  agency: oneOf(AGENCIES),
  telephone: line(50).optional(),
});

export const facilitatorChange = z.strictObject({ active: z.boolean('Use true or false') });

export function facilitatorRoutes({ records }: Services): Route[] {
  /** @throws {Problem} 404 where nobody on the list has this id. */
  async function onTheList(call: Call): Promise<string> {
    const id = call.param('id');
    const person = (await records.people()).find((each) => each.id === id);
    if (person?.roles.includes('facilitator') !== true) throw notFound();
    return id;
  }

  return [
    resource('/v1/facilitators', anywhere, {
      GET: reads({
        may: requireMay('readFacilitators'),
        query: pageQuery,
        answer: async (_call, _found, { cursor = null, limit }) => {
          const { rows, next } = await records.facilitators(cursor, limit);
          return ok({ facilitators: rows.map(facilitatorView), next });
        },
      }),
      POST: writes(records, {
        may: requireMay('changeFacilitators'),
        body: newFacilitator,
        answer: async (_call, _found, { telephone = null, ...rest }) => {
          const added = await records.addFacilitator({ ...rest, telephone });
          if (added === 'exists') {
            throw new Problem('step-not-allowed', 'Somebody with this address is on the list already.');
          }
          return {
            status: 201,
            headers: { Location: `/v1/facilitators/${added.id}` },
            body: facilitatorView(added),
          };
        },
      }),
    }),
    resource('/v1/facilitators/:id', onTheList, {
      PATCH: writes(records, {
        may: requireMay('changeFacilitators'),
        body: facilitatorChange,
        answer: async (_call, id, change) => {
          const changed = await records.changeFacilitator(id, change);
          if (changed === null) throw notFound();
          return ok(facilitatorView(changed));
        },
      }),
    }),
  ];
}

function facilitatorView({ telephone, ...rest }: Facilitator): object {
  return { ...rest, ...(telephone === null ? {} : { telephone }) };
}
