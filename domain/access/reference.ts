/** The access table in words, for docs/reference. */
import { STEPS, type Role } from '../process/vocabulary.ts';
import { STEP_TABLE } from '../process/steps.ts';
import { ANSWER_TABLE, type AnswerReach } from './answer-table.ts';
import { CALL_TABLE, type CallRow } from './call-table.ts';
import { CASE_FIELDS, FIELD_TABLE, FLAG_READERS, TIMELINE_ROW, type FieldReach } from './field-table.ts';
import { PHASES } from './table.ts';
import { READERS, type Phase, type Reader } from './viewer.ts';

const READER_WORDS: Readonly<Record<Reader, string>> = {
  administrator: 'Administrators, business manager',
  facilitator: 'Facilitator, declared',
  undeclaredFacilitator: 'Facilitator, not declared yet',
  requester: 'Requester',
  leadProfessional: 'Lead professional',
  attendee: 'Attendee',
  notAttending: 'Not attending',
  actionOwner: 'Action owner only',
  interviewer: 'Interviewer only',
  operator: 'Operator',
};

const REACH_WORDS: Readonly<Record<FieldReach | AnswerReach, string>> = {
  everything: 'everything',
  all: 'all',
  own: 'own',
  ownIndependent: 'own, where independent',
  ownAction: 'of own actions',
  ifAttended: 'if they attended',
  withoutOtherCase: 'without another case’s identifier',
  withoutFamilyAddresses: 'without the family’s addresses',
  agreedToShare: 'newest: agreed to share',
  onTheCase: 'of those on the case',
  namesAndAgencies: 'names, agencies',
  namesOnly: 'names',
};

const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  open: 'While the case is open',
  afterClosing: 'For 28 days after closing (policy), then nothing',
};

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  practitioner: 'practitioner',
  facilitator: 'facilitator',
  administrator: 'administrator',
  businessManager: 'business manager',
  operator: 'operator',
};

interface Row {
  readonly name: string;
  readonly readers: Readonly<Partial<Record<Reader, FieldReach | AnswerReach>>>;
  readonly why: string;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(first: string, rows: readonly Row[]): string {
  const head = [first, ...READERS.map((reader) => READER_WORDS[reader]), 'Why'];
  const cell = (row: Row, reader: Reader): string => {
    const reach = row.readers[reader];
    return reach === undefined ? '–' : REACH_WORDS[reach];
  };
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line([row.name, ...READERS.map((reader) => cell(row, reader)), row.why])),
  ].join('\n');
}

const phaseTables = (phase: Phase): string => {
  const fields = CASE_FIELDS.map((field) => {
    const row = FIELD_TABLE[field];
    return { name: `\`${field}\``, readers: row[phase], why: row.why };
  });
  const timeline = { name: 'timeline', readers: TIMELINE_ROW[phase], why: TIMELINE_ROW.why };
  const answers = STEPS.map((step) => {
    const row = ANSWER_TABLE[step];
    return { name: `${STEP_TABLE[step].title} (\`${step}\`)`, readers: row[phase], why: row.why };
  });
  return [
    `## ${PHASE_WORDS[phase]}`,
    '### The case',
    table('Field', [...fields, timeline]),
    '### Answers',
    table('Answer', answers),
  ].join('\n\n');
};

function callTable(): string {
  const rows = Object.entries(CALL_TABLE).map(([call, row]: [string, CallRow]) =>
    line([
      `\`${call}\``,
      row.roles === 'anybody' ? 'everybody signed in' : row.roles.map((role) => ROLE_WORDS[role]).join(', '),
      row.why,
    ]),
  );
  return [line(['Call', 'Who', 'Why']), line(['---', '---', '---']), ...rows].join('\n');
}

const flagList = (): string =>
  Object.entries(FLAG_READERS)
    .map(([flag, { readers, why }]) => {
      const who = ['administrator' as const, ...readers].map((reader) => READER_WORDS[reader]).join('; ');
      return `- \`${flag}\`: ${who}. ${why}`;
    })
    .join('\n');

/** The access table as Markdown: docs/reference/access.md, which a test holds against this. */
export function accessReference(): string {
  return `${[
    '# Who sees and does what',
    'Made from `domain/access/` (`accessReference`); a test fails when it is stale. “–” is nothing. Somebody with several parts sees what any of them may see. Before acceptance only the requester and administrators have a part at all; somebody who left has none, nor a facilitator with a conflict or not available. A confidential address comes before every other rule: administrators only.',
    ...PHASES.map(phaseTables),
    '## Flags\n\nIn the header of everyone on the case, but for these:',
    flagList(),
    '## Calls about no single case',
    callTable(),
  ].join('\n\n')}\n`;
}
