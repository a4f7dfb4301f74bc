/** The settings of a service under test: the run's Temporal, the test's own database and mail server. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLevel, Settings } from '../../config/settings.ts';
import { readSettings } from '../../config/settings.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { addressOf } from './names.ts';

export interface TestSurroundings {
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  /** Of the test file's own, so that the references of its cases meet nobody else's workflows. */
  readonly namespace: string;
  /** `host:port`; the run's own where it is left out. */
  readonly temporalAddress?: string;
  readonly installation?: Settings['installation'];
  /** `silent` where it is left out. */
  readonly logLevel?: LogLevel;
}

/** On free ports. */
export async function testSettings(surroundings: TestSurroundings): Promise<Settings> {
  return readSettings(await testEnvironment(surroundings));
}

/** The same, for a process of its own. */
export async function testEnvironment(
  surroundings: TestSurroundings,
): Promise<Readonly<Record<string, string>>> {
  return {
    INSTALLATION: surroundings.installation ?? 'training',
    PORT: String(await freePort()),
    METRICS_PORT: String(await freePort()),
    WORKER_METRICS_PORT: String(await freePort()),
    PUBLIC_URL: 'http://supervision.example',
    DATABASE_URL: surroundings.databaseUrl,
    SMTP_URL: surroundings.smtpUrl,
    MAIL_FROM: 'supervision@partnership.example',
    TEMPORAL_ADDRESS: surroundings.temporalAddress ?? addressOf('temporal'),
    TEMPORAL_NAMESPACE: surroundings.namespace,
    SESSION_SECRET: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978',
    DATA_DIR: join(tmpdir(), 'mas-test-no-data'),
    LOG_LEVEL: surroundings.logLevel ?? 'silent',
  };
}
