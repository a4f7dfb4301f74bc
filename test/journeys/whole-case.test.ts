import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { acceptance } from '../../tools/demo/bodies.ts';
import type { CaseAnswer } from '../../tools/demo/client.ts';
import { ADMINISTRATOR } from '../../tools/training-people.ts';
import { CALENDAR_CHANGE, TELL_CASES } from '../../workflows/messages.ts';
import type { Approval } from '../../records/types.ts';
import { filesWith, tablesWith } from '../support/leftovers.ts';
import { until } from '../support/until.ts';
import type { HistoryEvent } from '../workflows/history.ts';
import { ATTENDEES, fullRequest, walkWholeCase } from './full-answers.ts';
import { describeWorkflow, exportAll, foundIn, readable } from './haystack.ts';
import type { Exported } from './haystack.ts';
import { failuresOfReplay } from './replaying.ts';
import { startJourneyService } from './service.ts';
import type { JourneyService } from './service.ts';
import { Walk } from './walk.ts';

let service: JourneyService;
let walks: readonly [Walk, Walk];
let closed: readonly [CaseAnswer, CaseAnswer];

beforeAll(async () => {
  service = await startJourneyService();
  walks = [new Walk(service, 'qrst'), new Walk(service, 'qvwx')];
  const [one, other] = walks;
  closed = await Promise.all([walkWholeCase(one), walkWholeCase(other)]);
  for (const { reference } of walks) await service.settled(reference);
});
afterAll(async () => {
  await service.close();
});

/** Worked out from the process: twelve attendees, two facilitators, two administrators, one business manager. */
const EMAILS = {
  requestReceived: 1,
  requestWaiting: 2,
  leadProfessionalTold: 1,
  requestAccepted: 1,
  // All but the requester.
  teamNotified: 11,
  riskRaised: 1,
  // The midwife, added and removed again before there was a session.
  joined: 1,
  removed: 1,
  facilitatorAppointed: 2,
  invitation: 14,
  tellFamily: 1,
  // With 5 working days left: both administrators and the business manager. It is held before 2 are left.
  sessionDue: 3,
  // One is not attending.
  sessionEve: 13,
  postEvaluation: 11,
  // A chronology 2 days before, on the day, and overdue; an evaluation overdue after 1 and after 6 working days.
  reminder: 5,
  // Both overdue once: both facilitators; the evaluation twice: the business manager.
  overdueCopy: 5,
  actionAssigned: 2,
  summaryShared: 14,
  escalationRecorded: 1,
  qualityPracticeGroup: 2,
  reviewDue: 2,
  // The interviewer when named; both administrators and the interviewer 20 and 5 days before, and on the date.
  followUpDue: 10,
  // With the interviewer.
  caseClosed: 15,
};

const eventsOf = ({ history }: Exported): readonly HistoryEvent[] =>
  (JSON.parse(history) as { readonly events: readonly HistoryEvent[] }).events;

const MOVING_THE_CLOCK = new Set([
  'EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED',
  'EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED',
]);

describe('a case with twelve attendees, from its request to its close', () => {
  test('is completed, with everybody who was invited', () => {
    for (const answer of closed) {
      expect(answer).toMatchObject({ stage: 'closed', outcome: 'completed' });
      const attending = answer.participants.filter(
        (each) => each.roles.includes('attendee') && each.leftOn == null,
      );
      expect(attending.map((each) => each.email).sort()).toEqual(ATTENDEES.map((each) => each.email).sort());
    }
  });

  test('has exactly one entry on its timeline for each step that was applied', async () => {
    for (const walk of walks) {
      const entries = (await walk.timeline()).filter(({ kind }) => kind === 'step');
      expect(entries.map(({ step }) => step)).toEqual(walk.steps.map(({ step }) => step));
    }
  });

  test('leaves its record, its projections and its folded events the same', async () => {
    for (const { reference } of walks) expect(await service.records.drift(reference)).toEqual([]);
  });

  test('sends each email once, as many of each kind as the process says', async () => {
    for (const walk of walks) expect(await walk.emails()).toEqual(EMAILS);
  });

  test('takes the same course when it is walked again', async () => {
    const [one, other] = await Promise.all(walks.map(courseOf));
    expect(other).toEqual(one);
  });

  test('has at most 700 history events, those of moving its clock not counted', async () => {
    const exported = await exportAll(service);
    for (const { reference } of walks) {
      const events = exported.filter(({ workflowId }) => workflowId === reference).flatMap(eventsOf);
      const counted = events.filter(({ eventType }) => !MOVING_THE_CLOCK.has(eventType));
      expect(counted.length).toBeLessThanOrEqual(700);
      // Were nothing counted, nothing would be shown: every step told is there.
      expect(counted.length).toBeGreaterThan(100);
    }
  });
});

/** All that two runs of the same case on the same day have in common, whatever moments of it they fall on. */
async function courseOf(walk: Walk) {
  const { tasks, actions, followUpDueOn, sessionDueOn, session, reviewOn } = await walk.look();
  const withoutMarker = (action: (typeof actions)[number]) => ({ ...action, what: null });
  const entries = (await walk.timeline()).map((each) => ({ ...each, at: each.at.slice(0, 10) }));
  return {
    tasks,
    actions: actions.map(withoutMarker),
    dates: { followUpDueOn, sessionDueOn, reviewOn, session: session?.date },
    steps: walk.steps,
    // Emails are sent beside the course: in which order is no part of it.
    entries: entries.filter(({ kind }) => kind !== 'email').map((each) => JSON.stringify(each)),
    emails: entries
      .filter(({ kind }) => kind === 'email')
      .map(({ text }) => text)
      .sort(),
  };
}

describe('what people type into forms', () => {
  let troubled: Walk;
  const seenInTrouble: string[] = [];
  let exported: readonly Exported[];
  const planted = () => [...walks, troubled].flatMap(({ markers }) => markers.all);

  beforeAll(async () => {
    troubled = new Walk(service, 'qjkl');
    await walkThroughTrouble(troubled, seenInTrouble);
    await proclaimClosure(troubled);
    await runSchedule();
    exported = await exportAll(service);
  });

  test('is in the record: at least 60 markers, of names, addresses, dates of birth, texts and files', async () => {
    const { rows } = await service.sql.query<{ kept: string }>(
      `SELECT string_agg(text, ' ') AS kept FROM (
         SELECT body::text FROM answer UNION ALL SELECT state::text FROM "case"
         UNION ALL SELECT name || ' ' || convert_from(content, 'UTF8') FROM file
         UNION ALL SELECT f::text || p::text FROM facilitator f JOIN person p ON p.id = f.person_id
         UNION ALL SELECT e::text FROM tracker.entry e
       ) AS everything (text)`,
    );
    for (const { markers } of walks) {
      expect(markers.all.length).toBeGreaterThanOrEqual(60);
      const found = foundIn(rows[0]?.kept ?? '', markers.all);
      expect(markers.all.filter((marker) => !found.includes(marker))).toEqual([]);
    }
  });

  test('is nowhere in Temporal: histories, search attributes, memos, details, schedule, calendar changes', async () => {
    for (const { workflowId, history } of exported) {
      expect(foundIn(`${workflowId} ${readable(JSON.parse(history))}`, planted())).toEqual([]);
    }
    for (const { reference } of [...walks, troubled]) {
      expect(foundIn(await describeWorkflow(service, reference), planted())).toEqual([]);
    }
    const schedule = await service.client.schedule.getHandle(TELL_CASES).describe();
    expect(foundIn(readable(schedule.raw), planted())).toEqual([]);
    // What was searched is what was meant: a case's stage, the schedule's runs, the calendar's change.
    const own = exported.find(({ workflowId }) => workflowId === walks[0].reference);
    expect(readable(JSON.parse(own?.history ?? '{}'))).toContain('"stage":"followUp"');
    const ids = exported.map(({ workflowId }) => workflowId);
    expect(ids).toContain(CALENDAR_CHANGE);
    expect(ids.some((id) => id.startsWith(TELL_CASES))).toBe(true);
  });

  test('is in no text of a failure, where the database or the mail server says it', () => {
    expect(seenInTrouble).toHaveLength(4);
    for (const text of seenInTrouble) expect(foundIn(text, planted())).toEqual([]);
  });

  test('is in no line that API or worker write, and in no metric', async () => {
    expect(foundIn(service.logs(), planted())).toEqual([]);
    expect(service.logs()).toContain(walks[0].reference);
    const { metricsPort, workerMetricsPort } = service.settings;
    for (const port of [metricsPort, workerMetricsPort]) {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(foundIn(metrics, planted())).toEqual([]);
      expect(metrics).not.toContain(walks[0].reference);
    }
  });

  test('a step is followed in the log from its call to its telling, by the number of the call', () => {
    const { reference } = walks[0];
    const lines = service
      .logs()
      .split('\n')
      .filter((line) => line.includes(reference) && line.startsWith('{'));
    const sayings = (message: string): readonly string[] =>
      lines.filter((line) => line.includes(`"msg":"${message}"`));
    const valueOf = (name: string, line: string): string | undefined =>
      new RegExp(`"${name}":"([^"]+)"`).exec(line)?.[1];
    const stepOfCall = new Map(
      sayings('call answered').map((line) => [valueOf('requestId', line), valueOf('step', line)]),
    );
    // The address of the request itself names no case. Of steps told together the last names its call, and no step.
    const followed = sayings('a workflow was told').filter(
      (line) => valueOf('requestId', line) !== undefined && valueOf('step', line) !== 'submitRequest',
    );
    expect(followed).not.toEqual([]);
    for (const line of followed) {
      const step = stepOfCall.get(valueOf('requestId', line));
      expect(step).toMatch(/^\w+$/);
      expect(valueOf('step', line) ?? step).toBe(step);
    }
  });

  test('is in no subject and no body of an email, but the session’s place and link', async () => {
    const mailable = walks.flatMap(({ markers }) => markers.mailable);
    const unmailable = [...walks, troubled].flatMap(({ markers }) => markers.unmailable);
    const mailed = new Set<string>();
    for (const { source, to } of service.mail.received) {
      const { subject, text, html, attachments } = await simpleParser(source);
      // A calendar file names whom it invites, which is whom it is sent to: nobody else.
      const files = attachments.map(({ content }) =>
        content
          .toString('utf8')
          .replaceAll(/\r?\n[ \t]/g, '')
          .replaceAll(to.join(), ''),
      );
      const read = [subject, text, html, ...files].join('\n');
      expect(foundIn(read, unmailable)).toEqual([]);
      for (const marker of foundIn(read, mailable)) mailed.add(marker.text);
    }
    expect([...mailed].sort()).toEqual(mailable.map(({ text }) => text).sort());
  });

  test('is not needed to run the process again: all histories replay', async () => {
    expect(await failuresOfReplay(service.cacheDir, exported)).toEqual([]);
  });
});

describe('a case whose time is over', () => {
  test('is erased when a second person agrees: nothing is left of anybody, but in the anonymous tracker', async () => {
    const [walk, other] = walks;
    const { reference } = walk;
    const { records, engine, client, sql } = service;
    await leaveMore(walk);
    const texts = walk.markers.all.map(({ text }) => text);
    expect(Object.keys(await tablesWith(sql, texts))).toEqual(
      expect.arrayContaining(['pg_stats', 'public.answer', 'public.draft', 'public.file', 'public.outbox']),
    );

    const proposal = await proposedByTheService(reference);
    expect(proposal).toMatchObject({ kind: 'erase', reference, proposedBy: null });
    const businessManager = await service.as('ruth.okonkwo@partnership.example');
    await businessManager.post(`/v1/approvals/${proposal.id}`, { decision: 'approved' });
    // As the schedule does, until Temporal has removed everything.
    await until(
      'its history is gone',
      async () => {
        const approval = await records.findApproval(proposal.id);
        return approval !== null && (await engine.carryOut(approval)) === 'done';
      },
      60_000,
    );
    service.mail.refuse(null);

    // Facilitators are on the list of Appendix 3 whatever their cases; dates of birth may be another case's too.
    const stays = await allText(
      `SELECT e::text FROM tracker.entry e
       UNION ALL SELECT f::text || p::text FROM facilitator f JOIN person p ON p.id = f.person_id`,
    );
    const others = other.markers.all.map(({ text }) => text);
    const gone = texts.filter((text) => !stays.includes(text) && !others.includes(text));
    expect(gone.length).toBeGreaterThan(60);
    expect(await filesWith(service.settings.databaseUrl, gone)).toEqual([]);
    expect(await tablesWith(sql, gone)).toEqual({});
    expect(foundIn(await allText(`SELECT e::text FROM tracker.entry e`), walk.markers.all)).not.toEqual([]);
    // What was decided is kept, and for a week the answer to the call that decided it.
    const { pg_stats: _, 'public.idempotency': __, ...known } = await tablesWith(sql, [reference]);
    expect(Object.keys(known)).toEqual(['public.approval', 'public.audit', 'public.erased_case']);
    expect(foundIn(await allText(`SELECT a::text FROM approval a`), walk.markers.all)).toEqual([]);
    expect(await records.brokenAuditChains()).toEqual([]);

    await expect(client.workflow.getHandle(reference).describe()).rejects.toThrow('not found');
    const left = (await exportAll(service)).map(({ workflowId }) => workflowId);
    expect(left).not.toContain(reference);
    expect(left).toContain(other.reference);
    expect(foundIn(service.logs(), walk.markers.all)).toEqual([]);
    // The other case is as it was.
    expect(await records.drift(other.reference)).toEqual([]);
    expect(foundIn(await allText('SELECT body::text FROM answer'), other.markers.all).length).toBeGreaterThan(
      50,
    );
  });
});

/** What people leave besides the case itself: a draft, and what PostgreSQL knows of its tables. Nobody is signed in any more. */
async function leaveMore({ reference, markers }: Walk): Promise<void> {
  const { records, sql } = service;
  const attendee = await records.findPersonByEmail(markers.email(ATTENDEES[0]?.email ?? ''));
  await records.keepDraft({
    personId: attendee?.id ?? '',
    page: `/cases/${reference}/steps/updateAction?task=t9`,
    typed: { note: [markers.text('note', 'Begun and not sent')] },
  });
  await sql.query(
    `UPDATE token SET expires_at = now() - interval '1 day' WHERE person_id NOT IN (SELECT person_id FROM person_role)`,
  );
  await sql.query('ANALYZE');
}

/** The case's clock passes the months that are set, and the schedule finds it. */
async function proposedByTheService(reference: string): Promise<Approval> {
  const { records, engine } = service;
  await records.setRetention({ months: { completed: 12 }, personId: randomUUID() });
  // The email that asks for a decision waits: a workflow that runs is erased, too.
  service.mail.refuse({ at: 'data', code: 451, text: 'not now' });
  const ahead = (await records.clockAhead(reference)) ?? 0;
  await records.setClockAhead(reference, ahead + 366 * 24 * 3_600_000);
  await runSchedule();
  const proposal = await until(
    'its erasing is proposed',
    async () => (await records.openApprovals(reference))[0] ?? null,
  );
  await until('its workflow runs again', () => engine.describeNow(reference));
  return proposal;
}

async function allText(query: string): Promise<string> {
  const { rows } = await service.sql.query<Record<string, string>>(query);
  return rows.flatMap((row) => Object.values(row)).join('\n');
}

/**
 * The database refuses what time brings, and the mail server an email, each with markers in what it says. Kept is what
 * Temporal and the API show of it meanwhile; then both mend, and the case goes on.
 */
async function walkThroughTrouble(walk: Walk, seen: string[]): Promise<void> {
  await walk.request(fullRequest());
  const said = walk.markers.all.map(({ text }) => text).join(' ');
  const { reference } = walk;
  service.mail.refuse({ at: 'data', code: 451, text: said });
  await walk.step(null, 'decideRequest', acceptance());
  const failed = await until('an email has failed', async () => {
    const entries = (await walk.timeline()).map(({ text }) => text);
    return entries.some((text) => text.includes('failed')) ? entries : null;
  });
  seen.push(failed.join('\n'), await describeWorkflow(service, reference));
  service.mail.refuse(null);
  await service.settled(reference);

  await service.sql.query(
    `CREATE FUNCTION say_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       RAISE EXCEPTION 'no room for ${said}' USING ERRCODE = 'disk_full', DETAIL = 'Row (${said})'; END $$`,
  );
  await service.sql.query(
    `CREATE TRIGGER in_trouble BEFORE INSERT ON timeline FOR EACH ROW WHEN (NEW.reference = '${reference}') EXECUTE FUNCTION say_all()`,
  );
  const moved = walk.moveToNextDue();
  const pending = await until(
    'an activity has failed',
    async () => {
      const { raw } = await service.client.workflow.getHandle(reference).describe();
      const waiting = raw.pendingActivities?.some(({ lastFailure }) => lastFailure != null) ?? false;
      return waiting ? readable(raw) : null;
    },
    30_000,
  );
  seen.push(pending);
  seen.push(await answerTo(walk, 'cancelCase', { reason: 'All is in trouble' }));
  await service.sql.query('DROP TRIGGER in_trouble ON timeline');
  await moved;
  await walk.step(null, 'cancelCase', { reason: 'All was in trouble' });
  await service.settled(reference);
}

/** What the API answers, whatever its status. */
async function answerTo(walk: Walk, step: string, body: object): Promise<string> {
  const { settings } = service;
  const response = await fetch(`http://127.0.0.1:${settings.port}/v1/cases/${walk.reference}/steps/${step}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await service.token(ADMINISTRATOR)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(walk.markers.plant(body)),
  });
  expect(response.status).toBe(503);
  return response.text();
}

/** A local closure, its reason planted, carried through all open cases. */
async function proclaimClosure(walk: Walk): Promise<void> {
  const administrator = await service.as(null);
  const closure = { date: '2027-03-03', why: 'The offices are flooded' };
  await administrator.post('/v1/calendar/closures', walk.markers.plant(closure));
  await completed(`WorkflowId = '${CALENDAR_CHANGE}'`);
}

/** One more round of the schedule that tells cases what they were not told. */
async function runSchedule(): Promise<void> {
  await service.client.schedule.getHandle(TELL_CASES).trigger();
  await completed(`WorkflowType = '${TELL_CASES}'`);
}

const completed = (query: string): Promise<boolean> =>
  until(`a run of ${query} is completed`, async () => {
    const { count } = await service.client.workflow.count(`${query} AND ExecutionStatus = 'Completed'`);
    return count > 0;
  });
