/** Emails that a change of a case causes: whom each goes to, by the addresses and accounts as they are now. */
import { randomUUID } from 'node:crypto';
import type { EmailData, EmailIntent, EmailKind } from '../domain/case/commands.ts';
import type { CaseState } from '../domain/case/state.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Statements } from './statements.ts';

export interface NewEmail {
  readonly id: string;
  readonly kind: EmailKind;
  /** As the timeline names them: a participant's id, a role, or `invited` for somebody not on the case. */
  readonly recipient: string;
  readonly address: string;
  readonly data: EmailData;
  /** Without angle brackets' contents ever changing: a repeat of the same email has the same. */
  readonly message_id: string;
}

interface Accounts {
  readonly administrators: readonly string[];
  readonly businessManagers: readonly string[];
  /** Of those that were asked about; lower case. */
  readonly disabled: ReadonlySet<string>;
}

interface Recipient {
  readonly recipient: string;
  readonly address: string;
  readonly instead: boolean;
}

/** Resolves each to its addresses. Two of one kind to one address become one, with the tasks of both. */
export async function emailsFor(
  db: Statements,
  state: CaseState,
  intents: readonly EmailIntent[],
): Promise<readonly NewEmail[]> {
  if (intents.length === 0) return [];
  const addresses = intents.flatMap(({ to }) => ('role' in to ? [] : (named(to, state).address ?? [])));
  const accounts = await readAccounts(db, addresses);
  const emails = new Map<string, NewEmail>();
  for (const intent of intents) {
    for (const { recipient, address, instead } of recipientsOf(intent.to, state, accounts)) {
      const data = instead ? { ...intent.data, noOneToRemind: true } : intent.data;
      const key = [intent.kind, address.toLowerCase(), data.noOneToRemind === true].join(' ');
      const same = emails.get(key);
      const id = same?.id ?? randomUUID();
      emails.set(key, {
        id,
        kind: intent.kind,
        recipient: same?.recipient ?? recipient,
        address,
        data: same === undefined ? data : together(same.data, data),
        message_id: `<${id}@multi-agency-supervision>`,
      });
    }
  }
  return [...emails.values()];
}

function recipientsOf(to: EmailIntent['to'], state: CaseState, accounts: Accounts): readonly Recipient[] {
  if ('role' in to) return ofRole(to.role, accounts, false);
  const { recipient, address } = named(to, state);
  if (address === null || accounts.disabled.has(address.toLowerCase()))
    return ofRole('administrators', accounts, true);
  return [{ recipient, address, instead: false }];
}

/** Where nobody has the role, the other of the two who run the process. */
function ofRole(
  role: 'administrators' | 'businessManager',
  accounts: Accounts,
  instead: boolean,
): readonly Recipient[] {
  const { administrators, businessManagers } = accounts;
  const [named, others] =
    role === 'administrators' ? [administrators, businessManagers] : [businessManagers, administrators];
  return (named.length > 0 ? named : others).map((address) => ({ recipient: role, address, instead }));
}

type Named = Exclude<EmailIntent['to'], { readonly role: unknown }>;

function named(to: Named, state: CaseState): { readonly recipient: string; readonly address: string | null } {
  if ('address' in to) return { recipient: 'invited', address: to.address };
  const participant = state.participants.find(({ id }) => id === to.participantId);
  return { recipient: to.participantId, address: participant?.email ?? null };
}

function together(one: EmailData, other: EmailData): EmailData {
  if (one.tasks === undefined && other.tasks === undefined) return one;
  const tasks = new Map(
    [...(one.tasks ?? []), ...(other.tasks ?? [])].map((task) => [JSON.stringify(task), task]),
  );
  return { ...one, tasks: [...tasks.values()] };
}

async function readAccounts(db: Statements, addresses: readonly string[]): Promise<Accounts> {
  const lower = addresses.map((address) => address.toLowerCase());
  const rows = await db.$queryRaw<{ email: string; role: string | null }[]>`
    SELECT p.email, r.role FROM person_role r JOIN person p ON p.id = r.person_id
    WHERE r.role IN ('administrator', 'businessManager') AND p.disabled_at IS NULL
    UNION ALL
    SELECT lower(p.email), NULL FROM person p
    WHERE lower(p.email) = ANY (${lower}::text[]) AND p.disabled_at IS NOT NULL
    ORDER BY email`;
  const of = (role: string | null) => rows.filter((row) => row.role === role).map(({ email }) => email);
  return {
    administrators: of('administrator'),
    businessManagers: of('businessManager'),
    disabled: new Set(of(null)),
  };
}

/** Of the email `o`: the step that caused it was taken back, so it is not sent any more. */
export const isTakenBack = Prisma.sql`EXISTS (
  SELECT FROM case_event t WHERE t.reference = o.reference
    AND t.body ->> 'type' = 'stepTakenBack' AND (t.body ->> 'ofVersion')::int = o.step_version)`;

/** `sessionEve` as "session eve". */
const inWords = (kind: EmailKind): string => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The timeline's words on one email. The recipient is named by id or role, never by address. */
export const emailText = (kind: EmailKind, recipient: string, became: string): string =>
  `Email “${inWords(kind)}” to ${recipient}: ${became}`;
