/** One person's account: name and roles, disabling with what that would leave waiting, tokens of the JSON API. */
import { z } from 'zod';
import { londonDateTime } from '../../../domain/calendar/index.ts';
import type { Instant } from '../../../domain/calendar/index.ts';
import { TASK_TABLE } from '../../../domain/process/tasks.ts';
import type { Person } from '../../../records/types.ts';
import { requireMay } from '../../json/forbid.ts';
import { wholeNumber } from '../../json/shape.ts';
import { Problem, notFound } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { onceByForm } from '../once.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import {
  FormRefused,
  firstValues,
  formShown,
  readSmallForm,
  takenOnce,
  typedBefore,
} from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import { only } from '../typed.ts';
import { ASK, isOneself, personAddress, personChange, personTyped, roleChoices } from './person-form.ts';
import type { PersonFilled } from './person-form.ts';
import { DONE_WORDS, rolesInWords } from './person-words.ts';

const mayChange = requireMay('changePeople');
/** Tasks listed before an account is disabled. */
const MOST_TASKS = 100;
const DAYS = 'Use a whole number of days from 1 to 365';

const newToken = z.strictObject({
  days: z
    .string()
    .trim()
    .regex(/^\d{1,3}$/, DAYS)
    .transform(Number)
    .pipe(wholeNumber(1, 365)),
});

interface Showing {
  readonly filled?: PersonFilled;
  readonly faults?: readonly FieldFault[];
  readonly restored?: boolean;
  readonly days?: string;
  /** Just made, and shown this once. */
  readonly token?: string;
}

export function personPages({ records, later, sendAccountEmail }: Services): PageRoute[] {
  /** @throws {Problem} 403, 404 */
  async function personIn(call: PageCall): Promise<Person> {
    mayChange(call);
    const person = await records.findPerson(call.param('id'));
    if (person === null) throw notFound();
    return person;
  }

  const audit = (call: PageCall, what: string): Promise<void> =>
    records.audit({ reference: null, personId: call.person.id, what, why: null });

  async function show(call: PageCall, person: Person, showing: Showing = {}): Promise<PageReply> {
    const filled = showing.filled ?? { name: person.name, email: person.email, roles: person.roles };
    const tokens = await records.tokensOf(person.id);
    return {
      view: 'people/person.njk',
      title: 'Person',
      status: (showing.faults ?? []).length === 0 ? 200 : 400,
      data: {
        ...formShown(showing.faults),
        done: DONE_WORDS[call.query('done')],
        restored: showing.restored ?? false,
        shown: person,
        roles: rolesInWords(person.roles),
        filled,
        roleChoices: roleChoices(filled),
        own: isOneself(call, person.id),
        days: showing.days ?? '90',
        token: showing.token ?? null,
        tokens: tokens.map(({ id, endsAt }) => ({ id, endsAt: londonDateTime(endsAt as Instant) })),
        address: personAddress(person.id),
      },
    };
  }

  async function look(call: PageCall): Promise<PageReply> {
    const person = await personIn(call);
    const typed = await typedBefore(records, call);
    if (typed === null) return show(call, person);
    return show(call, person, { filled: { ...personTyped(typed), email: person.email }, restored: true });
  }

  async function change(call: PageCall): Promise<PageReply> {
    const person = await personIn(call);
    const own = isOneself(call, person.id);
    const typed = personTyped(call.typed);
    const filled = { ...typed, email: person.email, ...(own ? { roles: person.roles } : {}) };
    const roles = filled.roles.filter((role) => role !== 'practitioner');
    const read = readSmallForm(personChange, { name: filled.name, roles }, ASK);
    if (!read.ok) return show(call, person, { filled, faults: read.faults });
    return takenOnce(records, call, {
      body: read.body,
      work: async () => {
        const changed = await records.changePerson({ id: person.id, ...read.body });
        if (changed === 'lastAdministrator') throw new FormRefused(lastAdministrator('roles'));
        await audit(call, `change person ${person.id}: ${['practitioner', ...read.body.roles].join(' ')}`);
        return personAddress(person.id, 'changed');
      },
      again: (fault) => show(call, person, { filled, faults: [fault] }),
    });
  }

  async function showDisabling(person: Person, faults: readonly FieldFault[] = []): Promise<PageReply> {
    const tasks = await records.tasksWaitingOn(person.email, MOST_TASKS + 1);
    return {
      view: 'people/disable.njk',
      title: 'Disable an account',
      status: faults.length === 0 ? 200 : 400,
      data: {
        ...formShown(faults),
        shown: person,
        address: personAddress(person.id),
        tasks: tasks.slice(0, MOST_TASKS).map(({ reference, kind, dueOn }) => ({
          reference,
          title: TASK_TABLE[kind].title,
          dueOn,
        })),
        more: tasks.length > MOST_TASKS,
      },
    };
  }

  /** @throws {Problem} 409: nobody locks themselves out */
  async function anotherIn(call: PageCall): Promise<Person> {
    const person = await personIn(call);
    if (!isOneself(call, person.id)) return person;
    throw new Problem(
      'step-not-allowed',
      'You cannot disable your own account. Another administrator can do it.',
    );
  }

  async function askDisabling(call: PageCall): Promise<PageReply> {
    return showDisabling(await anotherIn(call));
  }

  /** Once disabled is disabled: a form sent twice tells the administrators once. */
  async function disable(call: PageCall): Promise<PageReply> {
    const person = await anotherIn(call);
    const result = await records.disableAccount(person.id);
    if (result === 'lastAdministrator') return showDisabling(person, [lastAdministrator('form')]);
    if (result === 'disabled') await audit(call, `disable person ${person.id}`);
    return { goTo: personAddress(person.id, 'disabled') };
  }

  async function enable(call: PageCall): Promise<PageReply> {
    const { id, disabled } = await personIn(call);
    if (disabled) {
      await records.enableAccount(id);
      await audit(call, `enable person ${id}`);
    }
    return { goTo: personAddress(id, 'enabled') };
  }

  /** @throws {Problem} 409: who is in has no need of it */
  async function otherIn(call: PageCall): Promise<Person> {
    const person = await personIn(call);
    if (!isOneself(call, person.id)) return person;
    throw new Problem('step-not-allowed', 'You change your own second step in your account.');
  }

  async function askReset(call: PageCall): Promise<PageReply> {
    const person = await otherIn(call);
    return {
      view: 'people/second-step.njk',
      title: 'Reset the second step',
      data: { shown: person, address: personAddress(person.id) },
    };
  }

  async function reset(call: PageCall): Promise<PageReply> {
    const { id, email } = await otherIn(call);
    await records.resetSecondStep({ personId: id, by: call.person.id });
    later('an email about a reset was not sent', async () => {
      await sendAccountEmail(email, { kind: 'secondStepReset' });
    });
    return { goTo: personAddress(id, 'reset') };
  }

  /** The token is in this answer only, and in nothing that is kept: a repeat of the form cannot show it again. */
  async function makeToken(call: PageCall): Promise<PageReply> {
    const person = await personIn(call);
    const days = firstValues(call.typed)['days'] ?? '';
    const read = readSmallForm(newToken, { days }, { days: DAYS });
    if (!read.ok) return show(call, person, { days, faults: read.faults });
    const made = async (): Promise<string> => {
      const token = await records.makeToken(person.email, read.body.days, call.person.id);
      if (token === null) {
        throw new Problem('step-not-allowed', 'The account is disabled, so it can have no token.');
      }
      await audit(call, `make token for person ${person.id}: ${read.body.days} days`);
      return token;
    };
    const scope = onceByForm(call, read.body);
    if (scope === null) return show(call, person, { token: await made() });
    const tokens: string[] = [];
    const result = await records.once(scope, async () => {
      tokens.push(await made());
      return { status: 200, headers: {}, body: null };
    });
    const [token] = tokens;
    if (result.type === 'first' && token !== undefined) return show(call, person, { token });
    return show(call, person, {
      days,
      faults: [
        {
          field: 'days',
          text: 'This form made a token already, which was shown once. End that one below if nobody noted it, and make another',
        },
      ],
    });
  }

  /** Who comes back to this address, after signing in again or by reloading, finds the person. */
  async function toPerson(call: PageCall): Promise<PageReply> {
    return { goTo: personAddress((await personIn(call)).id) };
  }

  async function endToken(call: PageCall): Promise<PageReply> {
    const { id } = await personIn(call);
    if (await records.endToken({ personId: id, id: only(call.typed, 'token') })) {
      await audit(call, `end token of person ${id}`);
    }
    return { goTo: personAddress(id, 'ended') };
  }

  return [
    page('/people/:id', { GET: look, POST: change }),
    page('/people/:id/disable', { GET: askDisabling, POST: disable }),
    page('/people/:id/enable', { POST: enable }),
    page('/people/:id/second-step', { GET: askReset, POST: reset }),
    page('/people/:id/tokens', { GET: toPerson, POST: makeToken }),
    page('/people/:id/tokens/end', { POST: endToken }),
  ];
}

const lastAdministrator = (field: string): FieldFault => ({
  field,
  text: 'This is the last administrator. Make somebody else an administrator first',
});
