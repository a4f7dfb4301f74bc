/** What follows once somebody has shown that an address is theirs: by its code, or by the provider's word. */
import type { CodeUse } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import type { OpenCall, PageReply } from '../page.ts';
import { isPartner } from './send-code.ts';
import { signIn } from './signing-in.ts';
import { withThen } from './then.ts';

/** Null where nobody may sign in with this address; why not is on the audit, and for no page to tell. */
export async function letIn(
  services: Services,
  call: Pick<OpenCall, 'browser' | 'res'>,
  { account, email }: Extract<CodeUse, { readonly type: 'right' }>,
  then: string,
): Promise<PageReply | null> {
  if (account?.disabled === false) return signIn(services, call, account.personId, then);
  if (account === null && isPartner(services, email)) return { goTo: withThen('/sign-in/register', then) };
  await services.records.removeCode(call.browser.token);
  const why = account === null ? 'unknown address' : 'disabled account';
  await noteRefusal(services, account?.personId ?? null, why);
  return null;
}

/** @param why in fixed words */
export async function noteRefusal(
  { records, metrics }: Pick<Services, 'records' | 'metrics'>,
  personId: string | null,
  why: string,
): Promise<void> {
  await records.audit({ reference: null, personId, what: `refused sign in: ${why}`, why: null });
  metrics.signIn(why);
}
