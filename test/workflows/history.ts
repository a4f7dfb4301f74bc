/** Histories as operators and the replayer see them, exported by Temporal's own program. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findTemporal, usualSearch } from '../../tools/stack/temporal-binary.ts';
import type { RunningService } from './running-service.ts';

const run = promisify(execFile);

type Exporting = Pick<RunningService, 'cacheDir' | 'address' | 'namespace'>;

/** One run, the newest where none is named, as JSON. */
export async function exportHistory(service: Exporting, workflowId: string, runId?: string): Promise<string> {
  const program = await findTemporal(usualSearch(service.cacheDir), () => undefined);
  const { stdout } = await run(
    program,
    [
      ...['workflow', 'show', '--workflow-id', workflowId, '--output', 'json'],
      ...(runId === undefined ? [] : ['--run-id', runId]),
      ...['--address', service.address, '--namespace', service.namespace],
      ...['--disable-config-file', '--disable-config-env'],
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout;
}

export interface HistoryEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly eventTime: string;
  readonly userMetadata?: { readonly summary?: { readonly data: string } };
  readonly timerStartedEventAttributes?: { readonly timerId: string; readonly startToFireTimeout: string };
  readonly markerRecordedEventAttributes?: { readonly markerName: string };
  readonly timerFiredEventAttributes?: { readonly timerId: string };
  readonly timerCanceledEventAttributes?: { readonly timerId: string };
  readonly workflowExecutionSignaledEventAttributes?: { readonly signalName: string };
}

export async function eventsOf(
  service: RunningService,
  workflowId: string,
): Promise<readonly HistoryEvent[]> {
  const history = JSON.parse(await exportHistory(service, workflowId)) as {
    readonly events: readonly HistoryEvent[];
  };
  return history.events;
}

/** Names as the Temporal UI has them, without the common beginning. */
export function count(events: readonly HistoryEvent[], type: string): number {
  return events.filter((event) => event.eventType === `EVENT_TYPE_${type}`).length;
}
