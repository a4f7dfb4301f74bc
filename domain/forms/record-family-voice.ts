/** Appendix 5: discussing multi-agency supervision with children and their families. */
import { onAnyStep } from './any-form.ts';
import { choice, date, exactly, id, shortText, text } from './fields.ts';
import { form } from './form.ts';
import { groupsIn, isGiven } from './sent.ts';
import { group, list, toldBy, toldByPresence } from './shapes.ts';
import type { Rule } from './shapes.ts';

const VOICES = { child: 'Child', mother: 'Mother', father: 'Father', carer: 'Carer', other: 'Somebody else' };
const WHY_NOT_GAINED = {
  declined: 'Declined',
  notPossible: 'Not possible',
  notAppropriate: 'Not appropriate',
};

const whose = choice(VOICES, { label: 'Whose voice', ask: 'Choose whose voice this is' });
const childId = id({ neededSometimes: true, label: 'Which child', ask: 'Choose which child', of: 'child' });
const gained = { label: 'Was the voice gained?', ask: 'Say whether the voice was gained' };

const onlyAChildHasAnId: Rule = (sent, fault) => {
  if (isGiven(sent['childId']) && sent['who'] !== 'child')
    fault('childId', 'Name a child only where it is the child’s voice');
};

const voice = toldBy('gained', { label: 'Voice', ask: gained.ask }, [
  group(
    { label: 'Gained' },
    {
      who: whose,
      childId: childId.optional(),
      name: shortText({ label: 'Name' }).optional(),
      gained: exactly(true, gained),
      whatIsHappeningAndWhy: text({
        label: 'What they think is happening and why',
        ask: 'Enter what they think is happening and why',
      }),
      views: text({ label: 'Their views', ask: 'Enter their views' }),
      agreedToShare: text({
        label: 'What they agreed to share with the multi-agency group',
        ask: 'Enter what they agreed to share with the multi-agency group',
      }),
      notToShare: text({ label: 'What they do not want shared' }).optional(),
    },
    onlyAChildHasAnId,
  ),
  group(
    { label: 'Not gained' },
    {
      who: whose,
      childId: childId.optional(),
      gained: exactly(false, gained),
      why: choice(WHY_NOT_GAINED, {
        label: 'Why the voice was not gained',
        ask: 'Choose why the voice was not gained',
      }),
      reason: text({ label: 'Reason', ask: 'Say more about why the voice was not gained' }),
    },
    onlyAChildHasAnId,
  ),
]);

const explained = toldByPresence(
  {
    label: 'Multi-agency group supervision was explained',
    ask: 'Say when and by whom it was explained, or why it was not',
  },
  {
    of: ['on', 'by'],
    shape: group(
      { label: 'Explained' },
      {
        on: date({ label: 'Date on which it was explained' }, 'past'),
        by: text({ label: 'Who explained it', ask: 'Say who explained it' }),
      },
    ),
  },
  {
    of: ['notExplained'],
    shape: group(
      { label: 'Not explained' },
      { notExplained: text({ label: 'Why it was not explained', ask: 'Say why it was not explained' }) },
    ),
  },
);

export const recordFamilyVoice = form({
  id: 'recordFamilyVoice',
  version: 1,
  schema: group(
    { label: 'The voice of the child and family' },
    {
      explained,
      voices: list(
        {
          label: 'Voices',
          ask: 'Give the voice of each child concerned and of at least one adult',
          hint: 'Each child concerned and at least one adult of the family',
          least: 1,
        },
        voice,
      ),
      questions: text({ label: 'Questions they asked' }).optional(),
      toldDateAndNext: group(
        { label: 'Told when the session is and what will happen next' },
        { on: date({ label: 'Date on which they were told' }, 'past') },
      ).optional(),
      interpreter: text({ label: 'Interpreter', hint: 'Language or need' }).optional(),
      ...onAnyStep,
    },
    // Whether every child concerned is heard depends on the case; one child always is concerned.
    (sent, fault) => {
      const heard = groupsIn(sent['voices']).map(({ who }) => who);
      if (heard.length === 0) return;
      if (!heard.includes('child')) fault('voices', 'Add the voice of the child, or why it was not gained');
      else if (heard.every((who) => who === 'child'))
        fault('voices', 'Add the voice of at least one adult, or why it was not gained');
    },
  ),
});
