/** The policy in force, and the caller. */
import { z } from 'zod';
import { POLICY } from '../../domain/process/policy.ts';
import { anywhere, ok, reads, resource } from './resource.ts';
import type { Route } from './resource.ts';

export function aboutRoutes(): Route[] {
  return [
    resource('/v1/policy', anywhere, {
      GET: reads({ query: z.strictObject({}), answer: () => Promise.resolve(ok(POLICY)) }),
    }),
    resource('/v1/me', anywhere, {
      GET: reads({
        query: z.strictObject({}),
        answer: ({ person: { id, email, name, roles } }) => Promise.resolve(ok({ id, email, name, roles })),
      }),
    }),
  ];
}
