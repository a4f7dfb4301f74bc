/** Signing in and out: an address and the code that was sent to it, or OpenID Connect; and a second step. */
import type { Services } from '../../services.ts';
import type { PageRoute } from '../page.ts';
import { addressPage } from './address.ts';
import { codePage } from './code.ts';
import { openIdPages } from './openid/openid.ts';
import { registerPage } from './register.ts';
import { secondStepPage } from './second-step.ts';
import { signOutPage } from './sign-out.ts';

export const signInPages = (services: Services): readonly PageRoute[] => [
  addressPage(services),
  codePage(services),
  ...openIdPages(services),
  registerPage(services),
  secondStepPage(services),
  signOutPage(services),
];
