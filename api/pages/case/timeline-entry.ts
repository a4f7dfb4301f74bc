/** An entry of a case's timeline as this person reads it. */
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { TimelineEntry } from '../../../records/types.ts';
import { dayWords, ownerWords } from './case-words.ts';
import type { CaseShown } from './case-words.ts';

export interface EntryShown {
  /** London's date and time by the case's clock. */
  readonly at: string;
  readonly kind: string;
  readonly text: string;
  readonly by: string | null;
}

export const entryShown = (
  { at, kind, by, text }: TimelineEntry,
  shown: CaseShown,
  viewerId: string | null,
): EntryShown => ({
  at: londonDateTime(at),
  kind: KIND_WORDS[kind],
  text: text
    .replace(/ to (?:administrators|businessManager):/, (to) => ROLE_WORDS[to] ?? to)
    .replaceAll(/\d{4}-\d{2}-\d{2}/g, dayWords)
    .replaceAll(/\bp\d+\b/g, (id) => ownerWords(id, shown, viewerId)),
  by: by === null ? null : ownerWords(by, shown, viewerId),
});

/** Whom an email goes to by their role. */
const ROLE_WORDS: Readonly<Record<string, string>> = {
  ' to administrators:': ' to the administrators:',
  ' to businessManager:': ' to the business manager:',
};

const KIND_WORDS: Readonly<Record<TimelineEntry['kind'], string>> = {
  step: 'Step',
  stage: 'Stage',
  task: 'Task',
  reminder: 'Reminder',
  escalation: 'Brought further',
  email: 'Email',
};
