import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { accessReference } from '../../../domain/access/index.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';

describe('the reference of who sees and does what', () => {
  test('names every step twice: while the case is open and after closing', () => {
    for (const step of STEPS) expect(accessReference().split(`(\`${step}\`)`)).toHaveLength(3);
  });

  test('in docs/reference/access.md is the one made from the table', () => {
    const written = readFileSync(new URL('../../../docs/reference/access.md', import.meta.url), 'utf8');
    expect(written).toBe(accessReference());
  });
});
