/** A case whose workflow continues as new again and again, with email in hand; and what an operator sees of it meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runWholeService } from '../journeys/whole-service.ts';
import type { WholeService } from '../journeys/whole-service.ts';
import { failuresOfReplay } from '../journeys/replaying.ts';
import { startOwnTemporal } from '../support/own-temporal.ts';
import type { OwnTemporal } from '../support/own-temporal.ts';
import { until } from '../support/until.ts';
import { exportHistory } from '../workflows/history.ts';
import { CONTINUES_SOON, playContinued, runsOf } from './continued.ts';
import type { GoingCase } from './people.ts';
import { POLICE } from './people.ts';

let temporal: OwnTemporal;
let service: WholeService;
let theCase: GoingCase;

beforeAll(async () => {
  temporal = await startOwnTemporal([CONTINUES_SOON]);
  service = await runWholeService(temporal);
});
afterAll(async () => {
  await service.close();
  await temporal.close();
});

/** As an operator asks in the Temporal UI; `meanwhile` goes on happening. */
const found = (query: string, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<true> =>
  until(
    `the case is found by ${query}`,
    async () => {
      await meanwhile();
      const { count } = await service.client.workflow.count(
        `${query} AND WorkflowId = '${theCase.reference}' AND ExecutionStatus = 'Running'`,
      );
      return count === 1;
    },
    30_000,
  );

const submitAgain = () =>
  theCase.step(POLICE, 'submitChronology', { nilReturn: true, reason: 'Still not known' });

async function details(): Promise<string> {
  const metadata = await service.client.workflow
    .getHandle(theCase.reference)
    .query<{ readonly currentDetails: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails;
}

describe('a workflow that continues as new in mid-case', () => {
  test('with its email not taken goes on trying, and is found by that', async () => {
    theCase = await playContinued(service);
    expect(await runsOf(service, theCase.reference)).toBeGreaterThanOrEqual(3);
    // A new step tries at once.
    await found(`MasTrouble = 'mail'`, submitAgain);
    expect(await details()).toContain('**In trouble:** email is not taken by the mail server');
  });

  test('with email in the middle of being sent, sends each once', async () => {
    service.mail.refuse(null);
    const held = service.mail.hold();
    const before = await runsOf(service, theCase.reference);
    // Tried at once, because of the step; then so much happens that the next run begins.
    while ((await runsOf(service, theCase.reference)) === before) {
      await submitAgain();
      const { view } = (await service.records.viewToTell(theCase.reference)) ?? {};
      await service.client.workflow.getHandle(theCase.reference).signal('caseChanged', view);
    }
    held.goOn();
    await service.settled(theCase.reference, 60_000);
    const { rows } = await service.sql.query<{ status: string; id: string }>(
      'SELECT status, message_id AS id FROM outbox WHERE reference = $1',
      [theCase.reference],
    );
    for (const { status, id } of rows) {
      const times = service.mail.received.filter(({ source }) => source.includes(id)).length;
      expect({ status, times }).toEqual({ status: 'sent', times: 1 });
    }
    await found('MasTrouble IS NULL');
  });

  test('keeps its timer and its clock: what becomes overdue is seen, and the session starts', async () => {
    const { session } = await theCase.look();
    await theCase.moveTo(`${session?.date ?? ''}T08:00`);
    await service.settled(theCase.reference, 60_000);
    await found(`MasOverdue = 'submitChronology' AND MasOverdueTasks > 1`);
    expect(await details()).toMatch(
      /^- \*\*overdue\*\* participants: submitChronology ×2, due \d{4}-\d\d-\d\d$/m,
    );
    await theCase.moveTo(`${session?.date ?? ''}T10:05`);
    expect(await theCase.look()).toMatchObject({ stage: 'session' });
    await found(`MasStage = 'session'`);
  });

  test('whose record does not take what time brings is found by that, until it does', async () => {
    const { view, clockAhead = 0 } = (await service.records.viewToTell(theCase.reference)) ?? {};
    await service.sql.query('ALTER TABLE "case" RENAME TO case_away');
    const dueNow = { ...view, nextDue: Date.now() + clockAhead - 1_000 };
    await service.client.workflow.getHandle(theCase.reference).signal('caseChanged', dueNow);
    await found(`MasTrouble = 'record'`);
    expect(await details()).toContain('**In trouble:** what time brings is not taken by the record');
    await service.sql.query('ALTER TABLE case_away RENAME TO "case"');
    await found('MasTrouble IS NULL');
  });

  test('in all its runs replays', async () => {
    const histories: { workflowId: string; history: string }[] = [];
    const { address, namespace } = service.settings.temporal;
    const exporting = { address, namespace, cacheDir: service.settings.cacheDir };
    for await (const { workflowId, runId } of service.client.workflow.list({
      query: `WorkflowId = '${theCase.reference}'`,
    })) {
      histories.push({ workflowId, history: await exportHistory(exporting, workflowId, runId) });
    }
    expect(await failuresOfReplay(service.settings.cacheDir, histories)).toEqual([]);
    expect(histories.some(({ history }) => history.includes('core_patch'))).toBe(true);
  });
});
