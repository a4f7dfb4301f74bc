/** `npm start` without the service itself: the embedded parts as a process of their own, to be killed by tests. */
import { readSettings } from '../../config/settings.ts';
import { startEmbedded } from '../../tools/stack/embedded.ts';
import { clearTheWay } from '../../tools/stack/one-start.ts';
import { tellOn } from '../../tools/stack/progress.ts';
import { leaveInstallation } from '../../tools/stack/run-files.ts';
import { createSupervisor } from '../../tools/stack/supervisor.ts';

const progress = tellOn((line) => {
  console.log(line);
});
const settings = readSettings(process.env);
const supervisor = createSupervisor(progress);
process.once('SIGTERM', () => {
  void supervisor.stop().then(() => {
    leaveInstallation(settings.dataDir);
    process.exit(0);
  });
});
await clearTheWay(settings, progress);
await startEmbedded(settings, supervisor, progress);
console.log('all up');
