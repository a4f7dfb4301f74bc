/** A member of the family, as Appendix 2 asks of mother, father and siblings. */
import type { z } from 'zod';
import { date, shortText, text, yesNo } from './fields.ts';
import { group } from './shapes.ts';

const ABOUT_CONFIDENTIAL_ADDRESSES =
  'Choose yes if anyone must not learn this address. Do not write it elsewhere on this form';

export function address(label = 'Address'): z.ZodString {
  return text({ label });
}

export const addressConfidential = yesNo({
  label: 'Confidential address',
  hint: ABOUT_CONFIDENTIAL_ADDRESSES,
});
export const gender = (label: string): z.ZodString => shortText({ label });
export const ethnicity = shortText({ label: 'Ethnicity' });
export const disability = shortText({ label: 'Disability (detail)' });

/** `whose`: "Mother’s", "Sibling’s"; the words of Appendix 2. */
export function personFields(whose: string) {
  return {
    name: shortText({ label: `${whose} name` }),
    dateOfBirth: date({ label: `${whose} date of birth` }, 'past').optional(),
    address: address(`${whose} address`).optional(),
    addressConfidential: addressConfidential.optional(),
    ethnicity: ethnicity.optional(),
    disability: disability.optional(),
  };
}

export const mother = group({ label: 'Mother' }, personFields('Mother’s'));
export const father = group({ label: 'Father' }, personFields('Father’s'));
