/** What stands above a step's form: what to know or do first, and what the case gives by itself. */
import { childName, dayWords, ownerWords } from '../case/case-words.ts';
import type { CaseShown } from '../case/case-words.ts';
import { actionRow, summaryRows } from '../case/summary.ts';
import { STAGE_TABLE } from '../../../domain/process/stages.ts';
import type { CaseStepId } from '../../../domain/process/vocabulary.ts';
import type { CaseRecord } from '../../../records/types.ts';
import type { AnswerRow } from '../form/answer.ts';
import { dateTimeInWords } from '../form/dates.ts';
import { isFields } from '../form/fields-of.ts';
import type { StepAsked } from './asked.ts';
import { actionsOf } from './step-choices.ts';

interface Panel {
  readonly heading: string;
  /** Of what comes before everything else. */
  readonly warning?: string;
  readonly texts?: readonly string[];
  readonly rows?: readonly AnswerRow[];
  readonly links?: readonly { readonly text: string; readonly href: string }[];
}

interface Around {
  readonly asked: StepAsked;
  readonly shown: CaseShown;
  /** Other cases of a child of this one, where the step asks for them. */
  readonly sameChildren: readonly CaseRecord[];
}

export function panels(around: Around): readonly Panel[] {
  return PANELS[around.asked.step]?.(around) ?? [];
}

const PANELS: Partial<Record<CaseStepId, (around: Around) => readonly Panel[]>> = {
  raiseImmediateRisk: () => [
    {
      heading: 'The child protection procedure comes first',
      warning:
        'If a child is in danger now, ring 999. Then make the referral to Children’s Social Care, as the child protection procedure of your agency says.',
      texts: ['This service never makes the referral. Here you record what was done, once it is done.'],
    },
  ],
  decideRequest: ({ shown, sameChildren }) => [
    {
      heading: 'The request',
      links: [{ text: 'Read the request', href: `/cases/${shown.reference}/request` }],
    },
    sameChildPanel(sameChildren),
  ],
  amendRequest: ({ asked, shown }) =>
    !asked.seen.viewer.readers.includes('administrator') && marksAnAddress(shown.request)
      ? [
          {
            heading: 'Confidential addresses',
            texts: [
              'A confidential address is not shown to you, also where you wrote it. Leave it empty and it stays as it is.',
            ],
          },
        ]
      : [],
  declareIndependence: ({ asked, shown }) => [
    {
      heading: 'Before you declare',
      texts: [
        'You are independent where you manage none of the practitioners involved, directly or through your own line, and where you were never involved with this child or family.',
        'Look through the names below, and think of your employer and of earlier cases.',
        ...((shown.flags ?? []).includes('possibleConflict')
          ? [
              'The employer or an earlier case of a facilitator suggests a possible conflict. Ask before this is declared.',
            ]
          : []),
      ],
      rows: [...familyRow(shown), ...practitionersRow(asked, shown)],
    },
  ],
  scheduleSession: ({ shown }) => [
    {
      heading: 'The date',
      rows: [...sessionRows(shown), ...dayRow('To be held by', shown.sessionDueOn)],
    },
  ],
  respondToInvitation: ({ shown }) => [{ heading: 'The session', rows: sessionRows(shown) }],
  publishSummary: (around) => [
    {
      heading: 'Filled in from the case',
      texts: ['This stands in the summary by itself. Put right what is wrong in the record of the session.'],
      rows: summaryRows(around.asked.seen, around.shown),
    },
  ],
  recordTrackerEntry: () => [
    {
      heading: 'The tracker is anonymous',
      texts: [
        'Leave out the names of children, family, practitioners and organisations, dates of birth, addresses and the meeting identifier. What is found of them is told to you before anything is kept.',
      ],
    },
  ],
  updateAction: ({ asked, shown }) => {
    const action = actionsOf(asked, shown).find(({ id }) => id === asked.task?.about);
    if (action === undefined) return [];
    return [
      {
        heading: 'The action',
        rows: [
          { label: 'What will be done', lines: [action.what] },
          { label: 'Who will do it', lines: [nameOf(action.ownerId, shown)] },
          ...dayRow('Due', action.dueOn),
        ],
      },
    ];
  },
  reviewActions: (around) => [
    {
      heading: 'What was agreed',
      rows: [...measureRows(around.shown), actionRow(around.shown, around.asked.seen.viewer.participantId)],
    },
  ],
  assessRisk: ({ shown }) => [
    {
      heading: 'What was raised',
      links: [{ text: 'Read what was raised', href: `/cases/${shown.reference}/answers/raiseImmediateRisk` }],
    },
  ],
};

/** As everybody reads it. */
const nameOf = (id: string, shown: CaseShown): string => ownerWords(id, shown, null);

const dayRow = (label: string, day: string | null | undefined): readonly AnswerRow[] =>
  day == null ? [] : [{ label, lines: [dayWords(day)] }];

function sameChildPanel(cases: readonly CaseRecord[]): Panel {
  const heading = 'Other cases with the same child, brother or sister';
  if (cases.length === 0)
    return { heading, texts: ['There is none with the same surname and date of birth.'] };
  return {
    heading,
    texts: [
      'They have the same surname and date of birth. A case that is open already may be the one to use.',
    ],
    links: cases.map(({ state: { reference, stage } }) => ({
      text: `${reference}: ${STAGE_TABLE[stage].title}`,
      href: `/cases/${reference}`,
    })),
  };
}

const marksAnAddress = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(marksAnAddress);
  if (!isFields(value)) return false;
  return value['addressConfidential'] === true || Object.values(value).some(marksAnAddress);
};

function familyRow(shown: CaseShown): readonly AnswerRow[] {
  const { request = {} } = shown;
  const { mother, father, otherCarers } = request;
  const carers: readonly unknown[] = Array.isArray(otherCarers) ? otherCarers : [];
  const adults = [mother, father, ...carers].flatMap((adult) =>
    isFields(adult) && typeof adult['name'] === 'string' ? [adult['name']] : [],
  );
  const lines = [
    ...(shown.children ?? childrenIn(shown)).flatMap(({ path }) => childName(shown, path) ?? []),
    ...adults,
  ];
  return lines.length === 0 ? [] : [{ label: 'Child and family', lines }];
}

/** Their places in the request, where it is shown by names only. */
function childrenIn({ request = {} }: CaseShown): readonly { readonly path: string }[] {
  const siblings: unknown = request['siblings'];
  return [
    { path: 'child' },
    ...(Array.isArray(siblings) ? siblings.map((_, place) => ({ path: `siblings[${place}]` })) : []),
  ];
}

function practitionersRow(
  { seen, standing }: StepAsked,
  { participants = [] }: CaseShown,
): readonly AnswerRow[] {
  const others = new Set(
    seen.record.state.participants.flatMap(({ id, leftOn, roles }) =>
      leftOn === null && id !== standing.by && !roles.includes('facilitator') ? [id] : [],
    ),
  );
  const lines = participants.filter(({ id }) => others.has(id)).map(({ name }) => name);
  return lines.length === 0 ? [] : [{ label: 'Practitioners', lines }];
}

function sessionRows({ session }: CaseShown): readonly AnswerRow[] {
  if (session == null) return [{ label: 'Session', lines: ['No date is set'] }];
  const { date, start, minutes, place, link } = session;
  return [
    { label: 'Session', lines: [`${dateTimeInWords(`${date}T${start}`)}, ${minutes} minutes`] },
    ...(place === null ? [] : [{ label: 'Place', lines: [place] }]),
    ...(link === null ? [] : [{ label: 'Link to join', lines: [link] }]),
  ];
}

const measureRows = ({ successMeasures = [] }: CaseShown): readonly AnswerRow[] =>
  successMeasures.length === 0
    ? []
    : [{ label: 'Success measures', lines: successMeasures.map(({ text }) => text) }];
