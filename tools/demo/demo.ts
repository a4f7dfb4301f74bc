/**
 * `npm run demo`: one whole case against a running training service, over the JSON API alone, from the request to its
 * close, with the clock moved over more than six months. It looks at the case each time and does what is next, so it
 * can be killed and started again with `-- --case MAS-…` and ends the same.
 */
import { parseArgs } from 'node:util';
import { readSettings } from '../../config/settings.ts';
import { connectEngine } from '../../engine/index.ts';
import { createLog } from '../../config/log.ts';
import { openRecords } from '../../records/index.ts';
import { publicHolidays } from '../../records/public-holidays.ts';
import { ADMINISTRATOR } from '../training-people.ts';
import { requestBody } from './bodies.ts';
import { type ApiClient, apiClient, type CaseAnswer, Refused } from './client.ts';
import { moveToNextDue } from './clock.ts';
import { type CaughtMail, caughtMail } from './mail.ts';
import { FACILITATORS, INVITEES, LEAD_PROFESSIONAL, REQUESTER } from './people.ts';
import { nextStep, weekdaysAfter } from './script.ts';

const started = Date.now();
const settings = readSettings(process.env);
const { values } = parseArgs({ options: { case: { type: 'string' } } });

const say = (text: string): void => {
  console.log(text);
};

/** A client for each person, with a token made as `npm run token` makes it. */
async function clients(): Promise<(email: string | null) => ApiClient> {
  const people = [
    ADMINISTRATOR,
    REQUESTER.email,
    LEAD_PROFESSIONAL.email,
    ...INVITEES.map((each) => each.email),
    ...FACILITATORS,
  ];
  const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
  const made = new Map<string, ApiClient>();
  try {
    for (const email of people) {
      const token = await records.makeToken(email, 1);
      if (token === null)
        throw new Error(`${email} is not in the training partnership: is this a training installation?`);
      made.set(
        email,
        apiClient(`http://127.0.0.1:${settings.port}`, token, (why) => {
          say(`   … the service is away (${why}), waiting`);
        }),
      );
    }
  } finally {
    await records.close();
  }
  return (email) => {
    const client = made.get(email ?? ADMINISTRATOR);
    if (client === undefined) throw new Error(`Nobody in the demonstration has the address ${email ?? ''}`);
    return client;
  };
}

/** What changed between two looks at the case, as lines to print. */
function changes(before: CaseAnswer | null, after: CaseAnswer): readonly string[] {
  const lines: string[] = [];
  if (before?.stage !== after.stage)
    lines.push(`== stage: ${after.stage}${after.outcome === null ? '' : ` (${after.outcome})`}`);
  if (before?.sessionDueOn !== after.sessionDueOn && after.sessionDueOn !== null)
    lines.push(`   the session is due on ${after.sessionDueOn}`);
  if (before?.followUpDueOn !== after.followUpDueOn && after.followUpDueOn !== null)
    lines.push(`   the follow-up is due on ${after.followUpDueOn}`);
  const deadlines = new Map<string, number>();
  for (const task of after.tasks) {
    const known = before?.tasks.find((each) => each.id === task.id);
    if (known?.status === task.status && known.dueOn === task.dueOn) continue;
    const line =
      task.status === 'open'
        ? `   waiting: ${task.kind}, due ${task.dueOn ?? 'once the session is set'}`
        : task.status === 'done'
          ? null
          : `   ${task.status}: ${task.kind}`;
    if (line !== null) deadlines.set(line, (deadlines.get(line) ?? 0) + 1);
  }
  for (const [line, count] of deadlines) lines.push(count > 1 ? `${line} (${count})` : line);
  return lines;
}

async function printMail(mail: CaughtMail): Promise<void> {
  for (const line of await mail.fresh()) say(`   email: ${line}`);
}

async function begin(as: (email: string | null) => ApiClient): Promise<CaseAnswer> {
  if (values.case !== undefined) return as(null).get<CaseAnswer>(`/v1/cases/${values.case}`);
  const answer = await as(REQUESTER.email).post<CaseAnswer>('/v1/requests', requestBody());
  say(`${answer.now}  submitRequest by ${REQUESTER.email}: ${answer.reference}`);
  return answer;
}

async function run(): Promise<void> {
  const as = await clients();
  const listed = await as(null).get<{ facilitators: { id: string; email: string }[] }>(
    '/v1/facilitators?limit=200',
  );
  const setting = {
    facilitatorIds: listed.facilitators
      .filter((each) => FACILITATORS.some((email) => email === each.email))
      .map((each) => each.id),
    weekdaysAfter,
  };
  const first = await begin(as);
  const { reference } = first;
  const mail = caughtMail(settings, reference);
  let before: CaseAnswer | null = null;
  let steps = 1;

  for (;;) {
    const answer: CaseAnswer = await as(null).get<CaseAnswer>(`/v1/cases/${reference}`);
    for (const line of changes(before, answer)) say(line);
    before = answer;
    if (answer.stage === 'closed') break;
    const next = nextStep(answer, setting);
    if (next === null) {
      await printMail(mail);
      const now = await moveToNextDue(as(null), reference);
      say(`${now}  ------ time passes`);
      continue;
    }
    try {
      await as(next.by).post(`/v1/cases/${reference}/steps/${next.step}`, next.body);
      steps += 1;
      say(`${answer.now}  ${next.step} by ${next.by ?? 'the administrator'}`);
    } catch (error) {
      // Applied already, where the service fell over between keeping a step and answering it: look at the case again.
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      say(`   refused: ${error.message}`);
    }
  }
  await mail.settle();
  await printMail(mail);
  const events = await historyOf(reference);
  say('');
  say(
    `${reference} is ${before.stage}, ${before.outcome ?? ''}: ${steps} steps, ${mail.count()} emails, from ${first.now} to ${before.now} by its clock.`,
  );
  say(`Its workflow has ${events.process} history events, and ${events.clock} more of moving the clock.`);
  say(`It took ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** What the Temporal UI would count. */
async function historyOf(reference: string): Promise<{ process: number; clock: number }> {
  const records = await openRecords({ databaseUrl: settings.databaseUrl, publicHolidays });
  const engine = connectEngine({ temporal: settings.temporal, records, log: createLog('demo', 'error') });
  try {
    return await engine.historyLength(reference);
  } finally {
    await engine.close();
    await records.close();
  }
}

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
