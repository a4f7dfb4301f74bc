/** What a pack never gives, whoever asks for it by whatever way; making and reading it: keeping.test.ts. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ACCEPTANCE, accepted, aRequest, requested, take, today } from '../../cases.ts';
import { runApi } from '../../running-api.ts';
import type { Answer, RunningApi, Who } from '../../running-api.ts';
import { visitorAs, wordsOf } from '../cases/visiting.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.close());

const WHY = 'Asked by letter';
const PLAIN = { readable: [], withheld: [], files: [], harm: 'none' };

const see = async (path: string): Promise<Answer> => (await visitorAs(api, 'administrator')).see(path);
const idOf = ({ body }: Answer): string => (body as { id: string }).id;
const propose = (path: string, kind: string, details: object) =>
  api.as('administrator').post(`${path}/approvals`, { kind, details, why: WHY });
const approve = (id: string, who: Who = 'businessManager') =>
  api.as(who).post(`/v1/approvals/${id}`, { decision: 'approved', note: 'Read' }).expect(200);
const answersOf = async (path: string) => {
  const all = await api.records.everyAnswer(path.slice('/v1/cases/'.length));
  return (step: string): string => all.find((each) => each.step === step)?.id ?? '';
};

/** Made by the JSON API and approved. @returns its page */
async function released(path: string, details: object): Promise<string> {
  const id = idOf(
    await propose(path, 'releasePack', { ...PLAIN, until: Date.now(), ...details }).expect(201),
  );
  await approve(id);
  return `/packs/${id}`;
}

test('Confidential addresses are in nobody’s; what was taken back is', async () => {
  const secret = '3 Hazel Row, Fernley';
  const path = await requested(api, {
    mother: { name: 'Isolde Thistlewood', address: secret, addressConfidential: true },
    father: { name: 'Piers Thistlewood', address: secret },
    penPicture: 'Isolde lives at 3 Hazel Row. Quenby lives at 9 Marrowgate.',
  });
  await take(api, 'administrator', path, 'decideRequest', ACCEPTANCE);
  const { rows } = await api.sql.query<{ version: number }>(
    `SELECT max(version) AS version FROM case_event WHERE reference = $1 AND body->>'type' = 'stepTaken'`,
    [path.slice('/v1/cases/'.length)],
  );
  await approve(idOf(await propose(path, 'undoStep', { version: rows[0]?.version }).expect(201)));
  for (const subject of ['mother', 'child', 'father']) {
    const pack = await released(path, { subject, readable: ['mother', 'father', 'child'] });
    const { text } = await see(`${pack}/document`);
    expect(text).toContain('Isolde lives at █████. Quenby lives at █████.');
    expect(text).not.toMatch(/Hazel|Marrowgate|\(you\)/);
    expect(text).toMatch(/\(taken back\)/);
  }
});

test('What the page would not ask for is refused to the API too; a file goes with its answer only', async () => {
  const path = await accepted(api);
  const sent = await api
    .as('attendee')
    .post(`${path}/files`)
    .attach('file', Buffer.from('Since spring'), 'a.txt');
  const file = idOf(sent);
  await take(api, 'attendee', path, 'submitChronology', { file, from: today(), to: today() });
  const answer = await answersOf(path);
  const chronology = answer('submitChronology');
  const until = Date.now();
  for (const [details, why] of [
    [{ until: until + 3_600_000 }, 'its time is still to come'],
    [{ withheld: [randomUUID()] }, 'no such answer'],
    [{ files: [randomUUID()] }, 'no such file'],
    [{ files: [file], withheld: [chronology] }, 'no such file'],
    [{ harm: 'leftOut' }, 'Nothing is left out'],
    [{ readable: ['siblings[0]'] }, 'no such person'],
  ] as const) {
    const refused = await propose(path, 'releasePack', { ...PLAIN, subject: 'child', until, ...details });
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining(why)]);
  }
  // Of another practitioner's pack the chronology is no part.
  const [childs, anothers] = [
    await released(path, { subject: 'child', files: [file] }),
    await released(path, { subject: 'p2', files: [file] }),
  ];
  expect((await see(`${childs}/files/${file}`)).status).toBe(200);
  expect((await see(`${anothers}/files/${file}`)).status).toBe(404);
  expect(wordsOf(await see(`${anothers}/document`))).not.toContain('Files given with this');
});

test('Whoever’s session ended finds the form as it was; that the people were looked at is on the audit', async () => {
  const path = await requested(api, aRequest());
  const reference = path.slice('/v1/cases/'.length);
  await see(`/cases/${reference}/pack`);
  const { rows } = await api.sql.query(`SELECT FROM audit WHERE reference = $1 AND what = 'view case'`, [
    reference,
  ]);
  expect(rows).toHaveLength(1);
  const page = `/cases/${reference}/pack/child`;
  const personId = api.personId('administrator');
  await api.records.keepDraft({
    personId,
    page,
    typed: { why: ['Asked by her aunt'], readable: ['mother'] },
  });
  const back = await see(page);
  expect(back.text).toContain('Asked by her aunt');
  expect(back.text).toMatch(/value="mother" checked/);
  expect(wordsOf(back)).toContain('What you had typed is still here');
  const visitor = await visitorAs(api, 'administrator');
  expect((await visitor.send(page, { harm: 'none', why: WHY })).status).toBe(303);
  expect(wordsOf(await see(page))).not.toContain('aunt');
});
