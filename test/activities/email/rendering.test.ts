import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderEmail } from '../../../activities/email/index.ts';
import { EMAIL_KINDS } from '../../../domain/case/commands.ts';
import type { EmailData, EmailKind } from '../../../domain/case/commands.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import { TASK_KINDS } from '../../../domain/process/vocabulary.ts';
import { aSession, aTask, anEmail, DATA, day, SETTINGS } from './examples.ts';

const render = (kind: EmailKind, data: EmailData = DATA[kind]) => renderEmail(anEmail(kind, data), SETTINGS);

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** What a person reads of the HTML: its words, without the tags. */
function wordsOf(html: string): string {
  return html
    .replace(/^[\s\S]*<body[^>]*>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(\w+|#39);/g, (_, name: string) => CHARACTERS[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}

describe.each(EMAIL_KINDS)('The email “%s”', (kind) => {
  test('names the meeting identifier in subject and body, and leads to the case', () => {
    for (const data of [DATA[kind], {}, { ...DATA[kind], noOneToRemind: true }]) {
      const { subject, text, html } = render(kind, data);
      expect(subject).toMatch(/^MAS-2026-0001: [^\r\n]{10,180}$/);
      expect(text).toContain('Multi-agency supervision MAS-2026-0001');
      expect(html).toContain('Multi-agency supervision MAS-2026-0001');
      expect(text).toContain(
        'Open case MAS-2026-0001:\n\nhttps://supervision.example/cases/MAS-2026-0001'.replace('\n\n', '\n'),
      );
      expect(html).toContain('<a href="https://supervision.example/cases/MAS-2026-0001"');
      expect(text).toContain('sign in');
      // The task is in the body as it is in the subject.
      expect(text).toContain(subject.replace('MAS-2026-0001: ', ''));
    }
  });

  test('says the same in text and in HTML', () => {
    const { text, html } = render(kind);
    const plain = text
      .replace(':\nhttps://supervision.example/cases/MAS-2026-0001', '')
      .replace(/^- /gm, '')
      .replace(/\s+/g, ' ')
      .trim();
    expect(wordsOf(html)).toBe(plain);
  });

  test('is in plain English, with nothing left open', () => {
    const { subject, text, html } = render(kind);
    for (const part of [subject, text, wordsOf(html)]) {
      expect(part).not.toMatch(
        /\b(LP|wd|triage|evolve|undefined|null|NaN)\b|\[object|\d{4}-\d{2}-\d{2}|\{\w/,
      );
      expect(part).not.toMatch(/\b(Dear|Hello|Hi)\b/);
      expect(part).not.toContain('..');
    }
    expect(html).toContain('<html lang="en">');
    expect(html).not.toMatch(/<(script|style|img|link|table)\b/);
  });

  test('is made the same again', () => {
    expect(render(kind)).toEqual(render(kind));
  });
});

describe('What people typed', () => {
  const MARKER = 'Planted-Marker';
  /** As if the rules had put in more than they may: whatever is not place or link must not come out. */
  const planted = {
    ...DATA.reminder,
    about: `${MARKER} owner`,
    tasks: TASK_KINDS.map((kind) => ({ ...aTask(kind, '2026-03-12'), about: `${MARKER} about` })),
    child: `${MARKER} child`,
    session: { ...aSession(), agenda: `${MARKER} agenda` },
  };

  test.each(EMAIL_KINDS)('is in no email but as the session’s place and link: “%s”', (kind) => {
    for (const noOneToRemind of [false, true]) {
      const { subject, text, html, calendar } = render(kind, { ...planted, noOneToRemind });
      for (const part of [subject, text, html, calendar?.content ?? '']) expect(part).not.toContain(MARKER);
    }
  });

  test('as a place or link cannot become markup, another line, or a link to anything but the web', () => {
    const hostile = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      'javascript:alert(1)',
      'https://meet.example/"onmouseover="alert(1)',
      'https://bank.example@evil.example/',
      'data:text/html,<b>',
      'Room 1\r\nEND:VEVENT\r\nATTENDEE:mailto:thief@example.org',
      'Room \u202Egnp.exe',
    ];
    for (const typed of hostile) {
      const session = aSession({ place: typed, link: typed });
      const { subject, text, html, calendar } = render('invitation', { session });
      expect(html).not.toMatch(/<(script|img)/);
      expect(html).not.toMatch(/href="(?!https?:)/);
      expect(html).not.toMatch(/"\s*onmouseover/);
      expect(html).not.toContain('href="https://bank.example@');
      expect(subject).not.toContain(typed);
      expect(text + html).not.toContain('\u202E');
      expect(text).not.toMatch(/^(END|ATTENDEE)/m);
      expect(calendar?.content.match(/^END:VEVENT/gm)).toHaveLength(1);
      expect(calendar?.content.match(/^ATTENDEE/gm)).toHaveLength(1);
    }
  });

  test('is escaped whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
        const { html, calendar } = render('invitation', { session: aSession({ place: typed, link: null }) });
        const place = /<strong>Place:<\/strong> (.*)<\/p>/.exec(html)?.[1];
        if (place !== undefined) expect(place).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        // No line of the calendar file begins with anything but its own properties.
        for (const line of (calendar?.content ?? '').split('\r\n')) {
          expect(line).toMatch(
            /^( |$|(BEGIN|END|VERSION|PRODID|METHOD|UID|SEQUENCE|DTSTAMP|DTSTART|DTEND|SUMMARY|LOCATION|DESCRIPTION|ORGANIZER|ATTENDEE|URL|STATUS|CLASS)\b)/,
          );
        }
      }),
    );
  });

  test('is clickable when it is a web address', () => {
    const { html, text } = render('sessionEve');
    expect(html).toContain('<a href="https://meet.example/abc?x=1&amp;y=2"');
    expect(text).toContain('Link to join: https://meet.example/abc?x=1&y=2');
    expect(text).toContain('Place: Room 4, Town Hall');
  });
});

describe('Tasks in an email', () => {
  test.each(TASK_KINDS)('are called as the process calls them: %s', (kind) => {
    const { subject, text } = render('reminder', { tasks: [aTask(kind, '2026-03-12')] });
    expect(subject).toBe(`MAS-2026-0001: ${TASK_TABLE[kind].title}, due on Thursday 12 March 2026`);
    expect(text).toContain(`- ${TASK_TABLE[kind].title}: due on Thursday 12 March 2026`);
  });

  test('of one person and day come in one, what is due first at the top', () => {
    const { subject, text } = render('reminder');
    expect(subject).toBe(
      'MAS-2026-0001: Overdue: Submit a chronology, was due on Tuesday 10 March 2026, and 2 more tasks',
    );
    expect(text).toContain(
      [
        '- Submit a chronology: overdue, was due on Tuesday 10 March 2026',
        '- Evaluate before the session: due on Thursday 12 March 2026',
        '- Record the family’s voice: due on Monday 16 March 2026',
      ].join('\n'),
    );
  });

  test('of the same kind and date are counted, for those who only get a copy', () => {
    expect(render('overdueCopy').text).toContain(
      '- Submit a chronology: overdue, was due on Thursday 12 March 2026 (3 of these)',
    );
  });

  test('are those that the kind of email asks for, when it brings only a date', () => {
    expect(render('requestReturned', { dueOn: day('2026-03-09') }).subject).toBe(
      'MAS-2026-0001: More information is needed. Amend the request, due on Monday 9 March 2026',
    );
    expect(render('confirmParticipant', {}).subject).toBe('MAS-2026-0001: Confirm a participant');
  });

  test('of follow-up interviews say with whom', () => {
    const { text } = render('followUpDue');
    for (const whom of ['the lead professional', 'a child concerned', 'the family']) {
      expect(text).toContain(`Hold a follow-up interview with ${whom}: due on Thursday 17 September 2026`);
    }
  });
});

describe('An email about the session’s due date', () => {
  test.each([
    [5, 'The session is to be held by Monday 23 March 2026: 5 working days left'],
    [1, 'The session is to be held by Monday 23 March 2026: 1 working day left'],
    [0, 'The session is to be held by Monday 23 March 2026: no working days left'],
    [-1, 'Overdue: the session was to be held by Monday 23 March 2026'],
  ])('with %i working days left', (workingDaysLeft, words) => {
    const { subject, text } = render('sessionDue', { dueOn: day('2026-03-23'), workingDaysLeft });
    expect(subject).toBe(`MAS-2026-0001: ${words}`);
    if (workingDaysLeft === -1) expect(text).toContain('It is 1 working day overdue.');
  });
});

describe('An email for somebody who cannot get it', () => {
  test('tells the administrators that there is no one to remind, and of what', () => {
    const { subject, text } = render('reminder', {
      tasks: [aTask('submitChronology', '2026-03-12')],
      noOneToRemind: true,
    });
    expect(subject).toBe(
      'MAS-2026-0001: No one to remind. Submit a chronology, due on Thursday 12 March 2026',
    );
    expect(text).toContain('has no email address or whose account is disabled');
    expect(text).toContain('- Submit a chronology: due on Thursday 12 March 2026');
  });

  test('puts no session into an administrator’s calendar', () => {
    const email = render('invitation', { ...DATA.invitation, noOneToRemind: true });
    expect(email.calendar).toBeUndefined();
    expect(email.text).not.toContain('calendar file');
    expect(email.text).toContain('Room 4, Town Hall');
  });
});
