import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { migrate, openRecords, Unavailable } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import { aPerson, aRequest, keptVersion, openTestRecords } from './parts.ts';

test('without a database nothing is opened, and it is said within seconds', async () => {
  const begun = Date.now();
  await expect(
    openRecords({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', publicHolidays }),
  ).rejects.toThrow(Unavailable);
  expect(Date.now() - begun).toBeLessThan(6_000);
});

test('a database that does not answer at all is unavailable within seconds', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const begun = Date.now();
  await expect(
    openRecords({ databaseUrl: `postgres://nobody@127.0.0.1:${port}/none`, publicHolidays }),
  ).rejects.toThrow(Unavailable);
  expect(Date.now() - begun).toBeLessThan(6_000);
  for (const socket of sockets) socket.destroy();
  await new Promise<unknown>((resolve) => silent.close(resolve));
});

test('when the database goes, calls say so; when it is back, they work again; readiness follows', async () => {
  const parts = await openTestRecords();
  const { records, sql } = parts;
  const requester = await aPerson(records, 'Rae Teacher');
  expect(await records.ready()).toBe(true);
  const submit = () =>
    records.submitRequest({
      body: aRequest(requester),
      actor: requester,
      idempotency: null,
      answer: keptVersion,
    });
  const name = new URL(parts.database.databaseUrl).pathname.slice(1);
  await sql.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
  await sql.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await expect(submit()).rejects.toThrow(Unavailable);
  expect(await records.ready()).toBe(false);
  await sql.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  expect(await submit()).toMatchObject({ type: 'applied' });
  expect(await records.ready()).toBe(true);
  await sql.query(`DELETE FROM _prisma_migrations`);
  expect(await records.ready()).toBe(false);
  await expect(migrate(parts.database.databaseUrl)).rejects.toThrow('0001');
  await parts.close();
});

test('a case that somebody else holds for long is unavailable, not lost', async () => {
  const parts = await openTestRecords();
  const requester = await aPerson(parts.records, 'Rae Teacher');
  const submitted = await parts.records.submitRequest({
    body: aRequest(requester),
    actor: requester,
    idempotency: null,
    answer: keptVersion,
  });
  if (submitted.type !== 'applied') throw new Error('not applied');
  const { reference } = submitted.after.state;
  await parts.sql.query('BEGIN');
  await parts.sql.query('SELECT FROM "case" WHERE reference = $1 FOR UPDATE', [reference]);
  await expect(parts.records.carryCalendarChange(reference)).rejects.toThrow(Unavailable);
  await parts.sql.query('ROLLBACK');
  expect(await parts.records.carryCalendarChange(reference)).toMatchObject({
    version: submitted.after.state.version,
  });
  await parts.close();
});

test('what the database says of a fault is never passed on: it could quote a person’s data', async () => {
  const parts = await openTestRecords();
  const email = 'somebody@partner.example';
  const failing = parts.records.audit({ reference: null, personId: email, what: 'x', why: null });
  const error: unknown = await failing.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(Unavailable);
  const seen = new Set<unknown>();
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at);
    expect(`${at.message} ${at.stack ?? ''} ${JSON.stringify(at)}`).not.toContain(email);
  }
  await parts.close();
});

test('many long calls at once, each of which needs a connection more, come to their end', async () => {
  const parts = await openTestRecords();
  const { id: personId } = await parts.records.addPerson({
    name: 'Rae Teacher',
    email: 'rae@school.example',
    roles: [],
  });
  const answer = { status: 200, headers: {}, body: null };
  const calls = Array.from({ length: 14 }, (_, number) => {
    const scope = { personId, address: 'POST /long', keyHash: String(number), bodyHash: 'same' };
    return parts.records.once(scope, async () => {
      await parts.records.whileAdvancing(`case ${number}`, () => parts.records.ready());
      return answer;
    });
  });
  for (const result of await Promise.all(calls)) expect(result).toEqual({ type: 'first', value: answer });
  await parts.close();
});
