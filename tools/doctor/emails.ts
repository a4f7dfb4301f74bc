/** Emails that wait for too long, and those of which nobody knows whether they went out. */
import { tellAgain } from './case-parts.ts';
import type { CaseParts } from './case-parts.ts';
import type { Finding } from './finding.ts';

/** Milliseconds of real time. */
const WAITS_LONG = 5 * 60_000;
const TOLD_FOR = 7 * 24 * 3_600_000;

export interface EmailsLook {
  readonly findings: readonly Finding[];
  /** Worth knowing for a week; nothing in the service is to be mended. */
  readonly notes: readonly string[];
}

export async function lookAtEmails(parts: CaseParts): Promise<EmailsLook> {
  const now = Date.now();
  const doubtful = await parts.records.mailInDoubt({
    unsentBefore: now - WAITS_LONG,
    unknownAfter: now - TOLD_FOR,
  });
  return {
    findings: doubtful
      .filter(({ unsent }) => unsent > 0)
      .map(({ reference, unsent }) => ({
        about: reference,
        kind: 'unsent',
        what: `${counted(unsent)} not been sent for five minutes or longer`,
        todo: 'See on its timeline why; it goes out once the mail server takes it',
        // Its workflow tries at once. One that was being sent when a process died is sent once more, no more than that.
        repair: tellAgain(parts, reference, 'had its workflow try the email again'),
      })),
    notes: doubtful
      .filter(({ unknown }) => unknown > 0)
      .map(
        ({ reference, unknown }) =>
          `${reference}: of ${unknown === 1 ? '1 email' : `${unknown} emails`} of the last week nobody knows whether ` +
          'it arrived, and it is not sent again by itself. Its timeline says to whom: ask them.',
      ),
  };
}

const counted = (count: number): string => (count === 1 ? '1 email has' : `${count} emails have`);
