/** The tracker and the learning log. */
import { z } from 'zod';
import type { Services } from '../services.ts';
import { requireMay } from './forbid.ts';
import { anywhere, ok, reads, resource } from './resource.ts';
import type { Route } from './resource.ts';
import { cursor, limit, line } from './shape.ts';

export const logQuery = z.strictObject({ theme: line(200).optional(), cursor, limit });

export function logRoutes({ records }: Services): Route[] {
  return [
    resource('/v1/tracker', anywhere, {
      GET: reads({
        may: requireMay('readTracker'),
        query: logQuery,
        answer: async ({ person }, _found, { theme = null, cursor = null, limit }) => {
          await records.audit({ reference: null, personId: person.id, what: 'view tracker', why: null });
          const { rows, next } = await records.tracker(theme, cursor, limit);
          return ok({ entries: rows, next });
        },
      }),
    }),
    resource('/v1/learning', anywhere, {
      GET: reads({
        may: requireMay('readLearning'),
        query: logQuery,
        answer: async ({ person }, _found, { theme = null, cursor = null, limit }) => {
          const { rows, next } = await records.learning(person, theme, cursor, limit);
          return ok({ entries: rows, next });
        },
      }),
    }),
  ];
}
