/** A form as a page shows it: with what was typed, what is wrong with it, and what ids may be picked from. */
import type { Fault } from '../../../domain/forms/index.ts';
import { faultsOnPage } from './anchors.ts';
import { idOf, messageAt, withOwnChoices } from './building.ts';
import type { Building, FixedRows } from './building.ts';
import type { Choices } from './choices.ts';
import { fieldView } from './field-view.ts';
import type { AlternativesModel, GroupModel, ListModel, PartModel } from './model.ts';
import { rowOf, TOP, valueAt, within } from './place.ts';
import type { Place } from './place.ts';
import { tidied, withFirstRows, withOwnIds } from './rows.ts';
import { rowsIn, topOf } from './typed.ts';
import type { Typed } from '../typed.ts';
import type { AlternativesView, FormView, GroupView, ListView, PartView, RowView, Words } from './view.ts';

export interface FormOptions {
  readonly faults?: readonly Fault[];
  readonly choices?: Choices;
  /** Of the top-level fields only these; faults of the others are not told. */
  readonly only?: readonly string[];
  /** Asks for whom it is typed in. */
  readonly onBehalf?: boolean;
  /** Asks why an earlier answer is replaced; asked as well where that is at fault. */
  readonly correction?: boolean;
  /** By the list's path. */
  readonly fixedRows?: Readonly<Record<string, FixedRows>>;
  /** Paths of answers that the page itself gives: sent unseen. */
  readonly given?: readonly string[];
  /** The group that is about who fills in the form, whose browser may know the answers. */
  readonly aboutUser?: string;
}

/** Shows as well what `bodyOf` would say is missing: give it the same `typed`, and the faults of that body. */
export function formView(model: GroupModel, typed: Typed, options: FormOptions = {}): FormView {
  const { faults = [], only } = options;
  // Faults are of what was sent, and rows left empty were not.
  const kept = faults.length > 0 ? tidied(model, typed) : typed;
  const ready = withOwnIds(model, withFirstRows(model, kept));
  const asked = model.parts.filter((part) => isAsked(part, options)).map(asNeeded);
  const building = {
    typed: ready,
    rows: rowsIn(ready),
    choices: withOwnChoices(options.choices ?? {}, model, ready),
    fixedRows: options.fixedRows ?? {},
    given: options.given ?? [],
    aboutUser: options.aboutUser ?? null,
  };
  const render = (messages: Building['messages'], note: Building['note']) =>
    asked.map((part) => partView(part, TOP, { ...building, messages, note }));

  // First where everything is, then what is wrong there.
  const anchors = new Map<string, string>();
  const parts = render(new Map(), (path, id) => anchors.set(path, id));
  const told = faults.filter(
    ({ field }) => only === undefined || field === '$' || only.includes(topOf(field)),
  );
  if (told.length === 0) return { parts, errors: [] };
  const placed = faultsOnPage(anchors, told);
  return {
    parts: render(messagesByAnchor(placed), () => undefined),
    errors: placed.map(({ fault, anchor }) => ({
      text: fault.message + ofWhom(fault.field, building),
      href: `#${anchor}`,
    })),
  };
}

/** Of rows that the case gives, which one: the same fault may be in each. */
function ofWhom(field: string, { fixedRows, typed }: Pick<Building, 'fixedRows' | 'typed'>): string {
  for (const [path, { of, rows }] of Object.entries(fixedRows)) {
    const row = field.startsWith(`${path}[`) ? Number.parseInt(field.slice(path.length + 1), 10) : null;
    if (row === null) continue;
    const value = valueAt(typed, within(rowOf({ path, input: path }, row), { name: of, key: of }));
    const text = rows.find((each) => each.value === value)?.text;
    return text === undefined ? '' : ` (${text})`;
  }
  return '';
}

function messagesByAnchor(
  placed: readonly { readonly fault: Fault; readonly anchor: string }[],
): Building['messages'] {
  const messages = new Map<string, readonly string[]>();
  for (const { fault, anchor } of placed) {
    messages.set(anchor, [...(messages.get(anchor) ?? []), fault.message]);
  }
  return messages;
}

function isAsked({ name }: PartModel, { only, onBehalf, correction, faults = [] }: FormOptions): boolean {
  if (only !== undefined && !only.includes(name)) return false;
  if (name === 'onBehalfOf') return onBehalf === true;
  if (name === 'correctionReason') return correction === true || faults.some(({ field }) => field === name);
  return true;
}

/** Where it is asked for whom something is typed in, the page has said why, and the answer is needed. */
function asNeeded(part: PartModel): PartModel {
  if (part.name !== 'onBehalfOf') return part;
  const { hint: _, ...asked } = part;
  return { ...asked, optional: false };
}

/** `outer`: of what surrounds the part. */
function partView(part: PartModel, outer: Place, building: Building): PartView {
  if (part.kind === 'alternatives') return alternativesView(part, outer, building);
  const place = within(outer, part);
  if (part.kind === 'list') return listView(part, place, building);
  return part.kind === 'field' ? fieldView(part, place, building) : groupView(part, place, building);
}

function groupView(group: GroupModel, place: Place, building: Building): PartView {
  const [first, ...others] = group.parts;
  // A group that asks only which of its alternatives it is needs no words of its own.
  if (first?.kind === 'alternatives' && others.length === 0 && first.label === group.label) {
    building.note(place.path, idOf(within(place, first)));
    return alternativesView(first, place, building);
  }
  const text = group.optional ? `${group.label} (optional)` : group.label;
  return fieldset({ text, classes: 'govuk-fieldset__legend--m' }, group, place, building);
}

function fieldset(legend: Words, group: GroupModel, place: Place, building: Building): GroupView {
  const id = idOf(place);
  building.note(place.path, id);
  return {
    as: 'group',
    id,
    legend,
    hint: group.hint,
    error: messageAt(building, id),
    parts: group.parts.map((part) => partView(part, place, building)),
  };
}

function alternativesView(part: AlternativesModel, outer: Place, building: Building): AlternativesView {
  const place = within(outer, part);
  const id = idOf(place);
  const chosen = valueAt(building.typed, place);
  building.note(place.path, id);
  if (part.name === 'which') building.note(outer.path, id);
  for (const { implied } of part.options) {
    for (const name of Object.keys(implied)) building.note(within(outer, { name, key: name }).path, id);
  }
  const error = messageAt(building, id);
  return {
    as: 'alternatives',
    params: {
      name: place.input,
      idPrefix: id,
      fieldset: { legend: { text: part.label } },
      hint: part.hint === undefined ? undefined : { text: part.hint },
      errorMessage: error === undefined ? undefined : { text: error },
    },
    options: part.options.map(({ value, label, parts }) => {
      const checked = value === chosen;
      // What is not chosen is not sent, so that nothing is wrong there.
      const among = checked ? building : { ...building, note: () => undefined };
      return { value, text: label, checked, parts: parts.map((inner) => partView(inner, outer, among)) };
    }),
  };
}

function listView(list: ListModel, place: Place, building: Building): ListView {
  const id = idOf(place);
  building.note(place.path, id);
  const fixed = building.fixedRows[place.path];
  const rows =
    fixed === undefined ? openRows(list, place, building) : fixedRowViews(list, fixed, place, building);
  const label = list.row.label.charAt(0).toLowerCase() + list.row.label.slice(1);
  const text = list.optional ? `${list.label} (optional)` : list.label;
  return {
    as: 'list',
    id,
    legend: { text, classes: 'govuk-fieldset__legend--m' },
    hint: list.hint,
    error: messageAt(building, id),
    rows,
    add:
      fixed === undefined
        ? { value: `add:${place.input}`, text: rows.length === 0 ? `Add ${label}` : `Add another ${label}` }
        : null,
  };
}

function openRows(list: ListModel, place: Place, building: Building): readonly RowView[] {
  const rows = building.rows.get(place.input) ?? [];
  const mayRemove = rows.length > 1 || list.least === 0;
  return rows.map((row, index) => {
    const at = rowOf(place, row);
    const about = `${list.row.label} ${index + 1}`;
    return {
      part: rowView(list, at, about, building),
      remove: mayRemove ? { value: `remove:${at.input}`, text: 'Remove', about } : null,
    };
  });
}

function rowView({ row }: ListModel, place: Place, text: string, building: Building): PartView {
  return row.kind === 'field'
    ? fieldView({ ...row, label: text }, place, building)
    : fieldset({ text, classes: 'govuk-fieldset__legend--s' }, row, place, building);
}

/** What was typed stays in its row, whatever order the case gives now; rows that the case no longer has go. */
function fixedRowViews(
  list: ListModel,
  { of, rows }: FixedRows,
  place: Place,
  building: Building,
): readonly RowView[] {
  const { row } = list;
  if (row.kind !== 'group') return [];
  const typed = building.rows.get(place.input) ?? [];
  const field = { name: of, key: of };
  const asked = { ...row, parts: row.parts.filter(({ name }) => name !== of) };
  let next = (typed.at(-1) ?? -1) + 1;
  return rows.map(({ value, text, hint }) => {
    const known = typed.find((one) => valueAt(building.typed, within(rowOf(place, one), field)) === value);
    const at = rowOf(place, known ?? next++);
    const legend = { text, classes: 'govuk-fieldset__legend--s' };
    const group = fieldset(legend, { ...asked, ...(hint !== undefined && { hint }) }, at, building);
    const hidden: PartView = { as: 'hidden', name: within(at, field).input, value };
    return { part: { ...group, parts: [hidden, ...group.parts] }, remove: null };
  });
}
