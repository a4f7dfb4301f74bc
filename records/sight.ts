/** Who sees what in lists, as conditions in SQL. What `viewerOf` says of one case, the participants' rows say of all. */
import { Prisma } from '../prisma/generated/client.ts';
import { FIELD_TABLE, TASKS_NOT_FOR_PRACTITIONERS } from '../domain/access/field-table.ts';
import type { Agency } from '../domain/process/vocabulary.ts';
import { caseNow } from './case-row.ts';
import type { Reach } from './reach.ts';
import type { Person } from './types.ts';

export const runsTheProcess = ({ roles }: Person): boolean =>
  roles.includes('administrator') || roles.includes('businessManager');

/** Those of whom lists know that a case exists, whichever it is. Operators see that it does, and no more. */
const seesEveryCase = (viewer: Person): boolean =>
  runsTheProcess(viewer) || viewer.roles.includes('operator');

/** What a list for this person reaches. */
export const reachOf = (viewer: Person): Reach => (seesEveryCase(viewer) ? 'whole' : { person: viewer.id });

export const all = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`true` : Prisma.join([...conditions], ' AND ');

/** The cases that a person is on. */
const onCases = (viewer: Person): Prisma.Sql => Prisma.sql`
  SELECT p.reference FROM participant p WHERE p.email = ${viewer.email.toLowerCase()} AND p.readers <> '{}'`;

/** Of the case `c`: whether it exists for this person. */
export function seesCase(viewer: Person, realNow: number): readonly Prisma.Sql[] {
  if (seesEveryCase(viewer)) return [];
  return [
    Prisma.sql`c.reference IN (${onCases(viewer)})`,
    Prisma.sql`(c.practitioners_until IS NULL OR c.practitioners_until > ${caseNow(realNow)})`,
  ];
}

/** Of the case `c`: they are on it; for those who run the process also: it waits on the administrators. */
export function isTheirCase(viewer: Person): Prisma.Sql {
  const waiting = Prisma.sql`UNION SELECT w.reference FROM task w WHERE w.status = 'open' AND w.owner = 'administrators'`;
  return Prisma.sql`c.reference IN (${onCases(viewer)} ${runsTheProcess(viewer) ? waiting : Prisma.empty})`;
}

/** Of the case `c`: somebody of this agency is on it, as far as this person sees who is. */
export function hasAgency(viewer: Person, agency: Agency): Prisma.Sql {
  const there = Prisma.sql`a.agency = ${agency} AND a.left_on IS NULL`;
  if (runsTheProcess(viewer)) {
    return Prisma.sql`c.reference IN (SELECT a.reference FROM participant a WHERE ${there})`;
  }
  // Found first, as an array: they are on few cases.
  return Prisma.sql`(c.stage <> 'closed' AND c.reference = ANY (ARRAY(
    SELECT a.reference FROM participant a JOIN participant p ON p.reference = a.reference
    WHERE ${there} AND a.joined_on IS NOT NULL AND p.email = ${viewer.email.toLowerCase()}
      AND p.readers <> '{}' AND p.readers && ${Object.keys(FIELD_TABLE.participants.open)}::text[])))`;
}

const readersWith = (...reaches: readonly string[]): string[] =>
  Object.entries(FIELD_TABLE.tasks.open)
    .filter(([, reach]) => reaches.includes(reach))
    .map(([reader]) => reader);

/** Of the task `t` of a participant `p` of its case: it is theirs, or the facilitators' where they are one. */
const isOwn = Prisma.sql`(t.owner = p.id OR (t.owner = 'facilitators' AND p.readers && '{facilitator,undeclaredFacilitator}'))`;

const asParticipant = (viewer: Person, condition: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM participant p
  WHERE p.reference = t.reference AND p.email = ${viewer.email.toLowerCase()} AND p.readers <> '{}' AND ${condition})`;

/** Of the open task `t`: whether this person sees that it is there. */
export function seesTask(viewer: Person): readonly Prisma.Sql[] {
  if (runsTheProcess(viewer)) return [];
  const everything = readersWith('everything', 'all');
  const most = readersWith('onTheCase');
  return [
    // The few cases first: the index of addresses, not that of all open tasks.
    Prisma.sql`t.reference IN (${onCases(viewer)})`,
    asParticipant(
      viewer,
      Prisma.sql`(${isOwn} OR p.readers && ${everything}::text[]
        OR (p.readers && ${most}::text[] AND t.kind <> ALL (${[...TASKS_NOT_FOR_PRACTITIONERS]}::text[])))`,
    ),
  ];
}

/** Of the open task `t`: whether it is this person's as somebody on the case. The few cases first. */
export const isOwnTask = (viewer: Person): Prisma.Sql =>
  Prisma.sql`(t.reference IN (${onCases(viewer)}) AND ${asParticipant(viewer, isOwn)})`;

/** Of the open task `t`: whether it waits on this person. */
export function isTheirTask(viewer: Person): Prisma.Sql {
  const own = asParticipant(viewer, isOwn);
  return runsTheProcess(viewer) ? Prisma.sql`(t.owner = 'administrators' OR ${own})` : own;
}
