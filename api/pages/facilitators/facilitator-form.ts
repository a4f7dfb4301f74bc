/** What the list of facilitators (Appendix 3) says of each, as its form takes it: the same shape as the JSON API's. */
import { AGENCY_WORDS } from '../../../domain/forms/agencies.ts';
import { AGENCIES } from '../../../domain/process/vocabulary.ts';
import type { Facilitator } from '../../../records/types.ts';
import { newFacilitator } from '../../json/facilitators.ts';
import { firstValues } from '../small-form/small-form.ts';
import type { Typed } from '../typed.ts';

export const facilitatorDetails = newFacilitator.omit({ email: true });

export const ASK = {
  name: 'Enter the name',
  email: 'Enter the email address',
  role: 'Enter the role',
  organisation: 'Enter the employer',
  agency: 'Choose the agency',
};

export interface FacilitatorFilled {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly organisation: string;
  readonly agency: string;
  readonly telephone: string;
}

export function facilitatorTyped(typed: Typed): FacilitatorFilled {
  const values = firstValues(typed);
  const of = (field: keyof FacilitatorFilled): string => values[field] ?? '';
  return {
    name: of('name'),
    email: of('email'),
    role: of('role'),
    organisation: of('organisation'),
    agency: of('agency'),
    telephone: of('telephone'),
  };
}

export const facilitatorFilled = (facilitator: Facilitator): FacilitatorFilled => ({
  name: facilitator.name,
  email: facilitator.email,
  role: facilitator.role ?? '',
  organisation: facilitator.organisation ?? '',
  agency: facilitator.agency ?? '',
  telephone: facilitator.telephone ?? '',
});

/** Fields left empty are not sent. */
export const sentOf = ({ telephone, agency, ...rest }: Partial<FacilitatorFilled>) => ({
  ...rest,
  ...(agency === '' ? {} : { agency }),
  ...(telephone?.trim() === '' ? {} : { telephone }),
});

export const agencyChoices = AGENCIES.map((value) => ({ value, text: AGENCY_WORDS[value] }));
