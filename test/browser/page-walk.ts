/** One case walked by its people through the pages, each in a browser of their own, with a marker in all that they type. */
import type { Browser } from 'playwright-core';
import { CASE_STEPS } from '../../domain/process/steps.ts';
import type { CaseAnswer } from '../../tools/demo/client.ts';
import { FACILITATORS, LEAD_PROFESSIONAL, REQUESTER } from '../../tools/demo/people.ts';
import { ADMINISTRATOR } from '../../tools/training-people.ts';
import type { JourneyService } from '../journeys/service.ts';
import { Walk } from '../journeys/walk.ts';
import { crawl } from './crawl.ts';
import { fillIn, sendButton, typedFor, upload } from './filling.ts';
import { requestByPages } from './requesting.ts';
import type { SignIn } from './signing-in.ts';
import { visit } from './visit.ts';
import type { Visit } from './visit.ts';
import type { Inspector } from './well-made.ts';

/** With requester and lead professional seven who attend; with those who lead the session and run the process eleven. */
const FIVE = ['police', 'probation', 'secondaryschool', 'recovery', 'housing'];
const SAME_FOR_ALL = /\/(?:steps|help|cookies|accessibility|policy|requests)\b/;
const NOT_ATTENDING = 'rashid.malik@recovery.example';
const isInvited = ({ email = '' }: { readonly email?: string }): boolean =>
  email === LEAD_PROFESSIONAL.email || FIVE.some((agency) => email.endsWith(`@${agency}.example`));

export interface Surroundings {
  readonly service: JourneyService;
  readonly browser: Browser;
  readonly inspector: Inspector;
  readonly signIn: SignIn;
  readonly javaScript: boolean;
}

export class PageWalk extends Walk {
  /** By the person's address. */
  readonly visits = new Map<string, Visit>();
  readonly deadLinks: string[] = [];
  private readonly around: Surroundings;
  private hasLookedAround = false;
  /** Pages that were sent empty once, to see their faults. */
  private readonly sentEmpty = new Set<string>();

  /** @param prefix of the markers */
  constructor(around: Surroundings, prefix: string) {
    super(around.service, prefix);
    this.around = around;
  }

  /** The browser of one of the case's people, signed in; null for the administrator. */
  async visitOf(by: string | null): Promise<Visit> {
    const address = by === null ? ADMINISTRATOR : this.addressOf(by);
    const known = this.visits.get(address);
    if (known !== undefined) return known;
    const { service, browser, javaScript, signIn } = this.around;
    const made = await visit(browser, service.settings.publicUrl, { who: roleOf(by), javaScript });
    this.visits.set(address, made);
    await signIn(made, address);
    return made;
  }

  /** Where no state is named: as this role sees it, or anybody. */
  inspect(by: Visit, state = SAME_FOR_ALL.test(by.page.url()) ? 'anybody' : by.who): Promise<void> {
    return this.around.inspector.look(by, state);
  }

  override async request(body: Parameters<Walk['request']>[0]): Promise<void> {
    const { name, email } = body.requester;
    await this.around.service.records.addPerson({
      email: this.markers.email(email),
      name: this.markers.text('name', name),
      roles: [],
    });
    const requester = await this.visitOf(email);
    const typed = this.markers.plant(ofFive(body));
    this.reference = await requestByPages(requester, typed, (state) => this.inspect(requester, state));
    this.steps.push({ step: 'submitRequest', by: email });
  }

  override async step(by: string | null, step: string, body: unknown): Promise<CaseAnswer> {
    const id = CASE_STEPS.find((each) => each === step);
    if (id === undefined) throw new Error(`${step} is no step of a case`);
    const visiting = await this.visitOf(by);
    await this.openStep(visiting, step, body);
    await this.inspect(visiting);
    if (!this.sentEmpty.has(step)) {
      this.sentEmpty.add(step);
      const status = await visiting.press(sendButton(visiting.page));
      if (status !== 400) throw new Error(`${step}, sent empty, is answered ${status}`);
      await this.inspect(visiting, 'with faults');
    }
    const typed = typedFor(id, this.markers.plant(ofFive(body)));
    const missing = await fillIn(visiting, typed);
    if (missing.length > 0) throw new Error(`${step} does not ask for ${missing.join(', ')}`);
    await visiting.press(sendButton(visiting.page));
    if (!visiting.page.url().endsWith(`?done=${step}`)) {
      const said = await visiting.page.locator('main').innerText();
      throw new Error(`${step} by ${by ?? 'the administrator'} was not taken: ${said.slice(0, 2000)}`);
    }
    await this.inspect(visiting, 'done');
    this.steps.push({ step, by });
    return this.look();
  }

  /** From the link of what waits on them, else from what they may do now. */
  private async openStep(visiting: Visit, step: string, body: unknown): Promise<void> {
    const { page } = visiting;
    // Not in somebody's place: that asks for more.
    const links = page.locator(`main a[href^="/cases/${this.reference}/steps/${step}"]:not([href*="for="])`);
    const { taskId } = body as { readonly taskId?: string };
    const waiting = taskId === undefined ? links : links.and(page.locator(`[href$="task=${taskId}"]`));
    await visiting.open('/');
    await this.inspect(visiting);
    if ((await waiting.count()) > 0) {
      await visiting.press(waiting.first());
    } else {
      await visiting.open(`/cases/${this.reference}`);
      await this.inspect(visiting);
      await visiting.press(links.first());
    }
  }

  override upload(_by: string, name: string, content: string): Promise<string> {
    const file = `${this.markers.text('file name', name)}.txt`;
    return Promise.resolve(upload(file, this.markers.text('file content', content)));
  }

  override async moveToNextDue(): Promise<void> {
    const administrator = await this.visitOf(null);
    const { stage } = await this.look();
    if (stage === 'followUp') await this.lookAround();
    await administrator.open(`/cases/${this.reference}`);
    await this.inspect(administrator, stage);
    await administrator.press(administrator.page.getByRole('button', { name: 'Move the clock' }));
    await this.inspect(administrator, 'the clock was moved');
  }

  /** Once, when there is most to be seen: wherever links lead those who see most of it, and least. */
  private async lookAround(): Promise<void> {
    if (this.hasLookedAround) return;
    this.hasLookedAround = true;
    await this.lookAtClock();
    const others = this.around.javaScript ? [LEAD_PROFESSIONAL.email, NOT_ATTENDING] : [];
    for (const email of [null, ...others]) {
      const visiting = await this.visitOf(email);
      this.deadLinks.push(...(await crawl(visiting, this.reference, () => this.inspect(visiting))));
    }
  }

  /** Asked to move it by no days at all. */
  private async lookAtClock(): Promise<void> {
    const administrator = await this.visitOf(null);
    const { page } = administrator;
    await administrator.open(`/cases/${this.reference}/clock`);
    await page.locator('input[value="days"]').check();
    await administrator.press(page.getByRole('button', { name: 'Move the clock' }));
    await this.inspect(administrator, 'with faults');
  }
}

function roleOf(by: string | null): string {
  if (by === null) return 'administrator';
  if (FACILITATORS.some((each) => each === by)) return 'facilitator';
  if (by === REQUESTER.email) return 'requester';
  if (by === LEAD_PROFESSIONAL.email) return 'lead professional';
  return by.endsWith('@partnership.example') ? 'business manager' : 'attendee';
}

/** The answer with five of the ten whom the demonstration invites. */
function ofFive(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (field, value: unknown) =>
      (field === 'invitees' || field === 'participants') && Array.isArray(value)
        ? value.filter((each: { readonly email?: string }) => isInvited(each))
        : value,
    ),
  );
}
