/** Sends emails about accounts at once: a code that comes late is of no use, so none waits in an outbox. */
import { randomUUID } from 'node:crypto';
import type { AccountEmail, Mailer } from '../activities/email/index.ts';
import { renderAccountEmail } from '../activities/email/index.ts';
import type { Log } from '../config/log.ts';
import type { Metrics } from './metrics.ts';

/** Whether it was sent; why not is logged, without the address. */
export type SendAccountEmail = (address: string, email: AccountEmail) => Promise<boolean>;

export function createAccountPost({
  mailer,
  publicUrl,
  log,
  metrics,
}: {
  readonly mailer: Mailer;
  readonly publicUrl: string;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'email'>;
}): SendAccountEmail {
  const { hostname } = new URL(publicUrl);
  return async (address, email) => {
    const outcome = await mailer.send({
      ...renderAccountEmail(email),
      address,
      messageId: `${randomUUID()}@${hostname}`,
    });
    const result = typeof outcome === 'string' ? outcome : Object.keys(outcome).join();
    metrics.email(email.kind, result);
    if (outcome === 'sent') return true;
    log.warn('an email about an account was not sent', { kind: email.kind, result });
    return false;
  };
}
