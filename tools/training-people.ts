/** The invented people of a training partnership: every role, and practitioners of different agencies. */
import type { Role } from '../domain/process/vocabulary.ts';
import type { Facilitator, Records } from '../records/types.ts';

/** Whose token does everything that an administrator may. */
export const ADMINISTRATOR = 'amina.hartley@partnership.example';

interface TrainingPerson {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

const OFFICE: readonly TrainingPerson[] = [
  { name: 'Amina Hartley', email: ADMINISTRATOR, roles: ['administrator'] },
  { name: 'Gareth Pilling', email: 'gareth.pilling@partnership.example', roles: ['administrator'] },
  { name: 'Ruth Okonkwo', email: 'ruth.okonkwo@partnership.example', roles: ['businessManager'] },
  { name: 'Tomasz Bell', email: 'tomasz.bell@partnership.example', roles: ['operator'] },
];

const FACILITATORS: readonly Omit<Facilitator, 'id' | 'active'>[] = [
  {
    name: 'Helen Ashworth',
    email: 'helen.ashworth@council.example',
    role: 'Principal social worker',
    organisation: 'Council',
    agency: 'childrensSocialCare',
    telephone: '01632 960101',
  },
  {
    name: 'Imran Sadiq',
    email: 'imran.sadiq@nhs.example',
    role: 'Named nurse for safeguarding',
    organisation: 'Hospital trust',
    agency: 'schoolsNurse',
    telephone: '01632 960102',
  },
  {
    name: 'Moira Kettle',
    email: 'moira.kettle@police.example',
    role: 'Detective sergeant, protecting vulnerable people',
    organisation: 'Police',
    agency: 'police',
    telephone: '01632 960103',
  },
  {
    name: 'Daniel Achebe',
    email: 'daniel.achebe@earlyhelp.example',
    role: 'Early help manager',
    organisation: 'Early help',
    agency: 'voluntaryCommunity',
    telephone: '01632 960104',
  },
];

const PRACTITIONERS: readonly Omit<TrainingPerson, 'roles'>[] = [
  { name: 'Priya Nair', email: 'priya.nair@council.example' },
  { name: 'Owen Threlfall', email: 'owen.threlfall@council.example' },
  { name: 'Sandra Whitlow', email: 'sandra.whitlow@police.example' },
  { name: 'Kwame Boateng', email: 'kwame.boateng@probation.example' },
  { name: 'Leah Grimshaw', email: 'leah.grimshaw@primaryschool.example' },
  { name: 'Marcus Fenn', email: 'marcus.fenn@secondaryschool.example' },
  { name: 'Yasmin Qureshi', email: 'yasmin.qureshi@nhs.example' },
  { name: 'Fiona Mather', email: 'fiona.mather@midwifery.example' },
  { name: 'Dr Paul Sefton', email: 'paul.sefton@surgery.example' },
  { name: 'Beatriz Lomax', email: 'beatriz.lomax@mentalhealth.example' },
  { name: 'Callum Rigby', email: 'callum.rigby@housing.example' },
  { name: 'Joanne Tickle', email: 'joanne.tickle@domesticabuse.example' },
  { name: 'Samuel Oyelaran', email: 'samuel.oyelaran@youthservice.example' },
  { name: 'Nicola Brandwood', email: 'nicola.brandwood@nursery.example' },
  { name: 'Rashid Malik', email: 'rashid.malik@recovery.example' },
  { name: 'Erin Cowling', email: 'erin.cowling@adultcare.example' },
];

/** Adds whoever is missing; whoever is there stays as they are. */
export async function addTrainingPeople(records: Records): Promise<void> {
  const known = new Set((await records.people()).map((person) => person.email));
  const practitioners = PRACTITIONERS.map((person) => ({ ...person, roles: ['practitioner' as const] }));
  for (const person of [...OFFICE, ...practitioners]) {
    if (!known.has(person.email)) await records.addPerson(person);
  }
  for (const facilitator of FACILITATORS) {
    if (!known.has(facilitator.email)) await records.addFacilitator(facilitator);
  }
}
