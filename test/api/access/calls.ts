/** Calls and pages that are about no single case: who may make each, as the rows of the table of calls say. */
import { CALL_TABLE } from '../../../domain/access/index.ts';
import type { Call } from '../../../domain/access/index.ts';
import { ACCOUNTS } from './people.ts';
import type { Company, Who } from './people.ts';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** Each with a way to try it that changes nothing: what is asked for is wrong, or only read. */
const TRIES: Readonly<Record<Call, readonly (readonly ['json' | 'page', string, object?])[]>> = {
  submitRequest: [
    ['json', '/v1/requests', {}],
    ['page', '/requests/new'],
  ],
  submitRequestForAnother: [],
  listCases: [
    ['json', '/v1/cases'],
    ['page', '/cases'],
  ],
  listTasks: [
    ['json', '/v1/tasks'],
    ['page', '/tasks'],
  ],
  searchCases: [['json', '/v1/cases/search', { surname: 'Nobody' }]],
  readFacilitators: [
    ['json', '/v1/facilitators'],
    ['page', '/facilitators'],
  ],
  changePeople: [
    ['page', '/people'],
    ['page', '/people/new'],
  ],
  changeFacilitators: [
    ['json', '/v1/facilitators', {}],
    ['page', '/facilitators/new'],
  ],
  readClosures: [
    ['json', '/v1/calendar/closures'],
    ['page', '/calendar'],
  ],
  changeClosures: [['json', '/v1/calendar/closures', {}]],
  readTracker: [
    ['json', '/v1/tracker'],
    ['page', '/tracker'],
    ['page', '/tracker/export'],
  ],
  readLearning: [
    ['json', '/v1/learning'],
    ['page', '/learning'],
  ],
  readPolicy: [
    ['json', '/v1/policy'],
    ['page', '/policy'],
  ],
  readMe: [
    ['json', '/v1/me'],
    ['page', '/account'],
  ],
  advanceClock: [],
};

const allows = (who: Who, call: Call): boolean => {
  const { roles }: (typeof CALL_TABLE)[Call] = CALL_TABLE[call];
  const own: readonly string[] = ACCOUNTS[who].roles;
  return roles === 'anybody' || roles.some((role) => own.includes(role));
};

export interface CallsTried {
  readonly differences: readonly string[];
  readonly cells: number;
}

export async function tryCalls(people: Company, who: Who, reference: string): Promise<CallsTried> {
  const differences: string[] = [];
  let cells = 0;
  const expect = (what: string, status: number, may: boolean): void => {
    cells += 1;
    const isAllowed = status === 200 || status === 422;
    if (may ? !isAllowed : status !== 403) differences.push(`${who}: ${what}: ${status}`);
  };
  for (const [call, tries] of Object.entries(TRIES) as [Call, (typeof TRIES)[Call]][]) {
    for (const [how, path, body] of tries) {
      const { status } =
        how === 'page'
          ? await people.page(who, path)
          : body === undefined
            ? await people.json(who, path)
            : await people.post(who, path, body);
      expect(`${call} ${path}`, status, allows(who, call));
    }
  }
  const behalf = { onBehalfOf: { participantId: UNKNOWN, receivedOn: '2026-01-05', how: 'telephone' } };
  const another = await people.post(who, '/v1/requests', behalf);
  expect('submitRequestForAnother', another.status, allows(who, 'submitRequestForAnother'));
  // Who does not enter the case is told that there is none, whatever they ask of it.
  const clock = await people.post(who, `/v1/training/cases/${reference}/advance`, {});
  cells += 1;
  const enters = clock.status !== 404;
  if (enters && clock.status !== (allows(who, 'advanceClock') ? 422 : 403)) {
    differences.push(`${who}: advanceClock: ${clock.status}`);
  }
  return { differences, cells };
}
