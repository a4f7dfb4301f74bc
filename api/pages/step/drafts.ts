/** What somebody typed for a step and has not sent: kept for them, and found again under whichever link they come by. */
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import type { Draft, Records } from '../../../records/types.ts';
import type { PageCall } from '../page.ts';
import { typedAsRecord } from '../typed.ts';
import type { Typed } from '../typed.ts';

/** The steps whose form is about one task among several of a kind: another task is another draft. */
const ONE_OF_SEVERAL: readonly CaseStepId[] = [
  'updateAction',
  'nameInterviewer',
  'recordFollowUp',
  'changeParticipants',
  'waiveTask',
];

const AN_ID = /^[tp]\d{1,6}$/;

type Call = Pick<PageCall, 'person' | 'req' | 'query'>;

/** Newest first. */
export async function draftsOfStep(
  { draftsOf }: Pick<Records, 'draftsOf'>,
  { person, req }: Call,
  step: CaseStepId,
): Promise<readonly Draft[]> {
  const drafts = await draftsOf({ personId: person.id, page: req.path });
  return drafts.filter(({ page }) => meant(page, step) === meant(req.originalUrl, step));
}

/** What an address is about, however its query is written. */
function meant(address: string, step: CaseStepId): string {
  const { pathname, searchParams } = new URL(address, 'http://own.invalid');
  const task = ONE_OF_SEVERAL.includes(step) ? (searchParams.get('task') ?? '') : '';
  return [pathname, searchParams.get('for') ?? '', task].join(' ');
}

/** Under the address without what says nothing here. */
export function keepTyped(
  { keepDraft }: Pick<Records, 'keepDraft'>,
  { person, req, query }: Call,
  typed: Typed,
): Promise<void> {
  const said = new URLSearchParams();
  for (const name of ['task', 'for']) if (AN_ID.test(query(name))) said.set(name, query(name));
  const search = said.toString();
  const page = search === '' ? req.path : `${req.path}?${search}`;
  return keepDraft({ personId: person.id, page, typed: typedAsRecord(typed) });
}

export async function forgetTyped(
  records: Pick<Records, 'draftsOf' | 'removeDraft'>,
  call: Call,
  step: CaseStepId,
): Promise<void> {
  for (const { page } of await draftsOfStep(records, call, step))
    await records.removeDraft({ personId: call.person.id, page });
}
