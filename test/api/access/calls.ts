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
    ['page', '/administration'],
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
  readOperations: [['page', '/operations']],
  // Of a case, which not everybody enters: seen in test/api/seeing.test.ts.
  breakGlass: [],
  readAccessLog: [['page', '/access-log']],
  readPolicy: [
    ['json', '/v1/policy'],
    ['page', '/policy'],
  ],
  readMe: [
    ['json', '/v1/me'],
    ['page', '/account'],
  ],
  keepCases: [['page', '/retention']],
  readApprovals: [
    ['json', '/v1/approvals'],
    ['page', '/approvals'],
  ],
  // Of a case: below.
  proposeApprovals: [],
  decideApprovals: [],
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
  for (const [call, path] of [
    ['advanceClock', `/v1/training/cases/${reference}/advance`],
    ['proposeApprovals', `/v1/cases/${reference}/approvals`],
  ] as const) {
    const { status } = await people.post(who, path, {});
    cells += 1;
    if (status !== 404 && status !== (allows(who, call) ? 422 : 403)) {
      differences.push(`${who}: ${call}: ${status}`);
    }
  }
  return { differences, cells };
}
