/** What operators see of a case in the Temporal UI and can search by: stage, kinds of task and dates, never a person. */
import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES } from './messages.ts';
import type { Box, CaseView } from './messages.ts';

const STAGE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.stage, SearchAttributeType.KEYWORD);
const NEXT_DUE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.nextDue, SearchAttributeType.DATETIME);
const OVERDUE_TASKS = defineSearchAttributeKey(SEARCH_ATTRIBUTES.overdueTasks, SearchAttributeType.INT);

/** Each upsert is an event of the history: only what changed is sent. */
export function showForSearch(view: CaseView): void {
  const shown = workflowInfo().typedSearchAttributes;
  const changed = [
    ...(shown.get(STAGE) === view.stage ? [] : [{ key: STAGE, value: view.stage }]),
    ...((shown.get(NEXT_DUE)?.getTime() ?? null) === view.nextDue
      ? []
      : [{ key: NEXT_DUE, value: view.nextDue === null ? null : new Date(view.nextDue) }]),
    ...(shown.get(OVERDUE_TASKS) === view.overdueTasks
      ? []
      : [{ key: OVERDUE_TASKS, value: view.overdueTasks }]),
  ];
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** Costs no event. */
export function showDetails(box: Box, view: CaseView, mailTries: number): void {
  const lines = [
    `**${BOX_WORDS[box]}** (version ${view.version})`,
    view.nextDue === null
      ? 'Nothing falls due by itself.'
      : `Next: ${utc(view.nextDue)}: ${view.nextDueWhat ?? 'due'}`,
    ...(view.overdueTasks > 0 ? [`Overdue tasks: ${view.overdueTasks}`] : []),
    ...(view.mailWaiting ? [mailTries > 0 ? `Email waits; tried ${mailTries} times` : 'Email waits'] : []),
  ];
  setCurrentDetails(lines.join('\n\n'));
}

const BOX_WORDS: Readonly<Record<Box, string>> = {
  requestReceived: 'Request received',
  preparing: 'Preparing',
  session: 'Session',
  afterTheSession: 'After the session',
  sixMonthFollowUp: 'Six-month follow-up',
  closed: 'Closed',
};

function utc(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
