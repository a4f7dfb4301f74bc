/** Local closures: days on which the partnership does not work. Dates of open cases follow them. */
import { z } from 'zod';
import { plainDate } from '../../domain/calendar/index.ts';
import type { PlainDate } from '../../domain/calendar/index.ts';
import { carryToCases } from '../carry-calendar.ts';
import { Problem, notFound } from '../problem.ts';
import type { Services } from '../services.ts';
import { requireMay } from './forbid.ts';
import { anywhere, ok, reads, resource, writes } from './resource.ts';
import type { Call, Route } from './resource.ts';
import { date, line } from './shape.ts';

export const newClosure = z.strictObject({ date, why: line(200) });

export function closureRoutes(services: Services): Route[] {
  const { records } = services;

  async function closureOn(call: Call): Promise<PlainDate> {
    const day = plainDate(call.param('date'));
    const closures = day === null ? [] : await records.closures();
    const closure = closures.find((each) => each.date === day);
    if (closure === undefined) throw notFound();
    return closure.date;
  }

  return [
    resource('/v1/calendar/closures', anywhere, {
      GET: reads({
        may: requireMay('readClosures'),
        query: z.strictObject({}),
        answer: async () => ok({ closures: await records.closures() }),
      }),
      POST: writes(records, {
        may: requireMay('changeClosures'),
        body: newClosure,
        answer: async (_call, _found, closure) => {
          if (!(await records.addClosure(closure.date, closure.why))) {
            throw new Problem('step-not-allowed', 'This date is a closure already.');
          }
          return {
            status: 201,
            headers: { Location: `/v1/calendar/closures/${closure.date}` },
            body: closure,
          };
        },
        afterwards: () => {
          carryToCases(services);
        },
      }),
    }),
    resource('/v1/calendar/closures/:date', closureOn, {
      DELETE: reads({
        may: requireMay('changeClosures'),
        query: z.strictObject({}),
        answer: async (_call, day) => {
          if (!(await records.removeClosure(day))) throw notFound();
          carryToCases(services);
          return { status: 204, headers: {}, body: undefined };
        },
      }),
    }),
  ];
}
