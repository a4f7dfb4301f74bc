import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { workflowBundle } from '../../worker/bundle.ts';
import { failuresOfReplay } from '../journeys/replaying.ts';
import { historiesOf, VERSIONS } from './versions.ts';

const cacheDir = join(tmpdir(), 'multi-agency-supervision-test');

describe.each(VERSIONS)('cases that began under release %s', (version) => {
  test('go on under this one, whatever had happened in them', async () => {
    const recorded = await historiesOf(version);
    const courses = recorded.map(({ workflowId }) => workflowId);
    for (const course of [
      'triage',
      'preparing',
      'session',
      'concluding',
      'follow-up',
      'closed',
      'continued',
    ]) {
      expect(courses.join()).toContain(course);
    }
    expect(await failuresOfReplay(cacheDir, recorded)).toEqual([]);
  });

  test('a history that is not of this code is noticed', async () => {
    const [first] = await historiesOf(version);
    const other: unknown = JSON.parse(
      JSON.stringify(first?.history).replaceAll('"deliverMail"', '"anotherThing"'),
    );
    expect(await failuresOfReplay(cacheDir, [{ workflowId: 'other', history: other }])).toHaveLength(1);
  });
});

describe('the workflows’ bundle', () => {
  test('holds no forms, no holidays and no rules', async () => {
    const code = await readFile(await workflowBundle(cacheDir), 'utf8');
    for (const module of [
      'zod',
      'date-holidays',
      'temporal-polyfill',
      'domain/case',
      'domain/forms',
      'records/',
    ]) {
      expect(code).not.toContain(`${module}/`);
    }
  });
});
