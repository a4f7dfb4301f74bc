/** The questions of Appendix 2, which a request and its amendments share. */
import type { z } from 'zod';
import { agency, agencyDetail, otherAgencyIsNamed } from './agencies.ts';
import { choice, date, email, exactly, shortText, telephone, text, yesNo } from './fields.ts';
import { invitee } from './invitee.ts';
import { levelOfNeed } from './level-of-need.ts';
import {
  address,
  addressConfidential,
  disability,
  ethnicity,
  father,
  gender,
  mother,
  personFields,
} from './person.ts';
import { eachOnce, folded, groupsIn, isGiven, isGroup } from './sent.ts';
import { group, list, toldBy } from './shapes.ts';
import type { Rule } from './shapes.ts';

/** Purpose and Process of the guidance. */
const CRITERIA = {
  veryComplex: 'The child’s experiences are very complex',
  stuck: 'It feels “stuck”',
  drifting: 'It is drifting',
  noExpectedImpact: 'Planned interventions are not making the expected impact',
  edgeOfCare: 'The child is on the edge of care',
  secureAccommodation: 'Secure accommodation becomes a potential option to keep the child safe',
  emergingRisk:
    'There are new emerging risks, for example child exploitation, anti-social behaviour, persistent absence',
} as const;

const ROUTE_AT_IMMEDIATE_RISK =
  'Stop here. Where a child is at immediate risk of harm, follow the local child protection process and refer the child now';
const ROUTE_IN_DISAGREEMENT =
  'Stop here. For a disagreement between professionals, use the Resolving Professional Disagreements and Escalation Process';

const requester = group(
  { label: 'Who’s making the request?', ask: 'Say who is making the request' },
  {
    name: shortText({ label: 'Your name' }),
    role: shortText({ label: 'Your role' }),
    agency: agency(),
    agencyDetail: agencyDetail().optional(),
    organisation: shortText({ label: 'Organisation', ask: 'Enter your organisation' }),
    address: address('Address').optional(),
    telephone: telephone().optional(),
    email: email({ label: 'Email' }),
  },
  otherAgencyIsNamed,
);

const oneBirthDate: Rule = (sent, fault) => {
  const born = isGiven(sent['dateOfBirth']);
  const due = isGiven(sent['dueDate']);
  if (!born && !due)
    fault('dateOfBirth', 'Enter the child’s date of birth, or the due date of an unborn child');
  if (born && due) fault('dueDate', 'Give a date of birth or a due date, not both');
};

const child = group(
  { label: 'Tell us about the child', ask: 'Tell us about the child' },
  {
    surname: shortText({ label: 'Child’s surname' }),
    forename: shortText({ label: 'Child’s forename' }),
    alsoKnownAs: shortText({ label: 'Also known as' }).optional(),
    address: address('Home address').optional(),
    addressConfidential: addressConfidential.optional(),
    dateOfBirth: date({ label: 'Child’s date of birth', neededSometimes: true }, 'past').optional(),
    dueDate: date({ label: 'Due date of an unborn child', neededSometimes: true }, 'either').optional(),
    gender: gender('Child’s gender').optional(),
    ethnicity: ethnicity.optional(),
    disability: disability.optional(),
    levelOfNeed: levelOfNeed(),
  },
  oneBirthDate,
);

const sibling = group(
  { label: 'Sibling' },
  {
    ...personFields('Sibling’s'),
    alsoKnownAs: shortText({ label: 'Also known as' }).optional(),
    gender: gender('Sibling’s gender').optional(),
    alsoSubject: yesNo({ label: 'The session is about this child too' }).optional(),
    levelOfNeed: levelOfNeed({ neededSometimes: true }).optional(),
    dueDate: date({ label: 'Due date of an unborn child' }, 'either').optional(),
  },
  (sent, fault) => {
    if (sent['alsoSubject'] === true && !isGiven(sent['levelOfNeed'])) {
      fault('levelOfNeed', 'Choose the current level of need of each child the session is about');
    }
    if (isGiven(sent['dateOfBirth']) && isGiven(sent['dueDate'])) {
      fault('dueDate', 'Give a date of birth or a due date, not both');
    }
  },
);

const otherCarer = group(
  { label: 'Other carer' },
  { ...personFields('Carer’s'), relationship: shortText({ label: 'Relationship to the child' }) },
);

const whoLeads = (label: string) => ({ label, ask: 'Say who the lead professional is' });
const leadProfessional = toldBy('who', whoLeads('Lead professional'), [
  group({ label: 'The requester' }, { who: exactly('requester', whoLeads('Who is the lead professional?')) }),
  group({ label: 'Nobody' }, { who: exactly('none', whoLeads('Who is the lead professional?')) }),
  group(
    { label: 'Somebody else' },
    {
      who: exactly('another', whoLeads('Who is the lead professional?')),
      aware: yesNo({ label: 'Is the lead professional aware a request has been made?' }),
      name: shortText({ label: 'Lead professional’s name' }),
      agency: agency(),
      agencyDetail: agencyDetail().optional(),
      organisation: shortText({ label: 'Organisation' }).optional(),
      email: email().optional(),
      telephone: telephone().optional(),
    },
    otherAgencyIsNamed,
  ),
]);

const wasInformed = {
  label: 'Has the family been made aware of the request and informed of its purpose?',
  ask: 'Say whether the family has been informed of the request and its purpose',
};
const familyInformed = toldBy('informed', wasInformed, [
  group(
    { label: 'The family has been informed' },
    {
      informed: exactly(true, wasInformed),
      on: date({ label: 'Date on which the family was informed' }, 'past'),
      how: text({ label: 'How the family was informed' }).optional(),
    },
  ),
  group(
    { label: 'The family has not been informed' },
    {
      informed: exactly(false, wasInformed),
      reason: text({
        label: 'Why the family has not been informed',
        ask: 'Say why the family has not been informed',
      }),
    },
  ),
]);

/** The two questions that can end a request before it is made come first. */
export const requestFields = {
  immediateRiskNotReferred: exactly(false, {
    label: 'Is a child at immediate risk of harm and not yet referred?',
    ask: 'Say whether a child is at immediate risk of harm and not yet referred',
    otherwise: ROUTE_AT_IMMEDIATE_RISK,
  }),
  onlyAboutDisagreement: exactly(false, {
    label: 'Is this only a disagreement between professionals?',
    ask: 'Say whether this is only a disagreement between professionals',
    otherwise: ROUTE_IN_DISAGREEMENT,
  }),
  requester,
  requesterAttends: yesNo({ label: 'You will attend the session' }).optional(),
  child,
  mother: mother.optional(),
  father: father.optional(),
  otherCarers: list({ label: 'Other carers' }, otherCarer).optional(),
  siblings: list({ label: 'Siblings', ask: 'List the siblings, or give an empty list' }, sibling),
  leadProfessional,
  familyInformed,
  criteria: list(
    {
      label: 'Why this model may help',
      ask: 'Choose at least one',
      least: 1,
      most: Object.keys(CRITERIA).length,
    },
    choice(CRITERIA, { label: 'Why this model may help' }),
  ),
  reason: text({
    label: 'Reason for request',
    hint: 'Outline why you think a multi-agency reflective supervision session is needed and how it could help',
  }),
  penPicture: text({
    label: 'Family pen picture',
    hint:
      'A descriptive portrait of the child and family as known to your service at the time of any involvement. Think about the ' +
      'family network and relationships, the strengths in the family and what supports the family to function well, and ' +
      'any pressures that the family may have experienced that may have impacted on the child',
  }),
  invitees: list(
    {
      label: 'Who needs to be invited?',
      ask: 'List the practitioners who need to be invited',
      hint: 'All practitioners working with the child and their family',
    },
    invitee,
  ),
  urgency: group(
    { label: 'Is the session needed sooner than within 15 working days?' },
    {
      soonerBy: date({ label: 'Needed by' }, 'toCome'),
      why: text({ label: 'Why it is needed sooner', ask: 'Say why it is needed sooner' }),
    },
  ).optional(),
  interpreter: text({ label: 'Interpreter', hint: 'Language or need' }).optional(),
  earlierReference: shortText({
    label: 'Meeting identifier of an earlier session for this child',
  }).optional(),
};

/** The process is for two or more practitioners working together: who they are, one address being one of them. */
const atLeastTwoPractitioners: Rule = (sent, fault) => {
  if (!Array.isArray(sent['invitees'])) return;
  const lead =
    isGroup(sent['leadProfessional']) && sent['leadProfessional']['who'] === 'another'
      ? [sent['leadProfessional']]
      : [];
  const requesting = isGroup(sent['requester']) ? sent['requester'] : {};
  const others = [...lead, ...groupsIn(sent['invitees'])].filter(
    (practitioner) => !isSamePractitioner(practitioner, requesting),
  );
  if (others.length === 0)
    fault('invitees', 'Add another practitioner: two or more must be working with the child or family');
};

function isSamePractitioner(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  const [address, otherAddress] = [folded(one['email']), folded(other['email'])];
  if (address !== null && otherAddress !== null) return address === otherAddress;
  const name = folded(one['name']);
  return name !== null && name === folded(other['name']);
}

const criteriaOnce: Rule = (sent, fault) => {
  eachOnce(sent['criteria'], (place) => {
    fault(`criteria[${place}]`, 'Choose each once');
  });
};

export const requestRule: Rule = (sent, fault) => {
  atLeastTwoPractitioners(sent, fault);
  criteriaOnce(sent, fault);
};

/** What a request says, without who typed it. */
export type RequestAnswers = z.output<z.ZodObject<typeof requestFields, z.core.$strict>>;
