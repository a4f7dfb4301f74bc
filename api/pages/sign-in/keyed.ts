/** Hashes that nobody can make without the installation's secret: of codes, and of addresses that are only counted. */
import { createHmac } from 'node:crypto';
import type { Services } from '../../services.ts';

/** @param what keeps hashes of one use from standing for those of another */
export const keyedHash = (
  { sessionSecret }: Pick<Services, 'sessionSecret'>,
  what: 'code' | 'codes' | 'asks' | 'tries' | 'openid',
  text: string,
): string => createHmac('sha256', sessionSecret).update(`sign in\n${what}\n${text}`).digest('hex');
