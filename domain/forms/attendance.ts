/** Who attended, with what authority: "ensure all attending have delegated authority". */
import { id, text, yesNo } from './fields.ts';
import { eachOnce, groupsIn, isGiven } from './sent.ts';
import { group, list } from './shapes.ts';
import type { Rule } from './shapes.ts';

const attendee = group(
  { label: 'Attendee' },
  {
    participantId: id({ label: 'Who', ask: 'Choose the participant', of: 'participant' }),
    attended: yesNo({ label: 'Attended' }),
    delegatedAuthority: yesNo({ label: 'Has delegated authority', neededSometimes: true }).optional(),
    authorityNote: text({
      label: 'Who will agree for the agency, and by when',
      neededSometimes: true,
    }).optional(),
  },
  (sent, fault) => {
    if (sent['attended'] !== true) return;
    if (sent['delegatedAuthority'] === undefined)
      fault('delegatedAuthority', 'Say whether they had delegated authority');
    if (sent['delegatedAuthority'] === false && !isGiven(sent['authorityNote'])) {
      fault('authorityNote', 'Say who will agree for the agency, and by when');
    }
  },
);

export const attendance = list(
  { label: 'Attendance', ask: 'Say of every attendee whether they attended' },
  attendee,
);

export const attendanceOnce: Rule = (sent, fault) => {
  eachOnce(
    groupsIn(sent['attendance']).map((entry) => entry['participantId']),
    (place) => {
      fault(`attendance[${place}].participantId`, 'Give each participant once');
    },
  );
};

/** That the lead professional was absent is for the case to see. */
export const atLeastTwoOrWhyNot: Rule = (sent, fault) => {
  if (!Array.isArray(sent['attendance']) || isGiven(sent['proceededWithout'])) return;
  const attended = groupsIn(sent['attendance']).filter((entry) => entry['attended'] === true).length;
  if (attended < 2) fault('proceededWithout', 'Say why the session went on with fewer than two attending');
};
