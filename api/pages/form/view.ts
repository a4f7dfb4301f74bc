/** What `fields.njk` renders: the parameters of each GOV.UK component, and how they stand in one another. */

export interface Words {
  readonly text: string;
  readonly classes?: string;
}

/** Common to all components: what is undefined is not rendered. */
interface Params {
  readonly name?: string;
  readonly hint?: Words | undefined;
  readonly errorMessage?: Words | undefined;
}

export interface ItemView {
  readonly value: string;
  readonly text: string;
  readonly checked?: boolean;
  readonly selected?: boolean;
  readonly hint?: Words | undefined;
}

interface LabelledParams extends Params {
  readonly id: string;
  readonly label: Words;
}

export interface InputParams extends LabelledParams {
  readonly value: string;
  readonly type?: string;
  readonly inputmode?: string;
  readonly classes?: string;
  readonly spellcheck?: boolean;
  readonly autocomplete?: string | undefined;
  /** Of a textarea. */
  readonly rows?: string;
}

export interface SelectParams extends LabelledParams {
  readonly items: readonly ItemView[];
}

export interface RadiosParams extends Params {
  readonly idPrefix: string;
  readonly fieldset?: { readonly legend: Words };
  readonly classes?: string;
  readonly items: readonly ItemView[];
}

export interface DateParams extends Params {
  readonly id: string;
  readonly fieldset: { readonly legend: Words };
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly label: string;
    readonly value: string;
    readonly classes: string;
    readonly inputmode?: string;
  }[];
}

export interface HiddenView {
  readonly as: 'hidden';
  readonly name: string;
  readonly value: string;
}

/** Uploaded before, and sent again unless another is chosen. */
export interface KeptFile {
  readonly name: string;
  readonly value: string;
  readonly text: string;
}

export interface AlternativesView {
  readonly as: 'alternatives';
  readonly params: Omit<RadiosParams, 'items'>;
  readonly options: readonly {
    readonly value: string;
    readonly text: string;
    readonly checked: boolean;
    readonly parts: readonly PartView[];
  }[];
}

export interface GroupView {
  readonly as: 'group';
  readonly id: string;
  readonly legend: Words;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly parts: readonly PartView[];
}

interface ButtonView {
  /** Of `_do`. */
  readonly value: string;
  readonly text: string;
  /** What it is about, for those who cannot see where it stands. */
  readonly about?: string;
}

export interface RowView {
  /** A group, or a single field. */
  readonly part: PartView;
  readonly remove: ButtonView | null;
}

export interface ListView {
  readonly as: 'list';
  readonly id: string;
  readonly legend: Words;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly rows: readonly RowView[];
  readonly add: ButtonView | null;
}

export type PartView =
  | { readonly as: 'input' | 'textarea'; readonly params: InputParams }
  | { readonly as: 'select'; readonly params: SelectParams }
  | { readonly as: 'radios' | 'checkboxes'; readonly params: RadiosParams }
  | { readonly as: 'date'; readonly params: DateParams }
  | {
      readonly as: 'file';
      readonly params: LabelledParams;
      readonly kept: KeptFile | null;
    }
  | HiddenView
  | AlternativesView
  | GroupView
  | ListView;

export interface FormView {
  readonly parts: readonly PartView[];
  /** For the error summary, in the order of the page. */
  readonly errors: readonly { readonly text: string; readonly href: string }[];
}
