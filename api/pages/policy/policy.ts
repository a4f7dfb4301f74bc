/** The rules that the service runs by: the policy in force, and where the versions that older cases keep differ. */
import { may } from '../../../domain/access/index.ts';
import { POLICY, PUBLISHED_POLICIES } from '../../../domain/process/policy.ts';
import { requireMay } from '../../json/forbid.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { differences, policyGroups } from './policy-words.ts';

const mayRead = requireMay('readPolicy');

export function policyPages(): PageRoute[] {
  function show(call: PageCall): Promise<PageReply> {
    mayRead(call);
    return Promise.resolve({
      view: 'policy/policy.njk',
      title: 'Policy',
      data: {
        version: POLICY.version,
        keeps: may(call.person, 'keepCases'),
        groups: policyGroups(POLICY),
        older: PUBLISHED_POLICIES.filter(({ version }) => version !== POLICY.version).map((policy) => ({
          version: policy.version,
          rows: differences(POLICY, policy),
        })),
      },
    });
  }
  return [page('/policy', { GET: show })];
}
