/** Who may see and do what: one table, used by the API, the pages, the documentation and the tests. */
export { answerFor, mayReadTakenBack, type GivenAnswer } from './answers.ts';
export { GLASS_OPEN_MS, GLASS_REASONS, GLASS_REASON_IDS, type GlassReason } from './break-glass.ts';
export { CALL_TABLE, may, type Call } from './call-table.ts';
export { caseView, maySeeTask } from './case-view.ts';
export { suppressedCounts, type Fact } from './counts.ts';
export { CASE_FIELDS } from './field-table.ts';
export { mayReadFile, mayUpload } from './files.ts';
export { keepConfidentialAddresses } from './kept-address.ts';
export { accessReference } from './reference.ts';
export { confidentialAddressesIn, withoutConfidential } from './request.ts';
export { ACCESS_TABLE } from './table.ts';
export { maySeeEntry } from './timeline.ts';
export { mayEnterCase, maySeeCase, viewerOf, type Person, type Viewer } from './viewer.ts';
