/** Reading cases: one, the list, the search. */
import { z } from 'zod';
import { STAGES } from '../../domain/process/vocabulary.ts';
import type { CaseRecord, Page, Person } from '../../records/types.ts';
import { readAtArrival } from '../middleware/bearer.ts';
import type { Services } from '../services.ts';
import { auditView, caseReply, seeCase, viewOfCase } from './case-view.ts';
import { requireMay } from './forbid.ts';
import { anywhere, ok, reads, resource, writes } from './resource.ts';
import type { Reply, Route } from './resource.ts';
import { cursor, date, flag, limit, line, oneOf, wholeNumber } from './shape.ts';

export const caseListQuery = z.strictObject({
  stage: oneOf(STAGES).optional(),
  overdue: flag.optional(),
  mine: flag.optional(),
  cursor,
  limit,
});

export const caseSearch = z
  .strictObject({
    surname: line(200).optional(),
    dateOfBirth: date.optional(),
    cursor,
    limit: wholeNumber(1, 200).default(50),
  })
  .refine(({ surname, dateOfBirth }) => surname !== undefined || dateOfBirth !== undefined, {
    message: 'Give a surname, a date of birth, or both',
    path: ['surname'],
  });

export function caseRoutes(services: Services): Route[] {
  const { records } = services;

  async function page(person: Person, { rows, next }: Page<CaseRecord>): Promise<Reply> {
    const requests = await records.newestRequests(
      rows.map(({ state }) => state.reference),
      person,
    );
    const cases = rows.map((record) =>
      viewOfCase(services, person, record, requests.get(record.state.reference) ?? null),
    );
    return ok({ cases, next });
  }

  return [
    resource('/v1/cases', anywhere, {
      GET: reads({
        query: caseListQuery,
        answer: async (
          { person },
          _found,
          { stage = null, overdue = null, mine = null, cursor = null, limit },
        ) => page(person, await records.cases({ viewer: person, stage, overdue, mine, cursor, limit })),
      }),
    }),
    resource('/v1/cases/search', anywhere, {
      POST: writes(records, {
        may: requireMay('searchCases'),
        body: caseSearch,
        answer: async ({ person }, _found, { surname = null, dateOfBirth = null, cursor = null, limit }) => {
          await records.audit({ reference: null, personId: person.id, what: 'search cases', why: null });
          return page(person, await records.searchCases({ surname, dateOfBirth, cursor, limit }));
        },
      }),
    }),
    resource('/v1/cases/:reference', (call) => seeCase(services, call), {
      GET: reads({
        query: z.strictObject({}),
        answer: async (call, { record }) => {
          const { reference } = record.state;
          const read = readAtArrival(call.req, reference);
          const request = read === null ? await records.newestRequest(reference) : read.request;
          await auditView(services, call, record, 'case');
          return caseReply(services, call.person, record, request);
        },
      }),
    }),
  ];
}
