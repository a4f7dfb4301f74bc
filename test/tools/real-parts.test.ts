import { describe, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { createTransport } from 'nodemailer';
import { freshDatabase } from '../support/database.ts';
import { startMailServer } from '../support/mail-server.ts';
import { addressOf } from '../support/names.ts';
import { freshNamespace } from '../support/namespace.ts';

describe('what every test may rely on', () => {
  test('each test file has a migrated database of its own', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    const client = new pg.Client({ connectionString: one.databaseUrl });
    await client.connect();
    await client.query('CREATE TABLE mine (id int)');
    const migrations = await client.query('SELECT migration_name FROM _prisma_migrations');
    expect(migrations.rowCount).toBeGreaterThan(0);
    await client.end();
    const neighbour = new pg.Client({ connectionString: other.databaseUrl });
    await neighbour.connect();
    await expect(neighbour.query('SELECT * FROM mine')).rejects.toThrow('does not exist');
    await neighbour.end();
    await Promise.all([one.drop(), other.drop()]);
  });

  test('the account of the service is no superuser', async () => {
    const database = await freshDatabase();
    const client = new pg.Client({ connectionString: database.databaseUrl });
    await client.connect();
    const { rows } = await client.query('SELECT rolsuper FROM pg_roles WHERE rolname = current_user');
    expect(rows).toEqual([{ rolsuper: false }]);
    await client.end();
    await database.drop();
  });

  test('each test file has a Temporal namespace of its own, searchable by the stage', async () => {
    const namespace = await freshNamespace();
    const connection = await Connection.connect({ address: addressOf('temporal') });
    const query = `MasStage = 'triage' AND MasOverdueTasks > 0 AND MasNextDue < '2026-01-01T00:00:00Z'`;
    const found = await connection.workflowService.countWorkflowExecutions({ namespace, query });
    expect(Number(found.count)).toBe(0);
    await connection.close();
  });

  test('the mail server keeps mail, refuses as told, goes away and comes back', async () => {
    const server = await startMailServer();
    const mailer = createTransport(server.smtpUrl);
    const mail = { from: 'a@partnership.example', to: 'b@council.example', subject: 'One', text: 'Hello' };
    await mailer.sendMail(mail);
    expect(server.received).toMatchObject([{ from: 'a@partnership.example', to: ['b@council.example'] }]);
    server.refuse({ at: 'recipient', code: 550 });
    await expect(mailer.sendMail(mail)).rejects.toMatchObject({ responseCode: 550 });
    server.refuse(null);
    server.hangUpAfterData(true);
    await expect(mailer.sendMail(mail)).rejects.toThrow();
    server.hangUpAfterData(false);
    await server.goAway();
    await expect(mailer.sendMail(mail)).rejects.toMatchObject({ code: 'ESOCKET' });
    await server.comeBack();
    await mailer.sendMail(mail);
    expect(server.received).toHaveLength(3);
    await server.close();
  });
});
