/** Entries of the audit in words; one that is not known here stays as it was written, which is ids and plain words. */
import { GLASS_REASONS, GLASS_REASON_IDS } from '../../../domain/access/index.ts';
import { STEP_TABLE } from '../../../domain/process/steps.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';

const WORDS: Readonly<Record<string, string>> = {
  'view case': 'Looked at the case',
  'view answers': 'Read answers',
  'view timeline': 'Read the timeline',
  'view file': 'Fetched a file',
  'view access log': 'Read this log',
  'view pack': 'Read what is held about somebody',
  'set legal hold': 'Set a legal hold',
  'break glass': 'Opened the case in an emergency',
  clock: 'Did what had fallen due',
  calendarChanged: 'Worked out dates anew after a change of the calendar',
  accountDisabled: 'Listed what waited on an account that was disabled',
};

const REASONS: Readonly<Record<string, string>> = {
  forbidden: 'not allowed',
  'not-found': 'not on the case',
  notFound: 'not on the case',
  invalid: 'not filled in rightly',
  refused: 'not possible then',
  versionChanged: 'somebody else had changed it meanwhile',
};

export function auditWords(what: string): string {
  const known = WORDS[what];
  if (known !== undefined) return known;
  const [, refused, reason] = /^refused (.+): (\S+)$/.exec(what) ?? [];
  if (refused !== undefined && reason !== undefined) {
    return `Refused: ${refused === 'case' ? 'looking at the case' : stepTitle(refused)} (${REASONS[reason] ?? reason})`;
  }
  const [, taken] = /^step (\w+)$/.exec(what) ?? [];
  return taken === undefined ? sentence(what) : `Gave “${stepTitle(taken)}”`;
}

function stepTitle(id: string): string {
  const step = STEPS.find((each) => each === id);
  return step === undefined ? id : STEP_TABLE[step].title;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Reasons of emergencies are kept by their ids. */
export function reasonWords(why: string): string {
  const reason = GLASS_REASON_IDS.find((id) => id === why);
  return reason === undefined ? why : GLASS_REASONS[reason];
}
