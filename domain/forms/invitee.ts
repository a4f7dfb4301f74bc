/** A practitioner to be invited: agency, name and contact details, as Appendix 2 asks. */
import { agency, agencyDetail, otherAgencyIsNamed } from './agencies.ts';
import { email, shortText, telephone } from './fields.ts';
import { isGiven } from './sent.ts';
import { group } from './shapes.ts';
import type { Rule } from './shapes.ts';

export const inviteeFields = {
  agency: agency(),
  agencyDetail: agencyDetail().optional(),
  name: shortText({ label: 'Name of practitioner' }),
  email: email({ label: 'Email', neededSometimes: true }).optional(),
  telephone: telephone({ neededSometimes: true }).optional(),
  organisation: shortText({ label: 'Organisation' }).optional(),
};

export const inviteeCanBeReached: Rule = (sent, fault) => {
  otherAgencyIsNamed(sent, fault);
  if (!isGiven(sent['email']) && !isGiven(sent['telephone']))
    fault('email', 'Enter an email address or a telephone number');
};

export const invitee = group({ label: 'Practitioner' }, inviteeFields, inviteeCanBeReached);
