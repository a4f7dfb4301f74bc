/** Pages about the service itself, which strangers may read. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { POLICY } from '../../../../domain/process/policy.ts';
import { CASE_STEPS, STEP_TABLE } from '../../../../domain/process/steps.ts';
import { TASK_TABLE } from '../../../../domain/process/tasks.ts';
import { runApi } from '../../running-api.ts';
import type { RunningApi } from '../../running-api.ts';
import { mainOf, visitorAs, wordsOf } from '../cases/visiting.ts';

const CONTACT = 'safeguarding.partnership@council.example';
const ROLES = ['practitioner', 'facilitator', 'administrator', 'business-manager', 'operator'];

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({ helpContact: CONTACT });
});
afterAll(() => api.close());

const see = async (path: string) => api.stranger().get(path);
const wordsAt = async (path: string): Promise<string> => {
  const page = await see(path);
  expect(page.status).toBe(200);
  return wordsOf({ ...page, text: mainOf(page) }).replaceAll('&#39;', '’');
};

describe('Help', () => {
  test('says first what to do where a child is at immediate risk', async () => {
    const words = await wordsAt('/help');
    expect(words).toMatch(/^.{0,20}Help If a child is at immediate risk.*999.*does not make the referral/);
  });

  test('names everything that waits on somebody, of whom and until when, with the figures of the policy', async () => {
    const words = await wordsAt('/help');
    for (const { title, owner } of Object.values(TASK_TABLE)) {
      expect(words).toContain(title);
      expect(words).toContain(`Waits on : ${owner}`);
    }
    expect(words).toContain(`${POLICY.workingDays.decideRequest} working days after it opened`);
    expect(words).not.toMatch(/[{}]/);
  });

  test('tells each role what it does and sees', async () => {
    for (const role of ROLES) expect(mainOf(await see('/help'))).toContain(`href="/help/${role}"`);
    const practitioner = await wordsAt('/help/practitioner');
    expect(practitioner).toContain(STEP_TABLE.submitChronology.title);
    expect(practitioner).toContain('what each person agreed to share');
    expect(practitioner).not.toContain(STEP_TABLE.recordTrackerEntry.title);
    expect(await wordsAt('/help/facilitator')).toContain(STEP_TABLE.publishSummary.title);
    expect(await wordsAt('/help/operator')).not.toContain('What you may read');
    const everyStep = (await Promise.all(ROLES.map((role) => wordsAt(`/help/${role}`)))).join(' ');
    for (const step of CASE_STEPS.filter((each) => each !== 'sharePlanChanges')) {
      expect(everyStep).toContain(STEP_TABLE[step].title);
    }
  });

  test('is there for no other role', async () => {
    expect((await see('/help/visitor')).status).toBe(404);
  });
});

describe('How the administrators are reached', () => {
  test('stands on every page, those of errors and of signing in among them', async () => {
    for (const path of ['/help', '/accessibility', '/cookies', '/nothing-here', '/sign-in']) {
      expect((await see(path)).text).toContain(`href="mailto:${CONTACT}"`);
    }
    const visitor = await visitorAs(api, 'attendee');
    expect((await visitor.see('/')).text).toContain(`href="mailto:${CONTACT}"`);
  });
});

describe('Accessibility and cookies', () => {
  test('the statement says what was tested, and claims no audit', async () => {
    const words = await wordsAt('/accessibility');
    expect(words).toContain('version 2.2 at level AA');
    expect(words).toContain('320');
    expect(words).toContain('Nobody from outside has audited');
  });

  test('the one cookie is named as it is, with its times', async () => {
    const words = await wordsAt('/cookies');
    const { headers } = await see('/cookies');
    const [name = ''] = String(headers['set-cookie']).split('=');
    expect(words).toContain(`Name ${name} `);
    expect(words).toContain('20 minutes');
    expect(words).toContain('12 hours');
    expect(String(headers['set-cookie']).split('=').length).toBeLessThan(6);
  });
});
