import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aKey, accepted, requested, take } from './cases.ts';
import { runApi } from './running-api.ts';
import type { RunningApi, Who } from './running-api.ts';
import { docx, odt, zip } from './zip.ts';

let api: RunningApi;
let path: string;
beforeAll(async () => {
  api = await runApi();
  path = await accepted(api);
});
afterAll(() => api.close());

const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const PROGRAM = Buffer.concat([Buffer.from('MZ\x90\x00'), Buffer.alloc(200)]);
const TEXT = Buffer.from('Contact with the family since spring — weekly.\n');
const MB = 1024 * 1024;

const send = (name: string, content: Buffer, who: Who = 'attendee', to = path) =>
  api.as(who).post(`${to}/files`).attach('file', content, name);

describe('what is taken', () => {
  test.each([
    ['history.pdf', PDF, 'application/pdf'],
    ['history.txt', TEXT, 'text/plain; charset=utf-8'],
    ['HISTORY.TXT', Buffer.from('\uFEFFWith a byte order mark\r\n\tand tabs'), 'text/plain; charset=utf-8'],
    ['history.docx', docx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['history.odt', odt(), 'application/vnd.oasis.opendocument.text'],
    ['largest.txt', Buffer.alloc(20 * MB, 'a'), 'text/plain; charset=utf-8'],
  ])('%s', async (name, content, type) => {
    const kept = await send(name, content).expect(201);
    const { id } = kept.body as { id: string };
    expect(kept.body).toEqual({ id, name, size: content.length });
    const fetched = await api
      .as('attendee')
      .get(`${path}/files/${id}`)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          done(null, Buffer.concat(chunks));
        });
      })
      .expect(200);
    expect(Buffer.compare(fetched.body as Buffer, content)).toBe(0);
    expect(fetched.headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`,
    });
  });

  test('a name in any script comes back whole, and breaks no header', async () => {
    const name = 'Ünïcode “q”; 名 100%.txt';
    const { body } = await send(name, TEXT).expect(201);
    const { headers } = await api.as('attendee').get(`${path}/files/${(body as { id: string }).id}`);
    const disposition = String(headers['content-disposition']);
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(name);
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w.%~!$&+^`|-]+$/);
  });

  test('folders in a name are left off', async () => {
    const { body } = await send('../../etc/history.txt', TEXT).expect(201);
    expect(body).toMatchObject({ name: 'history.txt' });
  });
});

describe('what is not taken', () => {
  test.each([
    ['a picture', 'photo.png', PNG, 415],
    ['a picture that is called a PDF', 'photo.pdf', PNG, 415],
    ['a program that is called a text', 'run.txt', PROGRAM, 415],
    ['a page', 'page.html', Buffer.from('<script>alert(1)</script>'), 415],
    ['bytes', 'bytes.txt', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 415],
    ['a text with control characters', 'bell.txt', Buffer.from('ding \u0007'), 415],
    ['an archive', 'archive.docx', zip([{ name: 'a.txt', content: 'a' }]), 415],
    ['half an archive', 'half.docx', docx().subarray(0, 60), 415],
    ['a document with macros', 'macros.docx', docx({ name: 'word/vbaProject.bin', content: 'x' }), 415],
    [
      'a document that nobody can look into',
      'secret.docx',
      docx({ name: 'a', content: 'x', encrypted: true }),
      415,
    ],
    ['a spreadsheet', 'sheet.odt', odt('application/vnd.oasis.opendocument.spreadsheet'), 415],
    [
      'a document that fills the machine',
      'bomb.docx',
      docx({ name: 'a', content: 'x', claims: 1024 * MB }),
      413,
    ],
    ['more than 20 MB', 'large.txt', Buffer.alloc(20 * MB + 1, 'a'), 413],
    ['a PDF that is called a document', 'history.docx', PDF, 422],
    ['a document that is called a PDF', 'history.pdf', docx(), 422],
    ['a text that is called a PDF', 'history.pdf', TEXT, 422],
    ['an OpenDocument text that is called a Word document', 'history.docx', odt(), 422],
    ['a PDF without an ending', 'history', PDF, 422],
    ['nothing at all', 'empty.txt', Buffer.alloc(0), 422],
    ['a name that is too long', `${'a'.repeat(300)}.txt`, TEXT, 422],
  ])('%s', async (_what, name, content, status) => {
    const answer = await send(name, content);
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    if (status === 422) expect(answer.body).toMatchObject({ errors: [{ field: 'file' }] });
  });

  test('anything but one part named "file"', async () => {
    const post = () => api.as('attendee').post(`${path}/files`);
    await post().attach('document', TEXT, 'a.txt').expect(422);
    await post().attach('file', TEXT, 'a.txt').attach('file', TEXT, 'b.txt').expect(422);
    await post().attach('file', TEXT, 'a.txt').field('note', 'x').expect(422);
    await post().field('file', 'text').expect(422);
  });

  test('what is no upload', async () => {
    const post = (type: string, body: string) =>
      api.as('attendee').post(`${path}/files`).set('Content-Type', type).send(body);
    await post('application/json', '{}').expect(415);
    await post('text/plain', 'x').expect(415);
    await post('multipart/form-data', 'x').expect(400);
    await post('multipart/form-data; boundary=b', '--b\r\nContent-Disp').expect(400);
    await api.as('attendee').post(`${path}/files`).expect(415);
  });

  test('a file from somebody who may not do a step that takes one, after its type was looked at', async () => {
    const triage = await requested(api);
    await send('photo.png', PNG, 'requester', triage).expect(415);
    await send('history.pdf', TEXT, 'requester', triage).expect(403);
    await send('history.txt', TEXT, 'requester', triage).expect(403);
  });
});

describe('whose a file is', () => {
  test('its sender’s until a form names it, then whoever may read the answer', async () => {
    const case1 = await accepted(api);
    const { body } = await send('history.txt', TEXT, 'attendee', case1).expect(201);
    const { id } = body as { id: string };
    await api.as('attendee').get(`${case1}/files/${id}`).expect(200);
    for (const who of ['leadProfessional', 'administrator', 'stranger', 'operator'] as const) {
      await api.as(who).get(`${case1}/files/${id}`).expect(404);
    }
    const other = await api
      .as('leadProfessional')
      .post(`${case1}/steps/submitChronology`, chronologyOf(id))
      .expect(422);
    expect(other.body).toMatchObject({ errors: [{ field: 'file' }] });

    await take(api, 'attendee', case1, 'submitChronology', chronologyOf(id));
    for (const who of ['leadProfessional', 'administrator', 'attendee'] as const) {
      await api.as(who).get(`${case1}/files/${id}`).expect(200);
    }
    await api.as('requester').get(`${case1}/files/${id}`).expect(200);
    await api.as('stranger').get(`${case1}/files/${id}`).expect(404);
    // Of this case only.
    await api.as('attendee').get(`${path}/files/${id}`).expect(404);
  });

  test('sent again with the same key it is one file', async () => {
    const key = aKey();
    const upload = (content = TEXT) => send('once.txt', content).set('Idempotency-Key', key);
    const answers = await Promise.all([upload(), upload(), upload()]);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const { rows } = await api.sql.query(`SELECT 1 FROM file WHERE name = 'once.txt'`);
    expect(rows).toHaveLength(1);
    const other = await upload(Buffer.from('Other words.')).expect(422);
    expect(other.body).toMatchObject({ type: '/problems/idempotency-key-reused' });
  });
});

function chronologyOf(file: string): object {
  return { file, from: '2026-01-01', to: '2026-02-01' };
}
