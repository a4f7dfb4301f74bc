import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { STAGES, STEPS, TASK_KINDS } from '../../domain/process/vocabulary.ts';
import { REFERENCE, referencePages } from '../../tools/reference/pages.ts';

const pages = referencePages();

describe('the reference in docs/', () => {
  test.each(Object.keys(pages))('%s is what the tables say now (else: npm run docs)', (name) => {
    expect(readFileSync(new URL(name, REFERENCE), 'utf8')).toBe(pages[name]);
  });

  test('holds no page that is not made', () => {
    expect(readdirSync(REFERENCE).sort()).toEqual(Object.keys(pages).sort());
  });

  test('has every step with what its form asks, every kind of task with its figures, and every stage', () => {
    for (const step of STEPS) expect(pages['steps.md']).toContain(`\n## ${step}\n`);
    for (const kind of TASK_KINDS) expect(pages['tasks.md']).toContain(`(\`${kind}\`)`);
    for (const stage of STAGES) expect(pages['flow-chart.md']).toContain(`\n  ${stage}["<b>`);
    expect(pages['steps.md']).toContain('`child.surname`');
    expect(pages['tasks.md']).not.toMatch(/[{}]/);
  });
});
