/** The mail catcher's REST API, as the demonstration reads it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../../config/settings.ts';

interface Caught {
  readonly id: string;
  readonly subject: string;
  readonly to: readonly { readonly address: string }[];
}

export interface CaughtMail {
  /** Emails of this case that came since the last look. */
  fresh(): Promise<readonly string[]>;
  /** Waits until no more have come for a moment. */
  settle(): Promise<void>;
  count(): number;
}

const QUIET_MS = 1_500;

export function caughtMail(settings: Settings, reference: string): CaughtMail {
  const seen = new Set<string>();

  async function all(): Promise<readonly Caught[]> {
    if (!settings.embedded.mail) return [];
    try {
      const response = await fetch(`http://127.0.0.1:${settings.ports.mail}/api/email`);
      const emails = (await response.json()) as readonly Caught[];
      return emails.filter((email) => email.subject.includes(reference));
    } catch {
      return [];
    }
  }

  return {
    async fresh() {
      const bySubject = new Map<string, string[]>();
      for (const email of await all()) {
        if (seen.has(email.id)) continue;
        seen.add(email.id);
        const to = bySubject.get(email.subject) ?? [];
        bySubject.set(email.subject, [...to, ...email.to.map((each) => each.address)]);
      }
      return [...bySubject].map(
        ([subject, to]) => `${subject} -> ${to.length > 3 ? `${to.length} people` : to.join(', ')}`,
      );
    },
    async settle() {
      let last = -1;
      for (let count = (await all()).length; count !== last; count = (await all()).length) {
        last = count;
        await pause(QUIET_MS);
      }
    },
    count: () => seen.size,
  };
}
