/** The answers that were given to the forms of a case, and its timeline: what the caller may see of them. */
import { z } from 'zod';
import { answerFor, mayReadTakenBack, maySeeEntry } from '../../domain/access/index.ts';
import { STEPS } from '../../domain/process/vocabulary.ts';
import type { KeptAnswerOfStep, Page, TimelineEntry } from '../../records/types.ts';
import type { Services } from '../services.ts';
import { auditView, enterCase } from './case-view.ts';
import { ok, reads, resource } from './resource.ts';
import type { Route } from './resource.ts';
import { cursor, limit, oneOf } from './shape.ts';

export const answersQuery = z.strictObject({ step: oneOf(STEPS).optional() });
export const timelineQuery = z.strictObject({ cursor, limit });

export function answerRoutes(services: Services): Route[] {
  const { records } = services;

  /** Names of the administrators who typed answers for others. */
  async function typists(answers: readonly KeptAnswerOfStep[]): Promise<ReadonlyMap<string, string>> {
    if (answers.every(({ onBehalfOf }) => onBehalfOf === null)) return new Map();
    return new Map((await records.people()).map(({ id, name }) => [id, name]));
  }

  return [
    resource('/v1/cases/:reference/answers', (call) => enterCase(services, call), {
      GET: reads({
        query: answersQuery,
        answer: async (call, { record, viewer }, { step }) => {
          const { state } = record;
          const [all] = await Promise.all([
            records.everyAnswer(state.reference),
            auditView(services, call, record, 'answers'),
          ]);
          const names = await typists(all);
          const counting = all.filter(({ takenBackAt }) => takenBackAt === null);
          const answers = all.flatMap((answer) => {
            if (step !== undefined && answer.step !== step) return [];
            const { takenBackAt } = answer;
            if (takenBackAt !== null && !mayReadTakenBack(viewer, answer)) return [];
            const body = answerFor(viewer, state, answer, counting);
            if (body === null) return [];
            const { id, by, onBehalfOf, at, formVersion, version } = answer;
            const typed =
              onBehalfOf === null
                ? {}
                : {
                    onBehalfOf: names.get(onBehalfOf.typedBy) ?? 'administrators',
                    receivedOn: onBehalfOf.receivedOn,
                    how: onBehalfOf.how,
                  };
            return [
              {
                id,
                step: answer.step,
                by,
                ...typed,
                at: new Date(at).toISOString(),
                formVersion,
                version,
                ...(takenBackAt === null ? {} : { takenBackAt: new Date(takenBackAt).toISOString() }),
                body,
              },
            ];
          });
          return ok({ answers });
        },
      }),
    }),
    resource('/v1/cases/:reference/timeline', (call) => enterCase(services, call), {
      GET: reads({
        query: timelineQuery,
        answer: async (call, { record, viewer }, { cursor = null, limit }) => {
          await auditView(services, call, record, 'timeline');
          const entries: object[] = [];
          // Entries that this caller may not see do not make a page shorter.
          let next: string | null = cursor;
          do {
            const page: Page<TimelineEntry> = await records.timeline(
              record.state.reference,
              next,
              limit - entries.length,
            );
            entries.push(...page.rows.filter((entry) => maySeeEntry(viewer, entry)).map(timelineEntry));
            next = page.next;
          } while (next !== null && entries.length < limit);
          return ok({ entries, next });
        },
      }),
    }),
  ];
}

function timelineEntry({ at, kind, step, by, text }: TimelineEntry): object {
  return {
    at: new Date(at).toISOString(),
    kind,
    ...(step === null ? {} : { step }),
    ...(by === null ? {} : { by }),
    text,
  };
}
