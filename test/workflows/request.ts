/** A request in which every name, address, date of birth and free text is a marker that must not leave the record. */
export const MARKERS = [
  'Quenby',
  'Thistlewood',
  'Marrowgate',
  '2014-08-23',
  '2017-04-11',
  'Isolde',
  'Peregrine',
  'Hollinwood',
  'zebra crossing',
  'lavender',
  'kestrel',
  'm.ashgrove',
  'Ashgrove',
  'Ottoline',
  'o.fairweather',
  'Fairweather',
  '01632 960777',
] as const;

export const REQUEST = {
  immediateRiskNotReferred: false,
  onlyAboutDisagreement: false,
  requester: {
    name: 'Mabel Ashgrove',
    role: 'Safeguarding lead',
    agency: 'primarySchool',
    organisation: 'Hollinwood Primary',
    email: 'm.ashgrove@school.example',
    telephone: '01632 960777',
  },
  child: {
    surname: 'Thistlewood',
    forename: 'Quenby',
    address: '9 Marrowgate',
    addressConfidential: true,
    dateOfBirth: '2014-08-23',
    levelOfNeed: 'statutoryHelp',
  },
  mother: { name: 'Isolde Thistlewood' },
  siblings: [{ name: 'Peregrine Thistlewood', dateOfBirth: '2017-04-11' }],
  leadProfessional: {
    who: 'another',
    aware: true,
    name: 'Ottoline Fairweather',
    agency: 'childrensSocialCare',
    email: 'o.fairweather@council.example',
  },
  familyInformed: { informed: false, reason: 'A zebra crossing' },
  criteria: ['stuck'],
  reason: 'The lavender plan does not help.',
  penPicture: 'A family like a kestrel.',
  invitees: [{ name: 'Pc Dunstan Vale', agency: 'police', email: 'd.vale@police.example' }],
};

export const ACCEPTANCE = {
  decision: 'accept',
  participants: [
    {
      name: 'Ottoline Fairweather',
      agency: 'childrensSocialCare',
      email: 'o.fairweather@council.example',
      confirmed: true,
    },
    { name: 'Pc Dunstan Vale', agency: 'police', email: 'd.vale@police.example', confirmed: true },
  ],
};
