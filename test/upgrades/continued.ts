/** A case in mid-course whose history grew too long while its email waited: its workflow continues as new. */
import { apiClient } from '../../tools/demo/client.ts';
import type { ApiClient } from '../../tools/demo/client.ts';
import { ADMINISTRATOR, addTrainingPeople } from '../../tools/training-people.ts';
import type { WholeService } from '../journeys/whole-service.ts';
import { until } from '../support/until.ts';
import { GoingCase, POLICE } from './people.ts';

/** A setting of the Temporal server: a history of so many events is long. */
export const CONTINUES_SOON = 'limit.historyCount.suggestContinueAsNew=40';

type Service = Pick<WholeService, 'records' | 'mail' | 'client' | 'port'>;

/** In mid-preparation, its mail server away, its workflow in its third run or a later one. */
export async function playContinued(service: Service): Promise<GoingCase> {
  await addTrainingPeople(service.records);
  const theCase = await GoingCase.request(callsOf(service), 'Marlowe');
  await theCase.accept();
  await theCase.appoint();
  service.mail.refuse({ at: 'data', code: 451 });
  await theCase.schedule(8);
  const runsBefore = await runsOf(service, theCase.reference);
  for (
    let runs = runsBefore;
    runs < Math.max(3, runsBefore + 2);
    runs = await runsOf(service, theCase.reference)
  ) {
    await theCase.step(POLICE, 'submitChronology', { nilReturn: true, reason: `Not known (${runs})` });
    await told(service, theCase.reference);
  }
  return theCase;
}

async function told({ records, client }: Service, reference: string): Promise<void> {
  const found = await records.findCase(reference);
  await until('the workflow is told', async () => {
    const known = await client.workflow
      .getHandle(reference)
      .query<{ readonly view: { readonly version: number } }>('whatIsKnown')
      .catch(() => null);
    return known !== null && known.view.version >= (found?.view.version ?? 0);
  });
}

export async function runsOf({ client }: Service, reference: string): Promise<number> {
  return (await client.workflow.count(`WorkflowId = '${reference}'`)).count;
}

function callsOf({ records, port }: Service): { as(email: string | null): Promise<ApiClient> } {
  const clients = new Map<string, Promise<ApiClient>>();
  const signIn = async (email: string): Promise<ApiClient> => {
    const token = await records.makeToken(email, 1);
    return apiClient(`http://127.0.0.1:${port}`, token ?? '', () => undefined);
  };
  return {
    as(email) {
      const address = email ?? ADMINISTRATOR;
      const client = clients.get(address) ?? signIn(address);
      clients.set(address, client);
      return client;
    },
  };
}
