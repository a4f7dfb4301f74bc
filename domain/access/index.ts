/** Who may see and do what: one table, used by the API, the pages, the documentation and the tests. */
export { ANSWER_TABLE, type AnswerReach } from './answer-table.ts';
export { answerFor, type GivenAnswer } from './answers.ts';
export { CALL_TABLE, may, type Call } from './call-table.ts';
export { caseView, maySeeTask, type ShownCase } from './case-view.ts';
export { suppressedCounts, type Cell, type Fact, type YearOfCounts } from './counts.ts';
export { CASE_FIELDS, FIELD_TABLE, FLAG_READERS } from './field-table.ts';
export { mayReadFile, mayUpload, STEPS_WITH_FILES, type KeptFile } from './files.ts';
export { keepConfidentialAddresses } from './kept-address.ts';
export { accessReference } from './reference.ts';
export { ACCESS_TABLE, type AccessCell } from './table.ts';
export { maySeeEntry } from './timeline.ts';
export {
  isReader,
  mayEnterCase,
  maySeeCase,
  READERS,
  viewerOf,
  type Person,
  type Phase,
  type Reader,
  type Viewer,
} from './viewer.ts';
