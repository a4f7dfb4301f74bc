/** The mail catcher as a process: takes every email, delivers none, and shows them on a page and by a REST API. */
import { MailDev } from 'maildev';
import { z } from 'zod';

const plan = z
  .object({ smtpPort: z.number(), webPort: z.number(), folder: z.string() })
  .parse(JSON.parse(process.argv[2] ?? 'null'));

// Made in the program rather than by its command, which reads settings of its own from folders and environment.
const catcher = new MailDev({
  smtp: plan.smtpPort,
  ip: '127.0.0.1',
  web: plan.webPort,
  webIp: '127.0.0.1',
  mailDirectory: plan.folder,
  silent: true,
});
await catcher.start();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void catcher.stop().finally(() => process.exit(0));
  });
}
