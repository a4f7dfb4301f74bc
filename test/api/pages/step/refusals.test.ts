/** The page of a step when something is in its way: what was typed stays, and what is wrong is said. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '../../../../domain/calendar/index.ts';
import type { CaseStepId } from '../../../../domain/process/vocabulary.ts';
import { A_CHRONOLOGY, accepted, requested, take, today, withFacilitators } from '../../cases.ts';
import { PEOPLE, runApi } from '../../running-api.ts';
import type { RunningApi, Who } from '../../running-api.ts';
import { wordsOf } from '../cases/visiting.ts';
import { idsOn } from '../form/posted.ts';
import { atStep, faultsOn, filledIn, formOn, titleOn } from './at-a-step.ts';

let api: RunningApi;
/** Accepted; nothing is handed in. */
let reference: string;

beforeAll(async () => {
  api = await runApi();
  reference = referenceIn(await accepted(api));
}, 60_000);
afterAll(() => api.close());

const referenceIn = (path: string): string => path.slice('/v1/cases/'.length);
const pageOf = (step: CaseStepId, of = reference): string => `/cases/${of}/steps/${step}`;
const callOf = (of = reference): string => `/v1/cases/${of}`;
const PRE = { score: 2, why: 'Plans overlap.', successfulOutcomes: 'One plan.' };
const CHRONOLOGY = {
  entries: [{ on: addDays(today(), -20), what: 'A calm visit.', significance: 'strength' }],
};
const TEXT = Buffer.from('Contact with the family since spring, every week.\n');

async function participant(who: Who, of = reference): Promise<string> {
  const found = await api.records.findCase(of);
  return found?.state.participants.find(({ email }) => email === PEOPLE[who].email)?.id ?? '';
}

const versionsOf = async (step: CaseStepId, of = reference) =>
  (await api.records.answers(of, step)).map(({ by, body }) => ({ by, body }));

const flat = (page: { readonly text: string }): string =>
  wordsOf(page as Parameters<typeof wordsOf>[0]).replaceAll('&#39;', '’');

describe('what is wrong with the answers', () => {
  test('is listed, each fault linked to its field, and every answer stays', async () => {
    const browser = await atStep(api, 'attendee');
    const page = await browser.see(pageOf('submitChronology'));
    const typed = filledIn(page, 'submitChronology', {
      entries: [{ on: '2999-01-01', what: 'Typed with care.' }, { what: 'A second one.' }],
    });
    const refused = await browser.send(pageOf('submitChronology'), typed);
    expect(refused.status).toBe(400);
    expect(titleOn(refused)).toMatch(/^Error: /);
    const faults = faultsOn(refused);
    expect(faults.length).toBeGreaterThanOrEqual(4);
    const ids = idsOn(refused.text);
    expect(faults.filter(({ id }) => !ids.includes(id))).toEqual([]);
    expect(formOn(refused).get('entries[0].what')).toEqual(['Typed with care.']);
    expect(formOn(refused).get('entries[1].what')).toEqual(['A second one.']);
    expect(await versionsOf('submitChronology')).toEqual([]);
  });

  test('a fault of no field of the page is told as well', async () => {
    const browser = await atStep(api, 'leadProfessional');
    const page = await browser.see(pageOf('recordFamilyVoice'));
    const refused = await browser.send(
      pageOf('recordFamilyVoice'),
      filledIn(page, 'recordFamilyVoice', {
        explained: { notExplained: 'No interpreter yet.' },
        voices: [{ gained: false, why: 'declined', reason: 'Not now.' }],
      }),
    );
    expect(faultsOn(refused)).toEqual([{ id: 'voices', text: expect.stringContaining('adult') }]);
  });

  test('in rows that the case gives, each says of whom it is', async () => {
    const path = await withFacilitators(api);
    const session = { date: today(), start: '00:00', minutes: 15, place: 'Town hall' };
    await take(api, 'administrator', path, 'scheduleSession', session);
    const at = pageOf('recordSession', referenceIn(path));
    const browser = await atStep(api, 'facilitator');
    const page = await browser.see(at);
    const refused = await browser.send(at, new Map([...formOn(page), ['held', ['yes']]]));
    expect(faultsOn(refused).map(({ text }) => text)).toEqual(
      expect.arrayContaining(
        (['requester', 'leadProfessional', 'attendee'] as const).map((who) =>
          expect.stringContaining(`(${PEOPLE[who].name}, `),
        ),
      ),
    );
  });

  test('rows are added and removed with nothing lost, and nothing faulted', async () => {
    const browser = await atStep(api, 'requester');
    const page = await browser.see(pageOf('submitChronology'));
    const typed = filledIn(page, 'submitChronology', CHRONOLOGY);
    const more = await browser.send(
      pageOf('submitChronology'),
      new Map([...typed, ['_do', ['add:entries']]]),
    );
    expect(more.status).toBe(200);
    expect(faultsOn(more)).toEqual([]);
    expect(formOn(more).get('entries[0].what')).toEqual(['A calm visit.']);
    expect(formOn(more).has('entries[1].what')).toBe(true);
    const fewer = await browser.send(
      pageOf('submitChronology'),
      new Map([...formOn(more), ['_do', ['remove:entries[1]']]]),
    );
    expect(formOn(fewer).has('entries[1].what')).toBe(false);
    expect(formOn(fewer).get('entries[0].what')).toEqual(['A calm visit.']);
  });
});

describe('a step that is not open', () => {
  test('says what is missing, and what may be done now', async () => {
    const browser = await atStep(api, 'attendee');
    const page = await browser.see(pageOf('respondToInvitation'));
    expect(page.status).toBe(409);
    expect(flat(page)).toContain('The session has not been scheduled.');
    expect(page.text).toContain(`href="${pageOf('submitChronology')}"`);
  });

  test('of somebody else is refused; of a case that one may not see, or of no step, not found', async () => {
    expect((await (await atStep(api, 'attendee')).see(pageOf('decideRequest'))).status).toBe(403);
    expect((await (await atStep(api, 'stranger')).see(pageOf('submitChronology'))).status).toBe(404);
    expect((await (await atStep(api, 'operator')).see(pageOf('submitChronology'))).status).toBe(404);
    expect(
      (await (await atStep(api, 'attendee')).see(`/cases/${reference}/steps/submitRequest`)).status,
    ).toBe(404);
    const other = `${pageOf('submitChronology')}?for=${await participant('attendee')}`;
    expect((await (await atStep(api, 'requester')).see(other)).status).toBe(403);
    expect(
      (await (await atStep(api, 'administrator')).see(`${pageOf('submitChronology')}?for=p99`)).status,
    ).toBe(404);
  });

  test('that closed while the form was filled in is told in words, and keeps every answer', async () => {
    const path = await accepted(api);
    const at = pageOf('submitChronology', referenceIn(path));
    const browser = await atStep(api, 'attendee');
    const typed = filledIn(await browser.see(at), 'submitChronology', CHRONOLOGY);
    await take(api, 'administrator', path, 'cancelCase', { reason: 'Moved away.' });
    const late = await browser.send(at, typed);
    expect(late.status).toBe(409);
    expect(titleOn(late)).toMatch(/^Error: /);
    expect(flat(late)).toContain('The case is closed');
    expect(flat(late)).toContain('This case has moved on since you opened this page. It is at “Closed” now.');
    expect(formOn(late).get('entries[0].what')).toEqual(['A calm visit.']);
    const later = await browser.see(at);
    expect(later.status).toBe(409);
    expect(flat(later)).toContain('A calm visit.');
  });

  test('but another step taken meanwhile is in nobody’s way', async () => {
    const path = await accepted(api);
    const at = pageOf('submitChronology', referenceIn(path));
    const browser = await atStep(api, 'attendee');
    const typed = filledIn(await browser.see(at), 'submitChronology', CHRONOLOGY);
    await take(api, 'leadProfessional', path, 'submitChronology', A_CHRONOLOGY);
    expect((await browser.send(at, typed)).status).toBe(303);
  });
});

describe('the same, twice', () => {
  test('five equal forms at once are one step, and the back button changes nothing', async () => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(api, 'attendee');
    const typed = filledIn(await browser.see(at), 'submitChronology', CHRONOLOGY);
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.send(at, typed)));
    answers.push(await browser.send(at, typed));
    expect(new Set(answers.map(({ status, headers }) => `${status} ${String(headers['location'])}`))).toEqual(
      new Set([`303 /cases/${of}?done=submitChronology`]),
    );
    expect(await versionsOf('submitChronology', of)).toHaveLength(1);
    expect(await api.records.draftsOf({ personId: api.personId('attendee'), page: at })).toEqual([]);
  });

  test('everybody at once is in nobody’s way', async () => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const everybody = await Promise.all(
      (['requester', 'leadProfessional', 'attendee'] as const).map((who) => atStep(api, who)),
    );
    const pages = await Promise.all(everybody.map((browser) => browser.see(at)));
    const answers = await Promise.all(
      everybody.map((browser, place) =>
        browser.send(at, filledIn(pages[place] ?? { status: 0, text: '' }, 'submitChronology', A_CHRONOLOGY)),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await versionsOf('submitChronology', of)).toHaveLength(3);
  });

  test('sent back with other answers, it says that the first were taken, and takes these when sent again', async () => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(api, 'attendee');
    const page = await browser.see(at);
    await browser.send(at, filledIn(page, 'submitChronology', CHRONOLOGY));
    const back = await browser.send(at, filledIn(page, 'submitChronology', A_CHRONOLOGY));
    expect(back.status).toBe(409);
    expect(flat(back)).toContain('This form was sent before with other answers, and those were taken');
    expect((await browser.send(at, formOn(back))).status).toBe(303);
    expect((await versionsOf('submitChronology', of)).map(({ body }) => body)).toEqual([
      A_CHRONOLOGY,
      CHRONOLOGY,
    ]);
  });

  test('in two tabs: the second says that it was done, and takes it as a new version', async () => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(api, 'attendee');
    const [one, other] = [await browser.see(at), await browser.see(at)];
    await browser.send(at, filledIn(one, 'submitChronology', CHRONOLOGY));
    const second = await browser.send(at, filledIn(other, 'submitChronology', A_CHRONOLOGY));
    expect(second.status).toBe(409);
    expect(flat(second)).toContain('This was done already by you, on ');
    expect(flat(second)).toContain('Send mine as a new version');
    expect(formOn(second).get('reason')?.[0] ?? formOn(second).get('reason@nilReturn')?.[0]).toBe(
      A_CHRONOLOGY.reason,
    );
    expect((await browser.send(at, formOn(second))).status).toBe(303);
    expect(await versionsOf('submitChronology', of)).toHaveLength(2);
  });

  test('by somebody else who may: it says who', async () => {
    const path = await withFacilitators(api);
    await take(api, 'facilitator', path, 'declareIndependence', { independent: true });
    const at = pageOf('scheduleSession', referenceIn(path));
    const browser = await atStep(api, 'administrator');
    const session = { date: addDays(today(), 10), start: '10:00', minutes: 60, place: 'Town hall' };
    const typed = filledIn(await browser.see(at), 'scheduleSession', session);
    await take(api, 'facilitator', path, 'scheduleSession', { ...session, start: '11:00' });
    const late = await browser.send(at, typed);
    expect(late.status).toBe(409);
    expect(flat(late)).toContain(`This was done already by ${PEOPLE.facilitator.name}`);
    // Now it moves the session, which needs a reason.
    const again = await browser.send(at, formOn(late));
    expect(faultsOn(again).map(({ text }) => text)).toEqual([expect.stringMatching(/moved|reason/i)]);
  });

  test('a correction begins with the earlier answer, and says why where a reason is needed', async () => {
    const of = referenceIn(await accepted(api));
    await take(api, 'attendee', callOf(of), 'submitChronology', CHRONOLOGY);
    const browser = await atStep(api, 'attendee');
    const page = await browser.see(pageOf('submitChronology', of));
    expect(formOn(page).get('entries[0].what')).toEqual(['A calm visit.']);
    expect(flat(page)).toMatch(/Given by you on .* What you send now is a new version/);
    expect(formOn(page).has('correctionReason')).toBe(false);
    const amending = await (await atStep(api, 'administrator')).see(pageOf('amendRequest', of));
    expect(formOn(amending).has('correctionReason')).toBe(true);
    expect(formOn(amending).get('child.surname')).toEqual(['Thistlewood']);
  });
});

test('a closed case takes a correction by the business manager, with a reason', async () => {
  const path = await accepted(api);
  const at = pageOf('cancelCase', referenceIn(path));
  await take(api, 'administrator', path, 'cancelCase', { reason: 'Moved away.' });
  expect((await (await atStep(api, 'administrator')).see(at)).status).toBe(409);
  const browser = await atStep(api, 'businessManager');
  const page = await browser.see(at);
  const without = await browser.send(at, filledIn(page, 'cancelCase', { reason: 'They moved away.' }));
  expect(faultsOn(without).map(({ id }) => id)).toEqual(['correctionReason']);
  const corrected = { reason: 'They moved away.', correctionReason: 'A slip.' };
  expect((await browser.send(at, filledIn(without, 'cancelCase', corrected))).status).toBe(303);
});

describe('what was typed and not sent', () => {
  test('is saved, shown again under any link to the step, and discarded', async () => {
    const at = pageOf('submitAssessmentAndPlan');
    const browser = await atStep(api, 'leadProfessional');
    const typed = filledIn(await browser.see(`${at}?task=t3`), 'submitAssessmentAndPlan', {
      plan: { unavailable: 'Half a sentence' },
    });
    const saved = await browser.send(`${at}?task=t3`, new Map([...typed, ['_do', ['save']]]));
    expect([saved.status, saved.headers['location']]).toEqual([303, `${at}?task=t3`]);
    const elsewhere = await atStep(api, 'leadProfessional');
    const later = await elsewhere.see(at);
    expect(flat(later)).toContain('We kept what you had typed on');
    expect(formOn(later).get('plan.unavailable')).toEqual(['Half a sentence']);
    const discarded = await elsewhere.send(at, new Map([...formOn(later), ['_do', ['discard']]]));
    expect(discarded.status).toBe(303);
    const fresh = await browser.see(at);
    expect(flat(fresh)).not.toContain('We kept what you had typed on');
    expect(formOn(fresh).get('plan.unavailable')).not.toEqual(['Half a sentence']);
    expect(await versionsOf('submitAssessmentAndPlan')).toEqual([]);
  });

  test.each([
    ['an hour', '1 hour'],
    ['a weekend', '3 days'],
  ])('while the session lapsed, %s ago, is on the page after signing in', async (_, ago) => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(api, 'attendee');
    const typed = filledIn(await browser.see(at), 'submitChronology', CHRONOLOGY);
    await api.sql.query(
      'UPDATE session SET used_at = used_at - $2::interval, started_at = started_at - $2::interval WHERE person_id = $1',
      [api.personId('attendee'), ago],
    );
    await api.records.forgetWhatIsOver();
    // More than a stranger may send: whose session it was is known.
    const long = 'A visit. '.repeat(20_000);
    const lapsed = await browser.send(at, new Map([...typed, ['entries[0].source', [long]]]));
    expect(lapsed.status).toBe(303);
    expect(String(lapsed.headers['location'])).toContain('why=lapsed');
    const then =
      new URL(String(lapsed.headers['location']), 'http://own.invalid').searchParams.get('then') ?? '';
    const again = await (await atStep(api, 'attendee')).see(then);
    expect(flat(again)).toContain('We kept what you had typed on');
    expect(formOn(again).get('entries[0].what')).toEqual(['A calm visit.']);
    expect(formOn(again).get('entries[0].source')).toEqual([long]);
  });

  test('is on the form’s draft after it was refused, and gone once it is taken', async () => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(api, 'attendee');
    await browser.send(
      at,
      filledIn(await browser.see(at), 'submitChronology', { entries: [{ what: 'Begun.' }] }),
    );
    const later = await browser.see(at);
    expect(formOn(later).get('entries[0].what')).toEqual(['Begun.']);
    const taken = await browser.send(at, filledIn(later, 'submitChronology', CHRONOLOGY));
    expect(taken.status).toBe(303);
    expect(flat(await browser.see(at))).not.toContain('We kept what you had typed on');
  });
});

describe('files', () => {
  test('one that is accepted is kept though other answers are at fault, and is sent again by itself', async () => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(api, 'attendee');
    const page = await browser.see(at);
    expect(page.text).toContain('enctype="multipart/form-data"');
    const typed = new Map([...formOn(page), ['which', ['file']]]);
    const refused = await browser.sendWith(at, typed, 'file', TEXT, 'history.txt');
    expect(refused.status).toBe(400);
    expect(flat(refused)).toContain('history.txt is uploaded');
    const id = formOn(refused).get('file')?.[0];
    const dated = new Map([
      ...formOn(refused),
      ...filledIn(refused, 'submitChronology', { file: id, from: addDays(today(), -30), to: today() }),
    ]);
    expect((await browser.send(at, dated)).status).toBe(303);
    expect(await versionsOf('submitChronology', of)).toMatchObject([{ body: { file: id } }]);
  });

  test.each([
    ['a picture', 'photo.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'Send a PDF'],
    ['nothing', 'empty.txt', Buffer.alloc(0), 'The file is empty'],
    [
      'more than 20 MB',
      'large.txt',
      Buffer.alloc(20 * 1024 * 1024 + 1, 'a'),
      'A file may have 20 MB at most',
    ],
    ['a text that is called a PDF', 'history.pdf', TEXT, 'Send a PDF'],
  ])(
    '%s is told at its field, beside the other faults, with every answer kept',
    async (_what, name, content, words) => {
      const at = pageOf('submitAssessmentAndPlan');
      const browser = await atStep(api, 'leadProfessional');
      const typed = new Map([
        ...filledIn(await browser.see(at), 'submitAssessmentAndPlan', {
          assessment: { unavailable: 'Signed off soon.' },
        }),
        ['plan.which', ['file']],
      ]);
      const refused = await browser.sendWith(at, typed, 'plan.file', content, name);
      expect(refused.status).toBe(400);
      const faults = faultsOn(refused);
      expect(faults.map(({ id }) => id)).toEqual(['plan-file']);
      expect(faults[0]?.text).toMatch(words === 'Send a PDF' ? /Send a PDF|does not end/ : new RegExp(words));
      expect(formOn(refused).get('assessment.unavailable')).toEqual(['Signed off soon.']);
    },
  );

  test('five equal forms with a file at once are one step with one file', async () => {
    const of = referenceIn(await accepted(api));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(api, 'attendee');
    const dated = { file: 'none', from: addDays(today(), -30), to: today() };
    const typed = new Map([...filledIn(await browser.see(at), 'submitChronology', dated), ['file', ['']]]);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => browser.sendWith(at, typed, 'file', TEXT, 'history.txt')),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
    expect(await versionsOf('submitChronology', of)).toHaveLength(1);
    const { rows } = await api.sql.query('SELECT 1 FROM file WHERE reference = $1', [of]);
    expect(rows).toHaveLength(1);
  });
});

describe('an administrator', () => {
  test('says for whom, and enters what was received from them', async () => {
    const of = referenceIn(await accepted(api));
    const browser = await atStep(api, 'administrator');
    const whose = await browser.see(pageOf('submitChronology', of));
    expect(whose.status).toBe(200);
    const at = `${pageOf('submitChronology', of)}?for=${await participant('attendee', of)}`;
    expect(whose.text).toContain(`href="${at}"`);
    const page = await browser.see(at);
    expect(flat(page)).toContain(`You enter this for ${PEOPLE.attendee.name}.`);
    const body = { ...A_CHRONOLOGY, onBehalfOf: { receivedOn: today(), how: 'post' } };
    const without = await browser.send(at, filledIn(page, 'submitChronology', A_CHRONOLOGY));
    expect(faultsOn(without).map(({ id }) => id)).toEqual(['onBehalfOf-receivedOn-day', 'onBehalfOf-how']);
    expect((await browser.send(at, filledIn(without, 'submitChronology', body))).status).toBe(303);
    const [answer] = await api.records.answers(of, 'submitChronology');
    expect(answer).toMatchObject({
      by: await participant('attendee', of),
      onBehalfOf: { typedBy: api.personId('administrator'), receivedOn: today(), how: 'post' },
    });
  });

  test('sees at the decision who is asked, and other cases with the same child', async () => {
    const of = referenceIn(await requested(api));
    const page = await (await atStep(api, 'administrator')).see(pageOf('decideRequest', of));
    expect(flat(page)).toContain('Other cases with the same child, brother or sister');
    expect(page.text).toContain(`href="/cases/${reference}"`);
    expect(formOn(page).get('participants[0].email')).toEqual([PEOPLE.leadProfessional.email]);
    expect(formOn(page).get('participants[1].email')).toEqual([PEOPLE.attendee.email]);
    expect(formOn(page).has('decision')).toBe(false);
  });
});

test('a step that takes the case out of sight leads home, sent again too', async () => {
  const of = referenceIn(await withFacilitators(api));
  const at = pageOf('declareIndependence', of);
  const browser = await atStep(api, 'facilitator');
  const typed = filledIn(await browser.see(at), 'declareIndependence', {
    independent: false,
    conflict: 'other',
    detail: 'A neighbour.',
  });
  for (const _ of ['first', 'again']) {
    const sent = await browser.send(at, typed);
    expect([sent.status, sent.headers['location']]).toEqual([303, '/?done=declareIndependence']);
  }
  expect(flat(await browser.see('/?done=declareIndependence'))).toContain('Done: Declare independence');
  expect((await browser.see(at)).status).toBe(404);
});

test('a confidential address is not shown to the requester who amends, and stays', async () => {
  const path = await requested(api);
  const of = referenceIn(path);
  await take(api, 'administrator', path, 'decideRequest', {
    decision: 'returnForInformation',
    reason: 'More.',
  });
  const browser = await atStep(api, 'requester');
  const page = await browser.see(pageOf('amendRequest', of));
  expect(page.text).not.toContain('9 Marrowgate');
  expect(flat(page)).toContain('Leave it empty and it stays as it is.');
  expect((await browser.send(pageOf('amendRequest', of), formOn(page))).status).toBe(303);
  expect(await api.records.newestRequest(of)).toMatchObject({ child: { address: '9 Marrowgate' } });
});

test('the child protection procedure comes first where a risk is raised', async () => {
  const page = await (await atStep(api, 'attendee')).see(pageOf('raiseImmediateRisk'));
  const words = flat(page);
  expect(words).toContain('This service never makes the referral.');
  expect(words.indexOf('ring 999')).toBeLessThan(
    words.indexOf('What was done under child protection procedures'),
  );
});

test('while the database is away for a moment the page carries every answer and its key, and takes them when it is back', async () => {
  const at = `${pageOf('submitPreEvaluation')}?task=t1`;
  const browser = await atStep(api, 'attendee');
  await take(api, 'administrator', callOf(), 'scheduleSession', {
    date: addDays(today(), 14),
    start: '10:00',
    minutes: 90,
    place: 'Town hall',
  }).catch(() => undefined);
  const before = (await versionsOf('submitPreEvaluation')).length;
  const typed = filledIn(await browser.see(at), 'submitPreEvaluation', PRE);
  const database = new URL(api.settings.databaseUrl).pathname.slice(1);
  await api.sql.query(`ALTER DATABASE ${database} CONNECTION LIMIT 0`);
  await api.sql.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const away = await browser.send(at, typed);
  expect(away.status).toBe(503);
  expect(away.text).toContain(`action="${at}"`);
  const again = formOn(away);
  for (const [name, values] of typed) expect([name, again.get(name)]).toEqual([name, values]);
  await api.sql.query(`ALTER DATABASE ${database} CONNECTION LIMIT -1`);
  expect((await browser.send(at, again)).status).toBe(303);
  expect((await versionsOf('submitPreEvaluation')).slice(0, 1)).toMatchObject([{ body: PRE }]);
  expect(await versionsOf('submitPreEvaluation')).toHaveLength(before + 1);
});

test('with the engine away a step is taken as usual', async () => {
  const away = await runApi({ temporal: { namespace: 'nowhere', temporalAddress: '127.0.0.1:9' } });
  try {
    const of = referenceIn(await accepted(away));
    const at = pageOf('submitChronology', of);
    const browser = await atStep(away, 'attendee');
    const begun = Date.now();
    const taken = await browser.send(
      at,
      filledIn(await browser.see(at), 'submitChronology', { nilReturn: true, reason: 'No contact.' }),
    );
    expect(taken.status).toBe(303);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(await away.records.answers(of, 'submitChronology')).toHaveLength(1);
  } finally {
    await away.close();
  }
});
