/** The OpenAPI description says what the service does: every path, every body, every refusal. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STEPS } from '../../domain/process/vocabulary.ts';
import { accepted } from './cases.ts';
import { runApi } from './running-api.ts';
import type { RunningApi } from './running-api.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}
interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: object;
  };
}

let api: RunningApi;
let description: Description;
beforeAll(async () => {
  api = await runApi();
  const { body } = await api.stranger().get('/v1/openapi.json').expect(200);
  description = body as Description;
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

test('is OpenAPI 3.1, without a token', () => {
  expect(description.openapi).toMatch(/^3\.1\./);
  expect(description).toMatchObject({ info: { title: expect.any(String), version: expect.any(String) } });
});

test('holds every call of the API', () => {
  const calls = operations().map(({ path, method }) => `${method} ${path}`);
  for (const call of [
    'post /v1/requests',
    'get /v1/cases',
    'get /v1/cases/{reference}',
    'get /v1/cases/{reference}/answers',
    'get /v1/cases/{reference}/files/{id}',
    'post /v1/cases/search',
    'get /v1/cases/{reference}/timeline',
    'post /v1/cases/{reference}/files',
    'get /v1/tasks',
    'get /v1/facilitators',
    'post /v1/facilitators',
    'patch /v1/facilitators/{id}',
    'get /v1/calendar/closures',
    'post /v1/calendar/closures',
    'delete /v1/calendar/closures/{date}',
    'get /v1/approvals',
    'get /v1/approvals/{id}',
    'post /v1/approvals/{id}',
    'post /v1/cases/{reference}/approvals',
    'get /v1/tracker',
    'get /v1/learning',
    'get /v1/policy',
    'get /v1/me',
    'post /v1/training/cases/{reference}/advance',
  ]) {
    expect(calls).toContain(call);
  }
});

test.each(STEPS)('%s has its form as the body', (step) => {
  const path = step === 'submitRequest' ? '/v1/requests' : `/v1/cases/{reference}/steps/${step}`;
  const operation = description.paths[path]?.['post'];
  expect(operation?.operationId).toBe(step);
  const body = JSON.stringify(operation?.requestBody?.content['application/json']?.schema);
  expect(body).toContain('"onBehalfOf"');
  expect(body).toContain('"additionalProperties":false');
});

test('every call names each parameter of its path, has an answer, and describes its refusals', () => {
  for (const { path, method, operation } of operations()) {
    const inPath = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
    const call = `${method} ${path}`;
    expect({ call, inPath }).toEqual({
      call,
      inPath: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    });
    const statuses = Object.keys(operation.responses);
    expect({ call, done: statuses.some((status) => status.startsWith('2')) }).toEqual({ call, done: true });
    expect(statuses).toEqual(expect.arrayContaining(['401', '404', '422', '503']));
    for (const [status, response] of Object.entries(operation.responses)) {
      expect(response.description).not.toBe('');
      if (Number(status) >= 400) expect(response.content).toHaveProperty(['application/problem+json']);
    }
  }
});

test('every operation has a name of its own, and every reference leads somewhere', () => {
  const names = operations().map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(0);
  for (const [, name] of references) expect(description.components.schemas).toHaveProperty(name ?? '');
});

describe('what it describes is there', () => {
  test('every path answers its methods, and 405 to another', async () => {
    const path = await accepted(api);
    for (const { path: pattern } of operations()) {
      if (/\{(?:id|date)\}/.test(pattern)) continue;
      const address = pattern
        .replace('/v1/cases/{reference}', path)
        .replace('{reference}', path.slice('/v1/cases/'.length));
      const { status } = await api.as('administrator').put(address);
      expect({ address, status }).toEqual({ address, status: 405 });
    }
  });

  test('a case has no field that is not described', async () => {
    const path = await accepted(api);
    const described = description.components.schemas['Case'] as { properties: object };
    const { body } = await api.as('administrator').get(path).expect(200);
    expect(Object.keys(described.properties)).toEqual(expect.arrayContaining(Object.keys(body as object)));
  });
});
