/** Emails about an account, which are about no case and wait in no outbox. */
import { paragraph } from './blocks.ts';
import type { Words } from './blocks.ts';
import type { RenderedEmail } from './email.ts';
import { letter } from './letter.ts';

export type AccountEmail =
  { readonly kind: 'signInCode'; readonly code: string } | { readonly kind: 'secondStepReset' };

/** Without a link: nobody learns from them to sign in by following one. */
export function renderAccountEmail(email: AccountEmail): RenderedEmail {
  const { subject, body } = wordsOf(email);
  return letter({
    heading: 'Multi-agency supervision',
    subject: `Multi-agency supervision: ${subject}`,
    title: subject,
    body,
    link: null,
    closing: 'Nobody from the partnership will ever ask you for a code. Please do not reply to this email.',
  });
}

function wordsOf(email: AccountEmail): Words {
  switch (email.kind) {
    case 'signInCode':
      return {
        subject: 'your code to sign in',
        body: [
          paragraph(`Your code is ${email.code}.`),
          paragraph(
            'Type it on the page where you asked for it. It works once, for 10 minutes, and only in that browser.',
          ),
          paragraph(
            'If you did not ask for a code, somebody may have typed your address by mistake. You need do nothing.',
          ),
        ],
      };
    case 'secondStepReset':
      return {
        subject: 'your second step was reset',
        body: [
          paragraph(
            'An administrator has removed your authenticator app and passkeys, and you are signed out everywhere. When you next sign in, you will be asked to set up a new one.',
          ),
          paragraph('If you did not ask for this, tell the partnership’s administrators at once.'),
        ],
      };
  }
}
