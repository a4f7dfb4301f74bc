/** Email: what it says, and how it leaves. */
export { renderEmail } from './render.ts';
export { createMailer } from './mailer.ts';
export type { Mailer } from './mailer.ts';
