/** The forms: what each step asks, in the words of the guidance, and how an answer is checked. */
export { checkForm, filesIn } from './check-form.ts';
export { childrenOf } from './children.ts';
export type { Fault } from './fault.ts';
export { FORMS, formSchema, formVersion, takesFiles } from './forms.ts';
export type { StepBody, SubmitRequest } from './forms.ts';
export { notations, picks, texts } from './fields.ts';
export type { Notation, PickedFrom } from './fields.ts';
export { alternatives, lengths, LONGEST_LIST } from './shapes.ts';
export { wordings } from './wording.ts';
export { findIdentifying, IDENTIFYING_WORDS } from './identifying.ts';
export { wordingOf } from './wording-of.ts';
export type { Wording } from './wording.ts';
