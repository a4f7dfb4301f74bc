/** The agencies of Appendix 2, in its order and words. */
import type { z } from 'zod';
import type { Agency } from '../process/vocabulary.ts';
import { choice, shortText } from './fields.ts';
import { isGiven } from './sent.ts';
import type { Rule } from './shapes.ts';

export const AGENCY_WORDS = {
  adultSocialCare: 'Adult Social Care',
  childrensSocialCare: 'Children’s Social Care',
  domesticAbuseService: 'Domestic Abuse Service',
  drugsAlcoholAdult: 'Drugs/Alcohol Service - Adult',
  drugsAlcoholChild: 'Drugs/Alcohol Service - Child',
  earlyYearsSetting: 'Early Years Setting',
  primarySchool: 'Primary School',
  secondarySchool: 'Secondary School',
  pruAlternativeProvision: 'PRU/Alternative Provision',
  furtherEducation: 'Further Education',
  housing: 'Housing',
  gp: 'GP',
  mentalHealthAdults: 'Mental Health Service - Adults',
  mentalHealthChildren: 'Mental Health Service - Children',
  midwife: 'Midwife',
  healthVisitor: 'Health Visitor',
  schoolsNurse: 'Schools Nurse',
  police: 'Police',
  youthOffendingTeam: 'Youth Offending Team',
  probationService: 'Probation Service',
  youthServices: 'Youth Services',
  voluntaryCommunity: 'Voluntary/Community',
  faithGroup: 'Faith Group',
  other: 'Other',
} as const satisfies Record<Agency, string>;

export function agency(): z.ZodEnum<{ [Value in Agency]: Value }> {
  return choice(AGENCY_WORDS, { label: 'Agency', ask: 'Choose the agency' });
}

export function agencyDetail(): z.ZodString {
  return shortText({
    label: 'Which other agency',
    ask: 'Enter which other agency',
    hint: 'Only where the agency is Other. Please provide details of all other agencies',
    neededSometimes: true,
  });
}

/** "Other" is said in words. */
export const otherAgencyIsNamed: Rule = (sent, fault) => {
  if (sent['agency'] === 'other' && !isGiven(sent['agencyDetail']))
    fault('agencyDetail', 'Enter which other agency');
};
