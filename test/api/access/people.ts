/** Everybody who looks at the cases of these tests, by what they are to the first of them. */
import type { Agency, Role } from '../../../domain/process/vocabulary.ts';
import type { RunningApi } from '../running-api.ts';

interface Account {
  readonly email: string;
  readonly roles: readonly Role[];
  readonly agency: Agency;
}

const account = (name: string, agency: Agency, ...roles: Role[]): Account => ({
  email: `${name}@partner.example`,
  roles,
  agency,
});

export const ACCOUNTS = {
  administrator: account('alma.orpin', 'other', 'administrator'),
  businessManager: account('bertil.quist', 'other', 'businessManager'),
  operator: account('oona.tarn', 'other', 'operator'),
  stranger: account('silas.vane', 'gp'),
  /** On the list, and on none of the cases. */
  idleFacilitator: account('ida.wray', 'gp', 'facilitator'),
  facilitator: account('fenella.ash', 'schoolsNurse', 'facilitator'),
  undeclared: account('ulric.bane', 'schoolsNurse', 'facilitator'),
  conflicted: account('cora.dell', 'schoolsNurse', 'facilitator'),
  unavailable: account('udo.firth', 'schoolsNurse', 'facilitator'),
  /** Declared, and then replaced. */
  formerFacilitator: account('freya.gant', 'schoolsNurse', 'facilitator'),
  requester: account('rhoda.hythe', 'primarySchool'),
  leadProfessional: account('lorcan.ives', 'childrensSocialCare'),
  attendee: account('anselm.joyce', 'police'),
  /** Said that they would come, and did not. */
  absent: account('agatha.kerr', 'healthVisitor'),
  notAttending: account('nils.lowe', 'housing'),
  /** Sent a deputy, who is confirmed. */
  represented: account('romy.mead', 'probationService'),
  deputy: account('dorian.nash', 'probationService'),
  /** Named a deputy whom nobody has confirmed; a facilitator of other cases. */
  facilitatorAttending: account('fabian.orme', 'midwife', 'facilitator'),
  unconfirmedDeputy: account('ursula.peel', 'midwife'),
  operatorAttending: account('otis.quill', 'youthServices', 'operator'),
  /** Took part, and was removed. */
  gone: account('greta.rowe', 'mentalHealthChildren'),
  /** Named in the request, and left out of the acceptance. */
  leftOut: account('lester.shaw', 'gp'),
  interviewer: account('imogen.tate', 'youthServices'),
} as const satisfies Readonly<Record<string, Account>>;

export type Who = keyof typeof ACCOUNTS;
export const EVERYBODY = Object.keys(ACCOUNTS) as readonly Who[];
/** With a marker of its own: see markers.ts. */
export const accountName = (who: string): string =>
  `Account zq${900 + EVERYBODY.findIndex((each) => each === who)}z`;
export const emailOf = (who: Who): string => ACCOUNTS[who].email;

export interface Seen {
  readonly status: number;
  readonly text: string;
}

/** Calls as any of them: JSON with a token, pages with the cookie of a browser that is signed in. */
export interface Company {
  readonly ids: Readonly<Record<Who, string>>;
  /** So many answers were looked at. */
  readonly counts: { json: number; pages: number };
  json(who: Who, path: string): Promise<Seen>;
  post(who: Who, path: string, body: object): Promise<Seen>;
  upload(who: Who, reference: string, name: string, content: string): Promise<string>;
  page(who: Who, path: string): Promise<Seen>;
}

/** A token may ask a hundred times a second. */
const TOKENS_EACH = 3;

export async function company(api: RunningApi): Promise<Company> {
  const ids = new Map<string, string>();
  const tokens = new Map<string, string[]>();
  const cookies = new Map<string, string>();
  for (const [who, { email, roles }] of Object.entries(ACCOUNTS)) {
    const { id } = await api.records.addPerson({ email, name: accountName(who), roles });
    ids.set(who, id);
    const made: string[] = [];
    for (let each = 0; each < TOKENS_EACH; each += 1)
      made.push((await api.records.makeToken(email, 1)) ?? '');
    tokens.set(who, made);
    const token = `session-of-${who}`.padEnd(43, '0');
    await api.records.beginSession({ personId: id, token });
    await api.records.passSecondStep(token);
    cookies.set(who, `session=${token}`);
  }
  const counts = { json: 0, pages: 0 };
  const base = `http://127.0.0.1:${api.port}`;
  const bearer = (who: Who): string => {
    counts.json += 1;
    return `Bearer ${tokens.get(who)?.[counts.json % TOKENS_EACH] ?? ''}`;
  };
  const answered = async (response: Response): Promise<Seen> => ({
    status: response.status,
    text: await response.text(),
  });
  return {
    ids: Object.fromEntries(ids) as Record<Who, string>,
    counts,
    json: async (who, path) =>
      answered(await fetch(`${base}${path}`, { headers: { authorization: bearer(who) } })),
    post: async (who, path, body) =>
      answered(
        await fetch(`${base}${path}`, {
          method: 'POST',
          headers: { authorization: bearer(who), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    async upload(who, reference, name, content) {
      const form = new FormData();
      form.append('file', new Blob([content], { type: 'text/plain' }), name);
      const response = await fetch(`${base}/v1/cases/${reference}/files`, {
        method: 'POST',
        headers: { authorization: bearer(who) },
        body: form,
      });
      const { id } = (await response.json()) as { readonly id?: string };
      if (id === undefined) throw new Error(`no file was taken of ${who}`);
      return id;
    },
    async page(who, path) {
      counts.pages += 1;
      const headers = { cookie: cookies.get(who) ?? '' };
      return answered(await fetch(`${base}${path}`, { headers, redirect: 'manual' }));
    },
  };
}
