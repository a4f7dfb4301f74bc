import { describe, expect, test } from '@jest/globals';
import { createLog } from '../../config/log.ts';
import type { LogFields } from '../../config/log.ts';

function logged(fields: LogFields): Record<string, unknown> {
  const lines: string[] = [];
  createLog('test', 'info', { write: (line) => void lines.push(line) }).error('it went wrong', fields);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('the log', () => {
  test('writes a fixed text and what is on the list', () => {
    expect(logged({ reference: 'MAS-2026-0001', step: 'recordSession', ms: 12 })).toMatchObject({
      process: 'test',
      msg: 'it went wrong',
      reference: 'MAS-2026-0001',
      step: 'recordSession',
      ms: 12,
    });
  });

  test('leaves out whatever is not on the list, and values that are not plain', () => {
    const fields: object = { surname: 'Okafor', email: 'o@x.example', kind: { surname: 'Okafor' }, count: 1 };
    const line = logged(fields);
    expect(JSON.stringify(line)).not.toContain('Okafor');
    expect(JSON.stringify(line)).not.toContain('o@x.example');
    expect(line['count']).toBe(1);
  });

  test('of an error it writes kind, code and place, never the message, its causes included', () => {
    const cause = Object.assign(new RangeError('Okafor again'), { code: 'P2002' });
    const error = new TypeError('born 2014-03-02\n    at Okafor Street (house:1:2)', { cause });
    const line = logged({ error });
    expect(JSON.stringify(line)).not.toMatch(/Okafor|2014/);
    expect(line['error']).toMatchObject({
      type: 'TypeError',
      where: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
      cause: { type: 'RangeError', code: 'P2002' },
    });
    expect(JSON.stringify(logged({ error: 'Okafor' }))).not.toContain('Okafor');
  });
});
