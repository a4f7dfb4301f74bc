/** Parts that stay away for a while, and a mail server that is there and cannot keep what it is given. */
import { setTimeout as pause } from 'node:timers/promises';
import { startMailServer } from '../../test/support/mail-server.ts';
import { inTheText } from './moments.ts';
import type { KilledService, PartName } from './service.ts';
import { PARTS } from './service.ts';

/** `disk`: the mail server answers 452 to every email; `cut`: lines break in the middle of an email. */
const MAIL_FAULTS = ['disk', 'cut'] as const;
type What = PartName | (typeof MAIL_FAULTS)[number];

export interface Absence {
  readonly what: What;
  readonly seconds: number;
}

/** @param text as `postgres=600`. @throws in words where it is not understood */
export function readAbsence(text: string): Absence {
  const [, name, seconds] = /^([a-z]+)=(\d+)$/.exec(text) ?? [];
  const what = [...PARTS, ...MAIL_FAULTS].find((each) => each === name);
  if (what === undefined || seconds === undefined)
    throw new Error(
      `--away takes one of ${[...PARTS, ...MAIL_FAULTS].join(', ')} and seconds, as postgres=600`,
    );
  return { what, seconds: Number(seconds) };
}

export async function stayAway(
  service: KilledService,
  { what, seconds }: Absence,
  say: (line: string) => void,
): Promise<void> {
  say(`${what}: away for ${seconds} s`);
  const end = await begin(service, what);
  await pause(seconds * 1_000);
  await end();
  await service.whole();
  say(`${what}: back, and the service is ready`);
}

async function begin(service: KilledService, what: What): Promise<() => Promise<void>> {
  const { smtp } = service.gates;
  switch (what) {
    case 'disk': {
      const full = await startMailServer();
      full.refuse({ at: 'data', code: 452, text: 'Insufficient system storage' });
      smtp.divert(Number(new URL(full.smtpUrl).port));
      return async () => {
        smtp.divert(service.settings.ports.smtp);
        await full.close();
      };
    }
    case 'cut':
      smtp.cutEvery(inTheText);
      return () => {
        smtp.cutEvery(null);
        return Promise.resolve();
      };
    case 'api':
    case 'worker':
    case 'temporal':
    case 'postgres':
    case 'mail': {
      const back = await service.takeAway(what);
      return () => {
        back();
        return Promise.resolve();
      };
    }
  }
}
