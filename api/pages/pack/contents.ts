/**
 * What the service holds in one case about one person, in reading order, with other people's data marked. A family member
 * is what the whole case is about; of a practitioner it is what they gave, what names them, and what they looked at.
 */
import { confidentialAddressesIn, withoutConfidential } from '../../../domain/access/index.ts';
import { isObject } from '../../../domain/access/json.ts';
import type { JsonObject } from '../../../domain/access/json.ts';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { allOf, markingOf } from '../../../domain/pack/marking.ts';
import type { Marking, Piece } from '../../../domain/pack/marking.ts';
import { isRequest, ownerOf, peopleOf, standsAt } from '../../../domain/pack/people.ts';
import type { PackPerson } from '../../../domain/pack/people.ts';
import type { CaseState } from '../../../domain/case/state.ts';
import { STEPS } from '../../../domain/process/vocabulary.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import type { AccessLogEntry, KeptAnswerOfStep, Person, TimelineEntry } from '../../../records/types.ts';
import type { CaseSeen } from '../../json/case-view.ts';
import { dayWords } from '../case/case-words.ts';
import type { CaseShown } from '../case/case-words.ts';
import { answerView, fileIds, namesIn, readAnswers } from '../case/seen.ts';
import type { ReadAnswer } from '../case/seen.ts';
import { entryShown } from '../case/timeline-entry.ts';
import { answerRows } from '../form/answer.ts';
import type { AnswerPart } from '../form/answer.ts';
import { dateTimeInWords } from '../form/dates.ts';
import { formModel } from '../form/model.ts';

export interface PackRow {
  readonly label: string;
  readonly lines: readonly (readonly Piece[])[];
}

export interface PackSection {
  /** Of an answer, its id; else a word. */
  readonly id: string;
  readonly title: string;
  readonly who: readonly Piece[];
  /** London's date and time by the case's clock; null for what is as it is now. */
  readonly at: string | null;
  readonly rows: readonly PackRow[];
  /** Files that the answer names. */
  readonly files: readonly string[];
}

/** Everything in the case that a pack may be made of. */
export interface Held {
  readonly seen: CaseSeen;
  readonly shown: CaseShown;
  /** Newest first, also those that were taken back: they are held too. */
  readonly all: readonly KeptAnswerOfStep[];
  readonly timeline: readonly TimelineEntry[];
  /** Of a practitioner, where they have one. */
  readonly account: Person | null;
  /** What they looked at and did in this case. */
  readonly log: readonly AccessLogEntry[];
}

interface Choice {
  readonly subject: PackPerson;
  readonly people: readonly PackPerson[];
  /** Keys of others whose data may be read. */
  readonly readable: readonly string[];
  /** By the case's clock: nothing given later is in it. */
  readonly until: Instant;
}

/** @param until by the case's clock: people are those of the requests given by then */
export const peopleHeld = (
  { seen, all }: Pick<Held, 'seen' | 'all'>,
  until: Instant,
): readonly PackPerson[] => peopleOf(seen.record.state, all, until);

export function packContents(held: Held, choice: Choice): readonly PackSection[] {
  const { subject, people, readable, until } = choice;
  const stays = (key: string): boolean => key === subject.key || readable.includes(key);
  const marking = markingOf(
    people.filter(({ key }) => stays(key)),
    people.filter(({ key }) => !stays(key)),
    held.all.filter(isRequest).flatMap(({ body }) => confidentialAddressesIn(body)),
  );
  const ofOne = (key: string | null): Marking => (key === null || stays(key) ? marking : allOf(key));
  const isAboutAll = subject.as !== 'practitioner';
  const answers = answersHeld(held, until, people, marking, ofOne).filter(
    ({ by, section }) => isAboutAll || by === subject.key || names(subject, section),
  );
  return [
    factsHeld(held, subject, marking),
    ...answers.map(({ section }) => section),
    timelineHeld(held, subject, until, marking),
    ...(isAboutAll ? [] : [logHeld(held)]),
  ].filter(({ rows }) => rows.length > 0);
}

const row = (label: string, marking: Marking, ...lines: readonly string[]): PackRow => ({
  label,
  lines: lines.map(marking),
});

const asIs: Marking = allOf(null);

function factsHeld({ shown, account }: Held, subject: PackPerson, marking: Marking): PackSection {
  const own = shown.participants?.find(({ id }) => id === subject.key);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Meeting identifier', shown.reference],
    ['Requested on', shown.requestedOn],
    ['Accepted on', shown.acceptedOn],
    ['Session held on', shown.session?.heldOn],
    ['Name', subject.as === 'practitioner' ? subject.name : null],
    ['Email address', own?.email],
    ['Organisation', own?.organisation],
    ['Left the case on', own?.leftOn],
    ['Name of the account', account?.name],
    ['Email address of the account', account?.email],
    ['Roles of the account', account?.roles.join(', ')],
  ];
  return {
    id: 'facts',
    title: 'The case',
    who: [],
    at: null,
    rows: facts.flatMap(([label, value]) => (value == null ? [] : [row(label, marking, dayWords(value))])),
    files: [],
  };
}

interface AnswerHeld {
  readonly by: string;
  readonly section: PackSection;
}

/** Oldest first, every version of each. */
function answersHeld(
  { seen, shown, all }: Held,
  until: Instant,
  people: readonly PackPerson[],
  marking: Marking,
  ofOne: (key: string | null) => Marking,
): readonly AnswerHeld[] {
  const { state } = seen.record;
  return [...all].reverse().flatMap((answer) => {
    if (answer.at > until) return [];
    // Who runs the process reads every answer by itself.
    const [whole] = readAnswers(seen, [answer], STEPS);
    if (whole === undefined) return [];
    const read = isRequest(answer) ? { ...whole, body: withoutSecrets(answer, all) } : whole;
    const view = answerView(read, shown, NOBODY);
    const owner = (path: string, given: JsonObject): string | null => {
      if (isRequest(answer)) return ownerOf(path, given, state, people);
      if (!path.startsWith('voices[')) return null;
      const voice = voiceOf(given, state);
      const named = voice === null ? undefined : standsAt(requestWhen(answer, all), voice);
      // Of somebody whom the request does not name nobody can say: it is another's.
      return (named && voice !== null ? ownerOf(voice, named, state, people) : null) ?? 'voice';
    };
    const rows = partsByPath(read, shown, view.parts).flatMap(({ path, given, parts }) =>
      rowsOf(parts, given === null ? marking : ofOne(owner(path, given))),
    );
    return [
      {
        by: answer.by,
        section: {
          id: answer.id,
          title: view.takenBackAt === null ? view.title : `${view.title} (taken back)`,
          who: marking(view.who),
          at: view.at,
          rows,
          files: fileIds(read.body),
        },
      },
    ];
  });
}

/** Nobody is "you" in a document: neither who makes it nor who downloads it. */
const NOBODY = { participantId: null };

const bodyOf = ({ body }: Pick<KeptAnswerOfStep, 'body'>): JsonObject => (isObject(body) ? body : {});

/** A request as even the person whom it is about is given it: confidential addresses are for administrators only. */
const withoutSecrets = (request: KeptAnswerOfStep, all: readonly KeptAnswerOfStep[]): JsonObject =>
  withoutConfidential(
    bodyOf(request),
    all
      .slice(0, all.indexOf(request))
      .filter(isRequest)
      .map(({ body }) => body),
  );

/** The request that counted when an answer was given. */
function requestWhen({ at }: KeptAnswerOfStep, all: readonly KeptAnswerOfStep[]): JsonObject {
  const found = all.find(
    (each) => isRequest(each) && each.at <= at && (each.takenBackAt === null || each.takenBackAt > at),
  );
  return found === undefined ? {} : bodyOf(found);
}

interface PathParts {
  /** `mother`, `siblings[0]`; empty for the rest. */
  readonly path: string;
  /** What stands there, where it may be one person's. */
  readonly given: JsonObject | null;
  readonly parts: readonly AnswerPart[];
}

/** An answer's parts by the groups that are one person's each: of a request, and of the voices of child and family. */
function partsByPath(
  { step, body }: Pick<ReadAnswer, 'step' | 'body'>,
  shown: CaseShown,
  whole: readonly AnswerPart[],
): readonly PathParts[] {
  if (!isObject(body) || !HAS_PERSONS.includes(step)) return [{ path: '', given: null, parts: whole }];
  return formModel(step).parts.flatMap(({ name }): readonly PathParts[] => {
    const value = body[name];
    const parts = answerRows(step, body, namesIn(shown), [name]);
    if (isObject(value)) return [{ path: name, given: value, parts }];
    if (!Array.isArray(value) || !value.some(isObject)) return [{ path: '', given: null, parts }];
    return value.flatMap((given: unknown, place) => {
      const part = parts[place];
      return isObject(given) && part !== undefined
        ? [{ path: `${name}[${place}]`, given, parts: [part] }]
        : [];
    });
  });
}

const HAS_PERSONS: readonly StepId[] = ['submitRequest', 'amendRequest', 'recordFamilyVoice'];

/** Where in the request they stand whose voice it is; null where they do not. */
function voiceOf({ who, childId }: JsonObject, { children }: CaseState): string | null {
  if (who === 'mother' || who === 'father') return who;
  if (who !== 'child') return null;
  return children.find(({ id }) => id === (childId ?? 'c1'))?.path ?? null;
}

/** Sections within sections as rows that say where they stand. */
function rowsOf(parts: readonly AnswerPart[], marking: Marking, within = ''): readonly PackRow[] {
  return parts.flatMap((part) =>
    part.as === 'rows'
      ? part.rows.map(({ label, lines }) => row(within + label, marking, ...lines))
      : rowsOf(part.parts, marking, `${within}${part.label}: `),
  );
}

/** Of a family member the case's course; of a practitioner what they did and what was sent to them. */
function timelineHeld(
  { shown, timeline }: Held,
  { key, as }: PackPerson,
  until: Instant,
  marking: Marking,
): PackSection {
  const named = new RegExp(String.raw`\b${key}\b`);
  const isTheirs = ({ kind, by, text }: TimelineEntry): boolean =>
    as === 'practitioner' ? by === key || named.test(text) : kind === 'step' || kind === 'stage';
  return {
    id: 'timeline',
    title: 'What happened',
    who: [],
    at: null,
    rows: timeline
      .filter((entry) => entry.at <= until && isTheirs(entry))
      .map((entry) => entryShown(entry, shown, NOBODY.participantId))
      .map(({ at, text }) => row(dateTimeInWords(at), marking, text)),
    files: [],
  };
}

function logHeld({ account, log }: Held): PackSection {
  return {
    id: 'log',
    title: 'What they looked at and did',
    who: [],
    at: null,
    rows: log
      .filter(({ who }) => who !== null && who.email === account?.email)
      .map(({ at, what }) => row(dateTimeInWords(londonDateTime(at as Instant)), asIs, what)),
    files: [],
  };
}

/** Whether a section names this person. */
function names(person: PackPerson, { rows }: PackSection): boolean {
  const marking = markingOf([], [person], []);
  return rows.some(({ lines }) =>
    lines.some((line) => marking(line.map(({ text }) => text).join('')).some(({ of }) => of !== null)),
  );
}
