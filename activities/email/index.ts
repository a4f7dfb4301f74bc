/** Email: what it says, and how it leaves. */
export { renderAccountEmail } from './account-email.ts';
export type { AccountEmail } from './account-email.ts';
export { isOneAddress } from './address.ts';
export { renderEmail } from './render.ts';
export { createMailer } from './mailer.ts';
export type { Mailer } from './mailer.ts';
