/** What the web process stands on; made once in main.ts and passed in by name. */
import type { Log } from '../config/log.ts';
import type { Engine } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import type { SendAccountEmail } from './account-post.ts';
import type { AskReadiness } from './json/health.ts';
import type { Later } from './later.ts';
import type { Metrics } from './metrics.ts';
import type { OpenIdProvider } from './pages/sign-in/openid/provider.ts';

export interface Services {
  readonly records: Records;
  readonly engine: Engine;
  /** Whether what the service stands on is there now. */
  readonly readiness: AskReadiness;
  readonly sendAccountEmail: SendAccountEmail;
  /** Does work that the answer does not wait for. */
  readonly later: Later['later'];
  readonly metrics: Metrics;
  readonly log: Log;
  readonly installation: 'training' | 'live';
  /** Signs what a browser must not make up. */
  readonly sessionSecret: string;
  /** Where people reach the service: passkeys are for its host only. */
  readonly publicUrl: string;
  /** How many proxies stand before this process. */
  readonly proxies: number;
  /** Whoever has an address of these may register. */
  readonly partnerDomains: readonly string[];
  /** Real time, epoch ms. */
  readonly now: () => number;
  /** Whether an authenticator app or a passkey is asked for before any child's data. */
  readonly secondStep: boolean;
  /** Null where people sign in by code only. */
  readonly openId: OpenIdProvider | null;
  /** How people reach the administrators: an email address or a line of text. */
  readonly helpContact: string | null;
  /** Where a training installation shows what it would send, and its engine. */
  readonly trainingLinks: { readonly mail: string | null; readonly temporal: string | null };
}
