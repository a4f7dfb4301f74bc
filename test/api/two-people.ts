/** What one person proposes and a second one decides, over the JSON API; and what became of the case. */
import type { Answer, Call, RunningApi, Who } from './running-api.ts';

/** Of the address `/v1/cases/{reference}`. */
export const referenceOf = (path: string): string => path.slice('/v1/cases/'.length);

export const detailOf = ({ body }: Answer): unknown => (body as { detail?: unknown }).detail;

export class TwoPeople {
  private readonly api: RunningApi;
  constructor(api: RunningApi) {
    this.api = api;
  }

  propose(who: Who, path: string, kind: string, details: object = {}): Call {
    return this.api.as(who).post(`${path}/approvals`, { kind, details, why: 'It was a slip of the pen.' });
  }

  decide(who: Who, id: string, decision: string, note?: string): Call {
    return this.api
      .as(who)
      .post(`/v1/approvals/${id}`, { decision, ...(note === undefined ? {} : { note }) });
  }

  /** Its id. */
  async proposed(
    path: string,
    kind: string,
    details: object = {},
    who: Who = 'administrator',
  ): Promise<string> {
    const answer = await this.propose(who, path, kind, details);
    if (answer.status !== 201) throw new Error(`${kind}: ${answer.status} ${answer.text}`);
    return (answer.body as { id: string }).id;
  }

  async caseAt(path: string): Promise<Record<string, unknown>> {
    return (await this.api.as('administrator').get(path).expect(200)).body as Record<string, unknown>;
  }

  async timelineOf(path: string, who: Who = 'administrator'): Promise<readonly string[]> {
    const { body } = await this.api.as(who).get(`${path}/timeline?limit=200`).expect(200);
    return (body as { entries: { text: string }[] }).entries.map(({ text }) => text);
  }

  drift(path: string): ReturnType<RunningApi['records']['drift']> {
    return this.api.records.drift(referenceOf(path));
  }

  /** The version of the newest step of this kind. */
  async versionOf(path: string, step: string): Promise<number> {
    const { rows } = await this.api.sql.query<{ version: number }>(
      `SELECT max(version) AS version FROM case_event WHERE reference = $1 AND body->>'type' = 'stepTaken' AND body->>'step' = $2`,
      [referenceOf(path), step],
    );
    return rows[0]?.version ?? 0;
  }

  /** As the worker would, whatever becomes of them. */
  async sendAll(path: string, result: 'sent' | 'refused' | 'outcomeUnknown' = 'sent'): Promise<void> {
    const emails = await this.api.records.takeMail(referenceOf(path), 100);
    await this.api.records.mailResults(
      referenceOf(path),
      emails.map((email) => ({ email, result, why: null })),
    );
  }

  /** How many emails of this kind wait. */
  async waiting(path: string, kind: string): Promise<number> {
    const { rows } = await this.api.sql.query<{ count: number }>(
      `SELECT count(*)::int FROM outbox WHERE reference = $1 AND kind = $2 AND status = 'queued'`,
      [referenceOf(path), kind],
    );
    return rows[0]?.count ?? 0;
  }
}
