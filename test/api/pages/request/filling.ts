/** A request filled in page by page, as its writer’s browser does it. */
import { addDays } from '../../../../domain/calendar/index.ts';
import { today } from '../../cases.ts';
import type { Answer } from '../../running-api.ts';
import { mainOf } from '../cases/visiting.ts';
import type { Visitor } from '../cases/visiting.ts';
import { postedFrom } from '../form/posted.ts';

type Answers = Readonly<Record<string, string>>;

/** Where a reply leads. */
export const leadsTo = ({ headers }: Answer): string => headers.location ?? '';

/** What a browser would send of the page’s form, with these answers typed in. */
export const formOf = (page: Answer, answers: Answers): Record<string, string> => ({
  ...Object.fromEntries(Array.from(postedFrom(mainOf(page)), ([name, [first = '']]) => [name, first])),
  ...answers,
});

export async function fill(visitor: Visitor, address: string, answers: Answers = {}): Promise<Answer> {
  return visitor.send(address, formOf(await visitor.see(address), answers));
}

/** Begins a request. @returns the address of its draft */
export async function begin(visitor: Visitor, more: Answers = {}): Promise<string> {
  const reply = await fill(visitor, '/requests/new', {
    immediateRiskNotReferred: 'no',
    onlyAboutDisagreement: 'no',
    ...more,
  });
  return leadsTo(reply).replace(/\/[a-z-]+$/, '');
}

const day = (name: string, date: string): Answers => {
  const [year = '', month = '', of = ''] = date.split('-');
  return { [`${name}.day`]: of, [`${name}.month`]: month, [`${name}.year`]: year };
};

export const anInvitee = (number: number): Answers => ({
  'invitees.agency': 'police',
  'invitees.name': `Practitioner ${number}`,
  'invitees.email': `practitioner.${number}@police.example`,
});

/** Each section with answers that leave nothing to put right; people come on pages of their own. */
const SECTIONS: readonly (readonly [string, Answers])[] = [
  [
    'you',
    {
      'requester.role': 'Safeguarding lead',
      'requester.agency': 'primarySchool',
      'requester.organisation': 'Hollinwood Primary',
    },
  ],
  [
    'child',
    {
      'child.surname': 'Thistlewood',
      'child.forename': 'Quenby',
      'child.address': '9 Marrowgate',
      'child.addressConfidential': 'yes',
      'child.levelOfNeed': 'statutoryHelp',
      ...day('child.dateOfBirth', '2014-08-23'),
    },
  ],
  ['family', { 'mother.name': 'Isolde Thistlewood' }],
  ['other-carers', {}],
  ['siblings', {}],
  [
    'lead-professional',
    {
      'leadProfessional.who': 'another',
      'leadProfessional.aware': 'no',
      'leadProfessional.name': 'Ottoline Fairweather',
      'leadProfessional.agency': 'childrensSocialCare',
      'leadProfessional.email': 'o.fairweather@council.example',
    },
  ],
  [
    'family-informed',
    { 'familyInformed.informed': 'yes', ...day('familyInformed.on', addDays(today(), -3)) },
  ],
  ['why', { criteria: 'stuck', reason: 'The plan does not help.', penPicture: 'A family of four.' }],
  ['people', {}],
  ['arrangements', { interpreter: 'British Sign Language' }],
];

export async function fillAll(visitor: Visitor, base: string, more: Answers = {}): Promise<void> {
  for (const [section, answers] of SECTIONS) {
    if (section === 'people') await fill(visitor, `${base}/people/new`, anInvitee(1));
    const reply = await fill(visitor, `${base}/${section}`, { ...answers, ...more });
    if (reply.status !== 303) throw new Error(`${section}: ${reply.status} ${mainOf(reply)}`);
  }
}
