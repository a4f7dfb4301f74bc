/** How a single answer is asked for: which component of GOV.UK’s, and what it is given. */
import type { Notation } from '../../../domain/forms/index.ts';
import { idOf, messageAt } from './building.ts';
import type { Building } from './building.ts';
import { choicesOf, wordsFor } from './choices.ts';
import type { Choice } from './choices.ts';
import type { Asked, FieldModel } from './model.ts';
import { valueAt, valuesAt } from './place.ts';
import type { Place } from './place.ts';
import type { DateParams, InputParams, ItemView, PartView } from './view.ts';

/** More than these are picked from a menu. */
const MOST_RADIOS = 7;
const MOST_SCORES = 10;

interface Common {
  readonly field: FieldModel;
  readonly place: Place;
  readonly building: Building;
  readonly id: string;
  readonly text: string;
  readonly hint: string | undefined;
  readonly shared: {
    readonly name: string;
    readonly hint: { readonly text: string } | undefined;
    readonly errorMessage: { readonly text: string } | undefined;
  };
}

export function fieldView(field: FieldModel, place: Place, building: Building): PartView {
  if (building.given.includes(place.path) || hasNothingToPick(field, place, building))
    return { as: 'hidden', name: place.input, value: valueAt(building.typed, place) };
  const id = idOf(place);
  const anchor = field.asked.as === 'date' || field.asked.as === 'dateTime' ? `${id}-day` : id;
  // What is hidden cannot be jumped to: what surrounds it can.
  if (field.asked.as !== 'ownId') building.note(place.path, anchor);
  const text = field.optional && field.neededSometimes !== true ? `${field.label} (optional)` : field.label;
  const hint = hintOf(field);
  const error = messageAt(building, anchor);
  return componentOf({
    field,
    place,
    building,
    id,
    text,
    hint,
    shared: {
      name: place.input,
      hint: hint === undefined ? undefined : { text: hint },
      errorMessage: error === undefined ? undefined : { text: error },
    },
  });
}

/** An empty menu asks nobody anything; where the answer is needed all the same, its fault says so. */
function hasNothingToPick({ asked, neededSometimes }: FieldModel, place: Place, building: Building): boolean {
  return (
    asked.as === 'id' &&
    neededSometimes === true &&
    choicesOf(building.choices, asked.of).length === 0 &&
    valueAt(building.typed, place) === ''
  );
}

const EXAMPLES: Partial<Record<Asked['as'], string>> = {
  date: 'For example, 27 3 2026',
  dateTime: 'For example, 27 3 2026 and 2:30pm',
  timeOfDay: 'For example, 9:30am or 14:30',
};

function hintOf({ asked, hint }: FieldModel): string | undefined {
  const example = EXAMPLES[asked.as];
  return hint !== undefined && example !== undefined ? `${hint}. ${example}` : (hint ?? example);
}

function componentOf(common: Common): PartView {
  const { asked } = common.field;
  const { place, building } = common;
  switch (asked.as) {
    case 'text':
      return asked.lines === 'many'
        ? { as: 'textarea', params: { ...inputParams(common), rows: '4' } }
        : { as: 'input', params: inputParams(common) };
    case 'email':
    case 'telephone':
    case 'webAddress':
    case 'timeOfDay':
      return { as: 'input', params: { ...inputParams(common), ...INPUTS[asked.as] } };
    case 'number':
      return asked.most - asked.least < MOST_SCORES
        ? radios(common, numbersFrom(asked.least, asked.most))
        : { as: 'input', params: { ...inputParams(common), ...NUMBER } };
    case 'yesNo':
      return radios(common, YES_OR_NO, 'govuk-radios--inline');
    case 'confirmation':
      return confirmation(common);
    case 'choice':
      return oneOf(common, choicesFrom(asked.options));
    case 'id':
      return oneOf(common, choicesOf(building.choices, asked.of));
    case 'choices':
      return checkboxes(common, choicesFrom(asked.options));
    case 'ids':
      return checkboxes(common, choicesOf(building.choices, asked.of));
    case 'date':
      return { as: 'date', params: dateParams(common) };
    case 'dateTime': {
      const params = dateParams(common);
      return { as: 'date', params: { ...params, items: [...params.items, timeItem(common)] } };
    }
    case 'file':
      return fileUpload(common);
    case 'ownId':
      return { as: 'hidden', name: place.input, value: valueAt(building.typed, place) };
    default:
      return asked satisfies never;
  }
}

const INPUTS: Readonly<Partial<Record<Notation, Partial<InputParams>>>> = {
  email: { type: 'email', spellcheck: false },
  telephone: { type: 'tel', classes: 'govuk-input--width-20' },
  webAddress: { type: 'url', spellcheck: false },
  timeOfDay: { classes: 'govuk-input--width-5' },
};
const NUMBER = { inputmode: 'numeric', classes: 'govuk-input--width-5' };
const YES_OR_NO: readonly Choice[] = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
];

/** What a browser may know of its user, by the names of fields. */
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  name: 'name',
  role: 'organization-title',
  organisation: 'organization',
  address: 'street-address',
  telephone: 'tel',
  email: 'email',
};

function inputParams({ field, place, building, id, text, shared }: Common): InputParams {
  const isAboutUser = building.aboutUser !== null && place.path === `${building.aboutUser}.${field.name}`;
  return {
    ...shared,
    id,
    label: { text },
    value: valueAt(building.typed, place),
    autocomplete: isAboutUser ? AUTOCOMPLETE[field.name] : undefined,
  };
}

function choicesFrom(options: Readonly<Record<string, string>>): readonly Choice[] {
  return Object.entries(options).map(([value, text]) => ({ value, text }));
}

function numbersFrom(least: number, most: number): readonly Choice[] {
  return Array.from({ length: most - least + 1 }, (_, index) => String(least + index)).map((value) => ({
    value,
    text: value,
  }));
}

/** What is not needed can be taken back in a menu, and not in radios. */
function oneOf(common: Common, choices: readonly Choice[]): PartView {
  const typed = valueAt(common.building.typed, common.place);
  const known = typed === '' || choices.some(({ value }) => value === typed);
  const all = known ? choices : [...choices, { value: typed, text: wordsFor(choices, typed) }];
  if (all.length > 0 && all.length <= MOST_RADIOS && !common.field.optional) return radios(common, all);
  const { id, text, shared } = common;
  const items = [{ value: '', text: 'Choose' }, ...all].map((choice) => ({
    value: choice.value,
    text: choice.text,
    selected: choice.value === typed,
  }));
  return { as: 'select', params: { ...shared, id, label: { text }, items } };
}

function radios(
  { building, place, id, text, shared }: Common,
  choices: readonly Choice[],
  classes?: string,
): PartView {
  const typed = valueAt(building.typed, place);
  return {
    as: 'radios',
    params: {
      ...shared,
      idPrefix: id,
      fieldset: { legend: { text } },
      ...(classes !== undefined && { classes }),
      items: choices.map((choice) => itemOf(choice, choice.value === typed)),
    },
  };
}

function checkboxes({ building, place, id, text, shared }: Common, choices: readonly Choice[]): PartView {
  const typed = valuesAt(building.typed, place);
  return {
    as: 'checkboxes',
    params: {
      ...shared,
      idPrefix: id,
      fieldset: { legend: { text } },
      items: choices.map((choice) => itemOf(choice, typed.includes(choice.value))),
    },
  };
}

function confirmation({ building, place, id, text, shared }: Common): PartView {
  const checked = valueAt(building.typed, place) === 'yes';
  return { as: 'checkboxes', params: { ...shared, idPrefix: id, items: [{ value: 'yes', text, checked }] } };
}

function itemOf({ value, text, hint }: Choice, checked: boolean): ItemView {
  return { value, text, checked, ...(hint !== undefined && { hint: { text: hint } }) };
}

function dateParams({ building, place, id, text, shared }: Common): DateParams {
  const { hint, errorMessage } = shared;
  const box = (part: string, label: string, width: number) => ({
    id: `${id}-${part}`,
    name: `${place.input}.${part}`,
    label,
    value: valueAt(building.typed, place, `.${part}`),
    classes: `govuk-input--width-${width}`,
  });
  return {
    id,
    hint,
    errorMessage,
    fieldset: { legend: { text } },
    items: [box('day', 'Day', 2), box('month', 'Month', 2), box('year', 'Year', 4)],
  };
}

function timeItem({ building, place, id }: Common): DateParams['items'][number] {
  return {
    id: `${id}-time`,
    name: `${place.input}.time`,
    label: 'Time',
    value: valueAt(building.typed, place, '.time'),
    classes: 'govuk-input--width-5',
    inputmode: 'text',
  };
}

function fileUpload({ building, place, id, text, shared }: Common): PartView {
  const value = valueAt(building.typed, place);
  const name = wordsFor(building.choices.files, value);
  return {
    as: 'file',
    params: { ...shared, id, label: { text } },
    kept: value === '' ? null : { name: place.input, value, text: name },
  };
}
