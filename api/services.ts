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
}
