/** docker-compose.yml as the tests look at it, and the schema that it is to keep to. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { composeContent, composeText, VARIABLE } from '../../tools/rehearse/live-files.ts';

const words = z.array(z.string());
const service = z.object({
  image: z.string(),
  user: z.string(),
  restart: z.string(),
  read_only: z.boolean(),
  cap_drop: words,
  security_opt: words,
  logging: z.object({ options: z.object({ 'max-size': z.string(), 'max-file': z.string() }) }),
  deploy: z.object({
    resources: z.object({ limits: z.object({ memory: z.string(), cpus: z.string(), pids: z.number() }) }),
  }),
  networks: words,
  entrypoint: words.default([]),
  command: words.default([]),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: words.default([]),
  volumes: words.default([]),
  ports: words.default([]),
  profiles: words.default([]),
  depends_on: z
    .record(
      z.string(),
      z.object({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
    )
    .default({}),
  healthcheck: z
    .object({ test: words, interval: z.string(), timeout: z.string(), retries: z.number() })
    .optional(),
});
export type Service = z.infer<typeof service>;

const compose = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export const composeFile = compose.parse(composeContent);

/** The JSON schema of the Compose specification, which the linter dclint carries. */
export function composeSchema(): Record<string, unknown> {
  const dclint = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const text = readFileSync(join(dclint, 'schemas', 'compose.schema.json'), 'utf8');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

export interface Variable {
  readonly name: string;
  /** What holds where it is not set; null where it has to be. */
  readonly otherwise: string | null;
}

export const variables: readonly Variable[] = [...composeText.matchAll(VARIABLE)].map(
  ([, name = '', kind, text = '']) => ({ name, otherwise: kind === '?' ? null : kind === '+' ? '' : text }),
);
