/** What the web process stands on; made once in main.ts and passed in by name. */
import type { Log } from '../config/log.ts';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import type { Metrics } from './metrics.ts';

export interface Services {
  readonly records: Records;
  readonly engine: Engine;
  /** Whether the mail server takes mail now. */
  readonly mailAccepted: () => Promise<boolean>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly installation: 'training' | 'live';
  /** Signs what a browser must not make up. */
  readonly sessionSecret: string;
  /** Whether an authenticator app or a passkey is asked for before any child's data. */
  readonly secondStep: boolean;
  /** Where a training installation shows what it would send, and its engine. */
  readonly trainingLinks: { readonly mail: string | null; readonly temporal: string | null };
}
