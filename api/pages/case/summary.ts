/** What stands in the discussion and action summary (Appendix 4) by itself, as far as this person sees it. */
import type { CaseSeen } from '../../json/case-view.ts';
import type { AnswerRow } from '../form/answer.ts';
import { dayInWords } from '../form/dates.ts';
import { dayWords, ownerWords } from './case-words.ts';
import type { CaseShown } from './case-words.ts';

export function summaryRows({ record: { state }, viewer }: CaseSeen, shown: CaseShown): readonly AnswerRow[] {
  const names = (
    label: string,
    isMeant: (participant: (typeof state.participants)[number]) => boolean,
  ): readonly AnswerRow[] => {
    if (shown.participants === undefined) return [];
    const lines = state.participants
      .filter(isMeant)
      .map(({ id }) => ownerWords(id, shown, viewer.participantId));
    return [{ label, lines: lines.length === 0 ? ['Nobody'] : lines }];
  };
  const heldOn = shown.session?.heldOn ?? null;
  return [
    { label: 'Meeting identifier', lines: [shown.reference] },
    ...(heldOn === null ? [] : [{ label: 'Date of the session', lines: [dayWords(heldOn)] }]),
    ...names('Facilitators', ({ roles, leftOn }) => roles.includes('facilitator') && leftOn === null),
    ...names('Attendees', ({ attended }) => attended === true),
    actionRow(shown, viewer.participantId),
  ];
}

export function actionRow({ actions = [], ...shown }: CaseShown, viewerId: string | null): AnswerRow {
  const lines = actions
    .filter(({ status }) => status !== 'notNeeded')
    .map(
      ({ what, ownerId, dueOn }) =>
        `${what} (${ownerWords(ownerId, shown, viewerId)}, by ${dayInWords(dueOn)})`,
    );
  return { label: 'Agreed actions', lines: lines.length === 0 ? ['None'] : lines };
}
