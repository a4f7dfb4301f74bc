/** The training partnership's people whom the demonstration casts: twelve attendees, two facilitators. */
import type { Agency } from '../../domain/process/vocabulary.ts';

export interface Practitioner {
  readonly name: string;
  readonly email: string;
  readonly agency: Agency;
  readonly organisation: string;
}

const person = (name: string, email: string, agency: Agency, organisation: string): Practitioner => ({
  name,
  email,
  agency,
  organisation,
});

export const REQUESTER = person(
  'Leah Grimshaw',
  'leah.grimshaw@primaryschool.example',
  'primarySchool',
  'Fernley Primary',
);
export const LEAD_PROFESSIONAL = person(
  'Priya Nair',
  'priya.nair@council.example',
  'childrensSocialCare',
  'Fernley Council',
);

/** With the requester and the lead professional twelve attendees. */
export const INVITEES: readonly Practitioner[] = [
  person('Sandra Whitlow', 'sandra.whitlow@police.example', 'police', 'Fernley Police'),
  person('Kwame Boateng', 'kwame.boateng@probation.example', 'probationService', 'Probation'),
  person('Marcus Fenn', 'marcus.fenn@secondaryschool.example', 'secondarySchool', 'Fernley High'),
  person('Yasmin Qureshi', 'yasmin.qureshi@nhs.example', 'healthVisitor', 'Community Health'),
  person('Dr Paul Sefton', 'paul.sefton@surgery.example', 'gp', 'Rowan Surgery'),
  person(
    'Beatriz Lomax',
    'beatriz.lomax@mentalhealth.example',
    'mentalHealthChildren',
    'Mental Health Trust',
  ),
  person('Callum Rigby', 'callum.rigby@housing.example', 'housing', 'Fernley Homes'),
  person('Joanne Tickle', 'joanne.tickle@domesticabuse.example', 'domesticAbuseService', 'Safe Haven'),
  person('Samuel Oyelaran', 'samuel.oyelaran@youthservice.example', 'youthServices', 'Youth Service'),
  person('Rashid Malik', 'rashid.malik@recovery.example', 'drugsAlcoholAdult', 'Recovery Service'),
];

/** Addresses of the two facilitators who are appointed. */
export const FACILITATORS = ['helen.ashworth@council.example', 'imran.sadiq@nhs.example'] as const;
