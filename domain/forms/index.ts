/** The forms: what each step asks, in the words of the guidance, and how an answer is checked. */
export { AGENCY_WORDS } from './agencies.ts';
export { checkForm, filesIn } from './check-form.ts';
export type { Checked } from './check-form.ts';
export { childrenOf } from './children.ts';
export type { Form } from './form.ts';
export { FORMS, formSchema, formVersion, takesFiles } from './forms.ts';
export type { StepBody, SubmitRequest } from './forms.ts';
export { findIdentifying, IDENTIFYING_WORDS } from './identifying.ts';
export type { Identifying, IdentifyingKind } from './identifying.ts';
export type { Invitee } from './invitee.ts';
export type { Person } from './person.ts';
export type { RequestAnswers } from './request.ts';
export { wordingOf } from './wording-of.ts';
export type { Wording } from './wording.ts';
