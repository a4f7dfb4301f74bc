/** Everything that Temporal knows of a namespace, as readable text: payloads decoded, failures and memos included. */
import { exportHistory } from '../workflows/history.ts';
import type { JourneyService } from './service.ts';
import type { Marker } from './markers.ts';

export interface Exported {
  readonly workflowId: string;
  /** As the command line program of Temporal exports it. */
  readonly history: string;
}

/** The history of every run in the namespace: of cases, of the schedule, of calendar changes. */
export async function exportAll(service: JourneyService): Promise<readonly Exported[]> {
  const exported: Exported[] = [];
  for await (const { workflowId, runId } of service.client.workflow.list()) {
    exported.push({ workflowId, history: await exportHistory(service, workflowId, runId) });
  }
  return exported;
}

/** What an operator sees of one workflow besides its history: search attributes, memo, what waits and why, its details. */
export async function describeWorkflow(service: JourneyService, workflowId: string): Promise<string> {
  const handle = service.client.workflow.getHandle(workflowId);
  const { raw, memo, typedSearchAttributes } = await handle.describe();
  const metadata: unknown = await handle.query('__temporal_workflow_metadata');
  return readable([raw, memo, typedSearchAttributes, metadata]);
}

/** All text in a value, at any depth; bytes and base64 as what they mean. */
export function readable(value: unknown): string {
  const found: string[] = [];
  const visit = (each: unknown): void => {
    if (typeof each === 'string') {
      found.push(each);
      if (/^[\w+/=-]{8,}$/.test(each)) found.push(Buffer.from(each, 'base64').toString('utf8'));
    } else if (each instanceof Uint8Array) {
      found.push(Buffer.from(each).toString('utf8'));
    } else if (typeof each === 'object' && each !== null) {
      for (const [key, inner] of Object.entries(each)) {
        found.push(key);
        visit(inner);
      }
    }
  };
  visit(value);
  return found.join('\n');
}

/** The markers that turn up in a text, whatever their case. */
export function foundIn(text: string, markers: readonly Marker[]): readonly Marker[] {
  const searched = text.toLowerCase();
  return markers.filter((marker) => searched.includes(marker.text.toLowerCase()));
}
