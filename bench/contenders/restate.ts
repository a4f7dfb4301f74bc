/** The process behind Restate: a virtual object a case, whose handler keeps the row in a durable side effect. */
import { object, serve, type ObjectContext } from '@restatedev/restate-sdk';
import pg from 'pg';
import { KEEP_STEP, type KeptStep } from '../step-table.ts';

// The SDK takes it for granted; Node has it from version 22.
Promise.withResolvers ??= <T>() => {
  let resolve: (value: T | PromiseLike<T>) => void = () => undefined;
  let reject: (reason?: unknown) => void = () => undefined;
  const promise = new Promise<T>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
};

const [port = '', connectionString = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 16 });

const benchCase = object({
  name: 'Case',
  handlers: {
    step: async (ctx: ObjectContext, { caseId, number, body }: KeptStep) => {
      await ctx.run('keep', async () => {
        await pool.query({ name: 'keep', text: KEEP_STEP, values: [caseId, number, JSON.stringify(body)] });
      });
      return { number };
    },
  },
});

await serve({ services: [benchCase], port: Number(port) });
console.log('The service of Restate is ready');
