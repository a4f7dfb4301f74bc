/** What operators see of a case in the Temporal UI and can search by: stage, kinds of task and dates, never a person. */
import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair, TypedSearchAttributes } from '@temporalio/common';
import { patched, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Waiting } from '../domain/process/waiting.ts';
import { SEARCH_ATTRIBUTES } from './messages.ts';
import type { Box, CaseView, Trouble } from './messages.ts';

const STAGE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.stage.name, SearchAttributeType.KEYWORD);
const NEXT_DUE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.nextDue.name, SearchAttributeType.DATETIME);
const OVERDUE_TASKS = defineSearchAttributeKey(SEARCH_ATTRIBUTES.overdueTasks.name, SearchAttributeType.INT);
const OVERDUE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.overdue.name, SearchAttributeType.KEYWORD_LIST);
const TROUBLE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.trouble.name, SearchAttributeType.KEYWORD);

/** Since 0.2.0: what is overdue and what is in trouble can be searched for. Runs begun before did not send this. */
const SINCE_OVERDUE_AND_TROUBLE = 'overdue-and-trouble';

/**
 * At the begin of a run, so that the mark of it stands there: a run that is played again after a slow local activity is
 * told too late of marks that stand behind that (docs/decisions/0021).
 */
export const beginToShow = (): boolean => patched(SINCE_OVERDUE_AND_TROUBLE);

/** Each upsert is an event of the history: only what changed is sent. */
export function showForSearch(view: CaseView, trouble: Trouble | null): void {
  const shown = workflowInfo().typedSearchAttributes;
  const changed = changedSinceBegin(shown, view);
  const further = changedOverdueOrTrouble(shown, view, trouble);
  const all = further.length > 0 && patched(SINCE_OVERDUE_AND_TROUBLE) ? [...changed, ...further] : changed;
  if (all.length > 0) upsertSearchAttributes(all);
}

function changedSinceBegin(shown: TypedSearchAttributes, view: CaseView): SearchAttributeUpdatePair[] {
  return [
    ...(shown.get(STAGE) === view.stage ? [] : [{ key: STAGE, value: view.stage }]),
    ...((shown.get(NEXT_DUE)?.getTime() ?? null) === view.nextDue
      ? []
      : [{ key: NEXT_DUE, value: view.nextDue === null ? null : new Date(view.nextDue) }]),
    ...(shown.get(OVERDUE_TASKS) === view.overdueTasks
      ? []
      : [{ key: OVERDUE_TASKS, value: view.overdueTasks }]),
  ];
}

function changedOverdueOrTrouble(
  shown: TypedSearchAttributes,
  view: CaseView,
  trouble: Trouble | null,
): SearchAttributeUpdatePair[] {
  const known = shown.get(OVERDUE) ?? [];
  // An earlier release does not say: what was shown stays.
  const overdue = view.waitsOn === undefined ? known : overdueKinds(view.waitsOn);
  return [
    ...(overdue.join() === known.join()
      ? []
      : [{ key: OVERDUE, value: overdue.length === 0 ? null : overdue }]),
    ...((shown.get(TROUBLE) ?? null) === trouble ? [] : [{ key: TROUBLE, value: trouble }]),
  ];
}

function overdueKinds(waitsOn: readonly Waiting[]): string[] {
  return [...new Set(waitsOn.filter(({ overdue }) => overdue).map(({ task }) => task))].sort();
}

interface Shown {
  readonly box: Box;
  readonly view: CaseView;
  readonly trouble: Trouble | null;
  readonly mailTries: number;
}

/** Costs no event. */
export function showDetails({ box, view, trouble, mailTries }: Shown): void {
  const { nextDue, nextDueWhat, overdueTasks, mailWaiting, waitsOn = [] } = view;
  const lines = [
    `**${BOX_WORDS[box]}** (version ${view.version})`,
    ...(trouble === 'record' ? ['**In trouble:** what time brings is not taken by the record'] : []),
    ...(trouble === 'mail' ? ['**In trouble:** email is not taken by the mail server'] : []),
    nextDue === null ? 'Nothing falls due by itself.' : `Next: ${utc(nextDue)}: ${nextDueWhat ?? 'due'}`,
    ...(overdueTasks > 0 ? [`Overdue tasks: ${overdueTasks}`] : []),
    ...(waitsOn.length > 0 ? [`Waits on:\n\n${waitsOn.map((each) => `- ${inWords(each)}`).join('\n')}`] : []),
    ...(mailWaiting ? [mailTries > 0 ? `Email waits; tried ${mailTries} times` : 'Email waits'] : []),
  ];
  setCurrentDetails(lines.join('\n\n'));
}

const inWords = ({ task, on, count, dueOn, overdue }: Waiting): string =>
  `${overdue ? '**overdue** ' : ''}${on}: ${task}${count > 1 ? ` ×${count}` : ''}, ` +
  (dueOn === null ? 'no date yet' : `due ${dueOn}`);

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
