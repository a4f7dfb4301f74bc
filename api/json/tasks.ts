import { z } from 'zod';
import { TASK_KINDS } from '../../domain/process/vocabulary.ts';
import type { TaskRow } from '../../records/types.ts';
import type { Services } from '../services.ts';
import { anywhere, ok, reads, resource } from './resource.ts';
import type { Route } from './resource.ts';
import { cursor, flag, limit, oneOf } from './shape.ts';

export const taskListQuery = z.strictObject({
  mine: flag.optional(),
  overdue: flag.optional(),
  kind: oneOf(TASK_KINDS).optional(),
  cursor,
  limit,
});

export function taskRoutes({ records }: Services): Route[] {
  return [
    resource('/v1/tasks', anywhere, {
      GET: reads({
        query: taskListQuery,
        answer: async (
          { person },
          _found,
          { mine = null, overdue = null, kind = null, cursor = null, limit },
        ) => {
          const page = await records.tasks({ viewer: person, mine, overdue, kind, cursor, limit });
          return ok({ tasks: page.rows.map(taskView), next: page.next });
        },
      }),
    }),
  ];
}

/** As in its case, with the case's reference: absent is what there is not. */
function taskView({ reference, id, kind, owner, dueOn, about, childId, actionId, overdue }: TaskRow): object {
  return {
    reference,
    id,
    kind,
    owner,
    dueOn,
    status: 'open',
    ...(about === null ? {} : { about }),
    ...(childId === null ? {} : { childId }),
    ...(actionId === null ? {} : { actionId }),
    late: false,
    overdue,
  };
}
