/** Every step of a case, as everybody: not found, forbidden, or theirs to take, by the takers that the process names. */
import { CASE_STEPS, STEP_TABLE } from '../../../domain/process/steps.ts';
import type { StepTaker } from '../../../domain/process/steps.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import type { Reader } from '../../../domain/access/viewer.ts';
import { allNeedles, enters, fileNeedles } from './expected.ts';
import type { Sight } from './expected.ts';
import { noMore, ofThemselves } from './looking.ts';
import { needlesIn } from './markers.ts';
import { ACCOUNTS, EVERYBODY } from './people.ts';
import type { Company } from './people.ts';

const TAKES: Readonly<Record<Reader, readonly StepTaker[]>> = {
  administrator: ['administrator'],
  facilitator: ['facilitator'],
  undeclaredFacilitator: ['facilitator'],
  requester: ['requester'],
  leadProfessional: ['leadProfessional'],
  attendee: ['attendee'],
  notAttending: ['attendee'],
  actionOwner: ['actionOwner'],
  interviewer: ['interviewer'],
  operator: [],
};

/** Whether it is theirs in their own name, sooner or later. */
function isTheirs({ who, parts, whole: { state } }: Sight, step: CaseStepId): boolean {
  const takers: readonly StepTaker[] = STEP_TABLE[step].takers;
  if (takers.includes('anyoneOnTheCase')) return true;
  // Whom a deputy stands for keeps their own chronology, and nothing else of an attendee.
  if (who === 'represented' && takers.includes('attendee')) return step === 'submitChronology';
  if (who === 'attendee' && takers.includes('namedToSharePlanChanges')) return state.planChanges !== null;
  if (who === 'businessManager' && state.stage === 'closed') return true;
  return parts.some((part) => TAKES[part].some((taker) => takers.includes(taker)));
}

export interface StepsTried {
  readonly differences: readonly string[];
  readonly cells: number;
}

/** Each is tried without any answer, so that none is taken. @param pages whether by its page too */
export async function trySteps(people: Company, sight: Sight, pages: boolean): Promise<StepsTried> {
  const { who, whole, parts } = sight;
  const { reference } = whole.state;
  const differences: string[] = [];
  const runs = parts.includes('administrator');
  const allowed = new Set([
    ...[...allNeedles(sight), ...fileNeedles(sight), ...ofThemselves(who)],
    // Who run the process choose facilitators from their list.
    ...(runs
      ? EVERYBODY.filter((each) => ACCOUNTS[each].roles.some((role) => role === 'facilitator'))
      : []
    ).flatMap((each) => [...ofThemselves(each)]),
  ]);
  const steps = enters(sight) ? CASE_STEPS : CASE_STEPS.slice(0, 2);
  let cells = 0;
  for (const step of steps) {
    const tried = await people.post(who, `/v1/cases/${reference}/steps/${step}`, {});
    cells += 1;
    const kind = (status: number): string =>
      status === 404 || status === 403 ? String(status) : status < 500 ? 'taken up' : String(status);
    const expected = enters(sight) ? (isTheirs(sight, step) ? 'taken up' : '403') : '404';
    if (kind(tried.status) !== expected)
      differences.push(`${who}: ${step}: ${tried.status}, not ${expected}`);
    if (!pages) continue;
    const page = await people.page(who, `/cases/${reference}/steps/${step}`);
    cells += 1;
    // Its page also asks those who run the process for whom they take it.
    const isAsked = runs && expected === '403' && kind(page.status) === 'taken up';
    if (kind(page.status) !== expected && !isAsked) {
      differences.push(`${who}: page ${step}: ${page.status}, not ${expected}`);
    }
    differences.push(...noMore(`${who}: page ${step}`, needlesIn(page.text), allowed));
  }
  return { differences, cells };
}
