import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { LEAD_PROFESSIONAL } from '../../tools/demo/people.ts';
import { walkWholeCase } from '../journeys/full-answers.ts';
import { foundIn } from '../journeys/haystack.ts';
import { startJourneyService } from '../journeys/service.ts';
import type { JourneyService } from '../journeys/service.ts';
import { startChromium } from './chromium.ts';
import { STATUSES, everyError } from './errors.ts';
import { sendButton, typedFor } from './filling.ts';
import { PageWalk } from './page-walk.ts';
import { signingIn, withCode } from './signing-in.ts';
import { sendByKeyboard } from './typing.ts';
import { visit } from './visit.ts';
import type { Visit } from './visit.ts';
import { inspector, violationsIn } from './well-made.ts';

let service: JourneyService;
let browser: Browser;
let walks: readonly PageWalk[] = [];
const visits: Visit[] = [];
const isPersonal = (text: string): boolean =>
  foundIn(
    text,
    walks.flatMap(({ markers }) => markers.all),
  ).length > 0;
const pages = inspector(isPersonal);

const EMPTY_FORMS = [
  ['/sign-in', 'Send me a code'],
  ['/people/new', 'Add this person'],
  ['/facilitators/new', 'Add to the list'],
  ['/calendar', 'Show what it moves'],
  ['/cases', 'Search'],
] as const;

const stranger = async (who: string, javaScript = true): Promise<Visit> => {
  const made = await visit(browser, service.settings.publicUrl, { who, javaScript });
  visits.push(made);
  return made;
};

beforeAll(async () => {
  service = await startJourneyService({ visited: true });
  browser = await startChromium(service.cacheDir);
  const signIn = signingIn(service.mail, (each, state) => pages.look(each, state));
  const around = { service, browser, inspector: pages, signIn };
  walks = [
    new PageWalk({ ...around, javaScript: true }, 'qrst'),
    new PageWalk({ ...around, javaScript: false }, 'qvwx'),
  ];
}, 180_000);
afterAll(async () => {
  await browser.close();
  await service.close();
}, 60_000);

describe('a whole case by eleven people through the pages, with scripts and without', () => {
  beforeAll(async () => {
    const closed = await Promise.all(walks.map((walk) => walkWholeCase(walk)));
    for (const each of closed) expect(each).toMatchObject({ stage: 'closed', outcome: 'completed' });
    for (const walk of walks) visits.push(...walk.visits.values());
  }, 900_000);

  test('each in a browser of their own', () => {
    for (const { visits: own } of walks) expect(own.size).toBe(11);
  });

  test('every page on the way is well made, on a phone and on a desk, and by the keyboard', () => {
    expect(pages.faults).toEqual([]);
    expect(pages.seen.size).toBeGreaterThan(200);
  });

  test('no link leads nowhere', () => {
    expect(walks.flatMap(({ deadLinks }) => deadLinks)).toEqual([]);
  });

  test('nothing is asked of another host, nothing breaks the policy of the pages, no script fails', () => {
    expect(walks.flatMap((walk) => [...walk.visits.values()].flatMap(({ faults }) => faults))).toEqual([]);
  });

  test('nothing that somebody typed is in an address or in a log', () => {
    const addresses = visits.flatMap((each) => [...each.addresses]);
    expect(addresses.length).toBeGreaterThan(300);
    expect(addresses.filter(isPersonal)).toEqual([]);
    expect(isPersonal(service.logs())).toBe(false);
  });
});

test('a form is filled in and sent by the keyboard alone, from the link that skips to it', async () => {
  const [walk] = walks;
  const requester = await walk?.visitOf(LEAD_PROFESSIONAL.email);
  if (requester === undefined) throw new Error('nobody is there');
  const { page } = requester;
  await requester.open('/requests/new');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const body = {
    immediateRiskNotReferred: false,
    onlyAboutDisagreement: false,
    requester: {
      name: 'Priya Nair',
      role: 'Social worker',
      agency: 'housing',
      organisation: 'Fernley Council',
      telephone: '01632 960002',
    },
    requesterAttends: true,
  };
  const typed = typedFor('submitRequest', body);
  expect(await sendByKeyboard(requester, typed)).toBe(200);
  expect(page.url()).toMatch(/\/you(?:#|$)/);
  expect(await sendByKeyboard(requester, typed)).toBe(200);
  expect(page.url()).toMatch(/\/child(?:#|$)/);
});

test('the warning before a session ends is well made', async () => {
  const [walk] = walks;
  const attendee = await walk?.visitOf(LEAD_PROFESSIONAL.email);
  if (attendee === undefined) throw new Error('nobody is there');
  await attendee.open('/tasks');
  await attendee.page.evaluate('document.getElementById("time-out").showModal()');
  expect(await attendee.page.getByRole('dialog').isVisible()).toBe(true);
  expect(await violationsIn(attendee.page)).toEqual([]);
});

test('a passkey is made at the first sign-in, and opens the next', async () => {
  const email = 'noor.keyes@school.example';
  await service.records.addPerson({ email, name: 'Noor Keyes', roles: [] });
  const noor = await stranger('a passkey’s owner');
  const session = await noor.context.newCDPSession(noor.page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const button = (name: string) => noor.page.getByRole('button', { name });
  const heading = () => noor.page.locator('h1').innerText();
  await withCode(noor, email, service.mail);
  await noor.press(button('Make a passkey'));
  expect(await heading()).toBe('Home');
  await noor.press(button('Sign out'));
  await withCode(noor, email, service.mail);
  expect(await heading()).toBe('Second step');
  await pages.look(noor, 'with a passkey');
  await noor.press(button('Use your passkey'));
  expect(await heading()).toBe('Home');
  expect(noor.faults).toEqual([]);
});

describe('what goes wrong is said on a page that is as well made as the others', () => {
  const errors = inspector(isPersonal);

  test('too many codes for one address', async () => {
    const many = await stranger('a stranger');
    for (let asked = 1; ; asked += 1) {
      await many.open('/sign-in');
      await many.page.getByLabel('Email address').fill('nobody@school.example');
      const status = await many.press(many.page.getByRole('button', { name: 'Send me a code' }));
      if (status === 429) break;
      expect(asked).toBeLessThan(6);
    }
    await errors.look(many, '429');
  });

  test('a step that somebody took meanwhile', async () => {
    const [walk] = walks;
    const email = 'ruth.okonkwo@partnership.example';
    const manager = await walk?.visitOf(email);
    if (walk === undefined || manager === undefined) throw new Error('nobody is there');
    const body = { keyLearningPoints: ['Agree one key worker'], correctionReason: 'A word was missing' };
    const path = `/cases/${walk.reference}/steps/publishSummary`;
    await manager.open(path);
    const client = await service.as(email);
    await client.post(`/v1${path}`, body);
    expect(await manager.press(sendButton(manager.page))).toBe(409);
    await errors.look(manager, '409');
  });

  test('all others', async () => {
    for (const walk of walks) {
      const attendee = await walk.visitOf(LEAD_PROFESSIONAL.email);
      const look = (each: Visit, state: string) => errors.look(each, state);
      const statuses = await everyError({ service, visit: attendee, reference: walk.reference, look });
      expect(statuses).toEqual(STATUSES);
    }
  });

  test('forms that are no step, sent with nothing in them', async () => {
    for (const walk of walks) {
      const administrator = await walk.visitOf(null);
      const nobody = await stranger('a stranger', administrator.javaScript);
      for (const [path, send] of EMPTY_FORMS) {
        const sender = path === '/sign-in' ? nobody : administrator;
        await sender.open(path);
        const status = await sender.press(sender.page.getByRole('button', { name: send, exact: true }));
        expect([path, status]).toEqual([path, 400]);
        await errors.look(sender, 'with faults');
      }
    }
  });

  test('each page of them', () => {
    expect(errors.faults).toEqual([]);
    expect(errors.seen.size).toBe(2 + 2 * (STATUSES.length + EMPTY_FORMS.length));
  });
});
