/** A Temporal namespace of one's own for each test file, with the service's search attributes. */
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { randomBytes } from 'node:crypto';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';
import { addressOf } from './names.ts';
import { until } from './until.ts';

/** The numbers of Temporal's API for the types of search attributes. */
const TYPES = { Keyword: 2, Int: 3, Datetime: 6, KeywordList: 7 } as const;

/** Made on the run's real server; every test file starts its references at 1 without meeting another's. */
export async function freshNamespace(): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address: addressOf('temporal') });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    await until('the namespace is known', async () => {
      try {
        await connection.operatorService.addSearchAttributes({
          namespace,
          searchAttributes: Object.fromEntries(
            Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, TYPES[type]]),
          ),
        });
        return true;
      } catch {
        return false;
      }
    });
    return namespace;
  } finally {
    await connection.close();
  }
}
