/** One case walked by its people over the JSON API, with a marker in everything that they type. */
import type { CaseAnswer, ParticipantAnswer, TaskAnswer } from '../../tools/demo/client.ts';
import { moveToNextDue } from '../../tools/demo/clock.ts';
import type { JourneyService } from './service.ts';
import { Markers } from './markers.ts';

export interface StepTaken {
  readonly step: string;
  /** Address as it was before planting; null for the administrator. */
  readonly by: string | null;
}

export interface TimelineEntry {
  readonly at: string;
  readonly kind: string;
  readonly step?: string;
  readonly by?: string;
  readonly text: string;
}

export class Walk {
  readonly service: JourneyService;
  readonly markers: Markers;
  readonly steps: StepTaken[] = [];
  /** Known once requested. */
  reference = '';

  constructor(service: JourneyService, prefix: string) {
    this.service = service;
    this.markers = new Markers(prefix);
  }

  /** Submits a request as its requester, whose account is made first. */
  async request(body: {
    readonly requester: { readonly name: string; readonly email: string };
  }): Promise<void> {
    const { requester } = body;
    const email = this.markers.email(requester.email);
    const name = this.markers.text('name', requester.name);
    await this.service.records.addPerson({ email, name, roles: [] });
    const client = await this.service.as(email);
    const { reference } = await client.post<CaseAnswer>('/v1/requests', this.markers.plant(body));
    this.reference = reference;
    this.steps.push({ step: 'submitRequest', by: requester.email });
  }

  /** A facilitator of this case's own, on the list of Appendix 3. */
  async facilitator(name: string, email: string): Promise<string> {
    const administrator = await this.service.as(null);
    const entry = { name, email, role: 'Principal', organisation: 'Trust', agency: 'schoolsNurse' };
    const { id } = await administrator.post<{ id: string }>('/v1/facilitators', this.markers.plant(entry));
    return id;
  }

  /** @throws {Refused} where the service says no. */
  async step(by: string | null, step: string, body: unknown): Promise<CaseAnswer> {
    const client = await this.clientOf(by);
    const path = `/v1/cases/${this.reference}/steps/${step}`;
    const answer = await client.post<CaseAnswer>(path, this.markers.plant(body));
    this.steps.push({ step, by });
    return this.markers.original(answer);
  }

  /** The case as the administrator sees it. */
  look(): Promise<CaseAnswer> {
    return this.lookAs(null);
  }

  async lookAs(by: string | null): Promise<CaseAnswer> {
    const client = await this.clientOf(by);
    return this.markers.original(await client.get<CaseAnswer>(`/v1/cases/${this.reference}`));
  }

  async moveToNextDue(): Promise<void> {
    await moveToNextDue(await this.service.as(null), this.reference);
  }

  /** @param to a London date and time by the case's clock. */
  async moveTo(to: string): Promise<void> {
    const administrator = await this.service.as(null);
    await administrator.post(`/v1/training/cases/${this.reference}/advance`, { to });
  }

  /** Uploads a text file, with markers in its name and content. */
  async upload(by: string, name: string, content: string): Promise<string> {
    const form = new FormData();
    const text = this.markers.text('file content', content);
    form.append(
      'file',
      new Blob([text], { type: 'text/plain' }),
      `${this.markers.text('file name', name)}.txt`,
    );
    const response = await fetch(
      `http://127.0.0.1:${this.service.settings.port}/v1/cases/${this.reference}/files`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${await this.service.token(this.markers.email(by))}` },
        body: form,
      },
    );
    const answer = (await response.json()) as { readonly id?: string };
    if (answer.id === undefined) throw new Error(`upload: ${JSON.stringify(answer)}`);
    return answer.id;
  }

  async timeline(): Promise<readonly TimelineEntry[]> {
    const administrator = await this.service.as(null);
    const entries: TimelineEntry[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: { entries: TimelineEntry[]; next: string | null } = await administrator.get(
        `/v1/cases/${this.reference}/timeline?limit=200${query}`,
      );
      entries.push(...page.entries);
      cursor = page.next;
    }
    return entries;
  }

  async participant(email: string): Promise<ParticipantAnswer> {
    const { participants } = await this.look();
    const found = participants.find((each) => each.email === email);
    if (found === undefined) throw new Error(`${email} is not on the case`);
    return found;
  }

  /** The newest task of a kind, of somebody where named. */
  async task(kind: string, owner?: string): Promise<TaskAnswer> {
    const { tasks } = await this.look();
    const id = owner === undefined ? null : (await this.participant(owner)).id;
    const found = tasks.filter((each) => each.kind === kind && (id === null || each.owner === id)).at(-1);
    if (found === undefined) throw new Error(`there is no task ${kind}`);
    return found;
  }

  /** How many emails of each kind reached the mail server; none twice, none left. */
  async emails(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await this.service.sql.query<{ kind: string; status: string; message_id: string }>(
      'SELECT kind, status, message_id FROM outbox WHERE reference = $1 ORDER BY kind',
      [this.reference],
    );
    const counts: Record<string, number> = {};
    for (const { kind, status, message_id: id } of rows) {
      const received = this.service.mail.received.filter(({ source }) => source.includes(id)).length;
      if (status !== 'sent' || received !== 1) {
        throw new Error(`an email ${kind} is ${status}, and came ${received} times`);
      }
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  }

  private clientOf(by: string | null) {
    return this.service.as(by === null ? null : this.addressOf(by));
  }

  /** As it was planted. */
  protected addressOf(by: string): string {
    return by.endsWith(OFFICE) ? by : this.markers.email(by);
  }
}

/** The partnership's own office is no part of a case, and its people are as the training partnership has them. */
const OFFICE = '@partnership.example';
