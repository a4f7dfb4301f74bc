import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRETS } from '../../config/environment.ts';
import { readSettings, SettingsError } from '../../config/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'mas-settings-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const live = {
  INSTALLATION: 'live',
  SESSION_SECRET: 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56',
  DATABASE_URL: 'postgresql://supervision:pass@db.example/supervision',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  SMTP_URL: 'smtps://mail.example',
  PUBLIC_URL: 'https://supervision.example/',
  MAIL_FROM: 'Supervision <supervision@partnership.example>',
};

const openId = {
  OPENID_ISSUER: 'https://login.council.example/tenant/v2.0',
  OPENID_CLIENT_ID: 'supervision',
  OPENID_CLIENT_SECRET: 'a-client-secret',
  OPENID_NAME: 'Council account',
};

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
}

describe('settings', () => {
  test('without any, a training installation finds everything on this machine', () => {
    const settings = readSettings({ DATA_DIR: folder });
    expect(settings).toMatchObject({
      installation: 'training',
      port: 3000,
      metricsPort: 9464,
      workerMetricsPort: 9465,
      publicUrl: 'http://127.0.0.1:3000',
      smtpUrl: 'smtp://127.0.0.1:1025',
      temporal: {
        address: '127.0.0.1:7233',
        namespace: 'default',
        uiUrl: 'http://127.0.0.1:8233',
        apiKey: null,
        tls: null,
      },
      ports: { temporal: 7233, temporalUi: 8233, mail: 1080, smtp: 1025, postgres: 5544 },
      embedded: { postgres: true, temporal: true, mail: true },
      cacheDir: join(homedir(), '.cache', 'multi-agency-supervision'),
      logLevel: 'info',
      helpContact: null,
    });
    expect(settings.databaseUrl).toMatch(
      /^postgresql:\/\/supervision:[0-9a-f]{48}@127\.0\.0\.1:5544\/supervision$/,
    );
  });

  test('the addresses of the embedded parts follow from their ports', () => {
    const settings = readSettings({
      DATA_DIR: folder,
      PORT: '3100',
      POSTGRES_PORT: '5600',
      SMTP_PORT: '1125',
      TEMPORAL_PORT: '7300',
      TEMPORAL_UI_PORT: '8300',
    });
    expect(settings.publicUrl).toBe('http://127.0.0.1:3100');
    expect(new URL(settings.databaseUrl).port).toBe('5600');
    expect(settings.smtpUrl).toBe('smtp://127.0.0.1:1125');
    expect(settings.temporal).toMatchObject({ address: '127.0.0.1:7300', uiUrl: 'http://127.0.0.1:8300' });
  });

  test('an installation makes its own keys once, readable by nobody else, and another one makes others', () => {
    const first = readSettings({ DATA_DIR: folder });
    const again = readSettings({ DATA_DIR: folder });
    expect(again.sessionSecret).toBe(first.sessionSecret);
    expect(again.databaseUrl).toBe(first.databaseUrl);
    expect(statSync(join(folder, 'keys.json')).mode & 0o077).toBe(0);
    const other = readSettings({ DATA_DIR: join(folder, 'not', 'there', 'yet') });
    expect(other.sessionSecret).not.toBe(first.sessionSecret);
  });

  test('each part is replaced by its own setting alone', () => {
    const of = (environment: Record<string, string>): unknown =>
      readSettings({ DATA_DIR: folder, ...environment }).embedded;
    expect(of({ DATABASE_URL: live.DATABASE_URL })).toEqual({ postgres: false, temporal: true, mail: true });
    expect(of({ TEMPORAL_ADDRESS: live.TEMPORAL_ADDRESS })).toEqual({
      postgres: true,
      temporal: false,
      mail: true,
    });
    expect(of({ SMTP_URL: live.SMTP_URL })).toEqual({ postgres: true, temporal: true, mail: false });
  });

  test('a live installation takes what it is told', () => {
    expect(readSettings(live)).toMatchObject({
      installation: 'live',
      publicUrl: 'https://supervision.example',
      databaseUrl: live.DATABASE_URL,
      sessionSecret: live.SESSION_SECRET,
      temporal: { address: 'temporal.example:7233', uiUrl: null },
      embedded: { postgres: false, temporal: false, mail: false },
    });
  });

  test('a live installation refuses to go without any of its settings, and names all that are missing', () => {
    const needed = Object.keys(live).filter((name) => name !== 'INSTALLATION');
    const faults = faultsOf({ INSTALLATION: 'live', DATA_DIR: folder });
    expect(faults).toHaveLength(needed.length);
    for (const name of needed) expect(faults.join('\n')).toContain(`${name} must be set`);
    for (const name of needed) expect(faultsOf({ ...live, [name]: ' ' })).toHaveLength(1);
  });

  test.each([
    'short',
    'a'.repeat(64),
    'change-me-change-me-change-me-0123456789',
    'my-secret-0123456789abcdefghijklmnop',
    'Password0123456789abcdefghijklmnopqrst',
  ])('the weak secret %s is refused', (secret) => {
    expect(faultsOf({ ...live, SESSION_SECRET: secret })).toEqual([
      expect.stringContaining('SESSION_SECRET'),
    ]);
  });

  test('every fault is listed at once, and no value of a setting is repeated', () => {
    const bad = {
      INSTALLATION: 'staging',
      PORT: '70000',
      METRICS_PORT: 'many',
      WORKER_METRICS_PORT: '0',
      DATABASE_URL: 'mysql://root:hunter2@db.example/x',
      SMTP_URL: 'hunter2',
      PUBLIC_URL: 'supervision.example',
      TEMPORAL_ADDRESS: 'http://hunter2',
      TEMPORAL_UI_URL: 'ftp://hunter2',
      MAIL_FROM: 'nobody',
      SESSION_SECRET: 'hunter2',
      LOG_LEVEL: 'loud',
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/hunter2',
    };
    const faults = faultsOf(bad);
    for (const name of Object.keys(bad))
      expect(faults.filter((fault) => fault.startsWith(name))).toHaveLength(1);
    expect(faults.join('\n')).not.toContain('hunter2');
  });

  test('a secret may be the content of a file instead; both at once, or a file without one, is a fault', () => {
    const path = join(folder, 'secret');
    const nowhere = join(folder, 'no such hunter2');
    for (const name of SECRETS) {
      const value = Object.entries(live).find(([known]) => known === name)?.[1] ?? 'hunter2';
      writeFileSync(path, `${value}\n`);
      const certificate = { TEMPORAL_TLS_CLIENT_CERT_DATA: 'a', TEMPORAL_TLS_CLIENT_KEY_DATA: 'b' };
      const given = Object.fromEntries(
        Object.entries({ ...live, ...certificate, ...openId }).filter(([known]) => known !== name),
      );
      const fromFile = readSettings({ ...given, [`${name}_FILE`]: path });
      expect(fromFile).toEqual(readSettings({ ...given, [name]: value }));
      expect(faultsOf({ ...given, [name]: value, [`${name}_FILE`]: path })).toEqual([
        expect.stringContaining(`${name} and ${name}_FILE`),
      ]);
      writeFileSync(path, ' \n');
      for (const bad of [path, nowhere]) {
        const faults = faultsOf({ ...given, [`${name}_FILE`]: bad });
        expect(faults[0]).toContain(`${name}_FILE`);
        expect(faults.join()).not.toContain('hunter2');
        expect(faults.filter((fault) => fault.startsWith(name))).toHaveLength(1);
      }
    }
  });

  test('two parts on one port are refused, unless one of them is elsewhere', () => {
    const shared = { DATA_DIR: folder, MAIL_PORT: '3000' };
    expect(faultsOf(shared)).toEqual([expect.stringMatching(/PORT and MAIL_PORT are all 3000/)]);
    expect(faultsOf({ ...shared, SMTP_URL: live.SMTP_URL })).toEqual([]);
  });

  test('the proxies before the service are counted, none where it is left out', () => {
    expect(readSettings(live).proxies).toBe(0);
    expect(readSettings({ ...live, PROXIES: '2' }).proxies).toBe(2);
    for (const bad of ['all', '-1', '10']) {
      expect(faultsOf({ ...live, PROXIES: bad })).toEqual([expect.stringContaining('PROXIES')]);
    }
  });

  test('OpenID Connect is all of its settings, each that is missing named, or none', () => {
    expect(readSettings(live).openId).toBeNull();
    expect(readSettings({ ...live, ...openId }).openId).toEqual({
      issuer: openId.OPENID_ISSUER,
      clientId: openId.OPENID_CLIENT_ID,
      clientSecret: openId.OPENID_CLIENT_SECRET,
      name: openId.OPENID_NAME,
    });
    for (const name of Object.keys(openId)) {
      expect(faultsOf({ ...live, ...openId, [name]: ' ' })).toEqual([
        expect.stringContaining(`${name} must be set too`),
      ]);
    }
    expect(faultsOf({ ...live, OPENID_NAME: 'Council account' })).toHaveLength(3);
  });

  test('OpenID Connect goes by HTTPS in a live installation, to a tenant of the partnership’s own', () => {
    const http = { ...openId, OPENID_ISSUER: 'http://127.0.0.1:8080' };
    expect(readSettings({ DATA_DIR: folder, ...http }).openId?.issuer).toBe(http.OPENID_ISSUER);
    const issuers = [
      http.OPENID_ISSUER,
      'login.council.example',
      'https://somebody@login.council.example',
      'https://login.council.example/?tenant=1',
      'https://login.microsoftonline.com/common/v2.0',
      'https://login.microsoftonline.com/organizations/v2.0',
    ];
    for (const issuer of issuers) {
      expect(faultsOf({ ...live, ...openId, OPENID_ISSUER: issuer })).toEqual([
        expect.stringMatching(/^OPENID_ISSUER must be/),
      ]);
    }
    for (const name of ['two\nlines', 'x'.repeat(51)]) {
      expect(faultsOf({ ...live, ...openId, OPENID_NAME: name })).toEqual([
        expect.stringContaining('OPENID_NAME'),
      ]);
    }
  });

  test('how people reach the administrators is one line, or left out', () => {
    const helpContact = 'safeguarding@partnership.example';
    expect(readSettings({ ...live, HELP_CONTACT: helpContact }).helpContact).toBe(helpContact);
    expect(readSettings({ ...live, HELP_CONTACT: ' ' }).helpContact).toBeNull();
    for (const bad of ['two\nlines', 'x'.repeat(201)]) {
      expect(faultsOf({ ...live, HELP_CONTACT: bad })).toEqual([expect.stringContaining('HELP_CONTACT')]);
    }
  });

  test("TLS and API key of Temporal go by the SDK's names", () => {
    const certificate = join(folder, 'client.pem');
    writeFileSync(certificate, 'certificate');
    expect(readSettings({ ...live, TEMPORAL_API_KEY: 'key' }).temporal).toMatchObject({
      apiKey: 'key',
      tls: {},
    });
    expect(readSettings({ ...live, TEMPORAL_API_KEY: 'key', TEMPORAL_TLS: 'false' }).temporal.tls).toBeNull();
    expect(readSettings({ ...live, TEMPORAL_TLS: 'true' }).temporal.tls).toEqual({});
    const mutual = readSettings({
      ...live,
      TEMPORAL_TLS_CLIENT_CERT_PATH: certificate,
      TEMPORAL_TLS_CLIENT_KEY_DATA: 'key',
      TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
    });
    expect(mutual.temporal.tls).toEqual({
      serverNameOverride: 'temporal.internal',
      clientCertPair: { crt: Buffer.from('certificate'), key: Buffer.from('key') },
    });
    expect(faultsOf({ ...live, TEMPORAL_TLS_CLIENT_CERT_PATH: certificate })).toHaveLength(1);
  });
});
