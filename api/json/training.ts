/** Moving one case's clock forward, in a training installation only. */
import { londonDateTime } from '../../domain/calendar/index.ts';
import { advance, moveClock } from '../moving-clock.ts';
import type { Services } from '../services.ts';
import { enterCase } from './case-view.ts';
import { requireMay } from './forbid.ts';
import { ok, resource, writes } from './resource.ts';
import type { Route } from './resource.ts';

export function trainingRoutes(services: Services): Route[] {
  if (services.installation === 'live') return [];
  return [
    resource('/v1/training/cases/:reference/advance', (call) => enterCase(services, call), {
      POST: writes(services.records, {
        may: requireMay('advanceClock'),
        body: advance,
        answer: async (_call, { record }, body) =>
          ok({ now: londonDateTime(await moveClock(services, record, body)) }),
      }),
    }),
  ];
}
