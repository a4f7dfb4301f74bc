import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import type { Records } from '../../records/types.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { addTrainingPeople, ADMINISTRATOR } from '../../tools/training-people.ts';
import type { TestDatabase } from '../support/database.ts';
import { freshDatabase } from '../support/database.ts';

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the commands', () => {
  let database: TestDatabase;
  let records: Records;

  beforeAll(async () => {
    database = await freshDatabase();
    records = await openRecords({ databaseUrl: database.databaseUrl, publicHolidays });
  });
  afterAll(async () => {
    await records.close();
    await database.drop();
  });

  const run = (command: string, args: readonly string[], environment = {}): Promise<Outcome> =>
    new Promise((resolve) => {
      const program = fileURLToPath(new URL(`../../tools/${command}.ts`, import.meta.url));
      execFile(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), program, ...args],
        {
          env: {
            PATH: process.env['PATH'],
            DATABASE_URL: database.databaseUrl,
            SESSION_SECRET,
            ...environment,
          },
        },
        (error, stdout, stderr) => {
          resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
        },
      );
    });
  const SESSION_SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';

  test('a person is added, gets another role, a token, and is disabled', async () => {
    const person = ['--email', 'zadie.lowe@council.example', '--name', 'Zadie Lowe'];
    const added = await run('user', ['add', ...person, '--role', 'practitioner', '--role', 'facilitator']);
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    const again = await run('user', ['add', ...person, '--role', 'administrator']);
    expect(again.exitCode).toBe(0);
    const known = await records.findPersonByEmail('zadie.lowe@council.example');
    expect(known?.roles).toEqual(expect.arrayContaining(['practitioner', 'facilitator', 'administrator']));

    const token = await run('token', ['--email', 'zadie.lowe@council.example', '--days', '2']);
    expect(token).toMatchObject({ exitCode: 0, stderr: '' });
    expect(token.stdout).toMatch(/^\S{32,}\n$/);
    expect(await records.findPersonByToken(token.stdout.trim())).toMatchObject({ name: 'Zadie Lowe' });

    expect((await run('user', ['list'])).stdout).toContain('zadie.lowe@council.example');
    expect((await run('user', ['disable', '--email', 'zadie.lowe@council.example'])).exitCode).toBe(0);
    expect((await run('token', ['--email', 'zadie.lowe@council.example'])).exitCode).toBe(1);

    const { rows } = await records.accessLog(null, null, 50);
    const id = known?.id ?? '';
    expect(rows.filter(({ byService }) => byService).map(({ what }) => what)).toEqual([
      `disable person ${id} at the command line`,
      `make token for person ${id} at the command line: 2 days`,
      `add person ${id} at the command line: practitioner administrator facilitator`,
      `add person ${id} at the command line: practitioner facilitator`,
    ]);
  });

  test('what cannot be done is refused with exit code 1 and the reason on stderr only', async () => {
    const outcomes = await Promise.all([
      run('user', []),
      run('user', ['add', '--email', 'a@council.example', '--name', 'A']),
      run('user', ['add', '--email', 'a@council.example', '--name', 'A', '--role', 'king']),
      run('user', ['add', '--email', 'a at council', '--name', 'A', '--role', 'practitioner']),
      run('user', ['disable', '--email', 'nobody@council.example']),
      run('token', ['--email', 'nobody@council.example']),
      run('token', ['--email', ADMINISTRATOR, '--days', '0']),
      run('token', ['--mail', ADMINISTRATOR]),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ exitCode: 1, stdout: '' });
      expect(outcome.stderr).toMatch(/missing|Usage|No such role|must be|nobody with the address/);
      expect(outcome.stderr).not.toContain('    at ');
    }
  });

  test('with no database there it says so in words', async () => {
    const away = `postgresql://nobody:nothing@127.0.0.1:${await freePort()}/none`;
    const outcome = await run('user', ['list'], { DATABASE_URL: away });
    expect(outcome).toMatchObject({ exitCode: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/does not answer/);
  });

  test('the training partnership has people of every role, and seeding it again changes nothing', async () => {
    await addTrainingPeople(records);
    const people = await records.people();
    await addTrainingPeople(records);
    expect(await records.people()).toEqual(people);
    const seeded = people.filter((person) => !person.email.startsWith('zadie'));
    const having = (role: string): number =>
      seeded.filter((person) => person.roles.some((r) => r === role)).length;
    expect(having('administrator')).toBeGreaterThanOrEqual(1);
    expect(having('businessManager')).toBe(1);
    expect(having('operator')).toBe(1);
    expect(having('facilitator')).toBeGreaterThanOrEqual(3);
    expect(seeded.length - having('administrator') - having('facilitator')).toBeGreaterThanOrEqual(14);
    expect(seeded.every((person) => person.email.endsWith('.example'))).toBe(true);
    const facilitators = await records.facilitators(null, 50);
    expect(
      facilitators.rows.filter((facilitator) => facilitator.agency !== null).length,
    ).toBeGreaterThanOrEqual(3);
  });
});
