/**
 * `npm run namespace`: makes the namespace of a live installation in Temporal ready: how long histories are kept, and
 * what cases can be searched by. May be repeated; to be run once before the first worker, and after an upgrade.
 */
import { processSettings } from '../config/process-settings.ts';
import { HISTORIES_KEPT_DAYS, prepareNamespace } from '../engine/index.ts';

const { temporal } = processSettings();
try {
  const done = await prepareNamespace(temporal);
  console.log(
    `The namespace ${temporal.namespace} ${done === 'made' ? 'is made' : 'was there'}: histories of closed cases are kept for ${HISTORIES_KEPT_DAYS} days, and cases can be searched for.`,
  );
} catch (error) {
  console.error(`Temporal at ${temporal.address} does not take it:`, error);
  process.exitCode = 1;
}
