/** The people of the service: who they are, what roles they have, and adding one. */
import { requireMay } from '../../json/forbid.ts';
import type { Services } from '../../services.ts';
import { page } from '../page.ts';
import type { PageCall, PageReply, PageRoute } from '../page.ts';
import { FormRefused, formShown, readSmallForm, takenOnce, typedBefore } from '../small-form/small-form.ts';
import type { FieldFault } from '../small-form/small-form.ts';
import { only } from '../typed.ts';
import { ASK, newPerson, personAddress, personTyped, roleChoices } from './person-form.ts';
import type { PersonFilled } from './person-form.ts';
import { personPages } from './person.ts';
import { rolesInWords } from './person-words.ts';

const A_PAGE = 50;
const mayChange = requireMay('changePeople');

export function peoplePages(services: Services): PageRoute[] {
  const { records } = services;

  /** A name is sought by a form that is posted, so that none stands in an address. */
  async function list(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const text = only(call.typed, 'text').trim().slice(0, 200);
    const after = call.query('after') || only(call.typed, 'after') || null;
    const { rows, next } = await records.peoplePage({
      text: text === '' ? null : text.replaceAll('\0', ''),
      after,
      limit: A_PAGE,
    });
    return {
      view: 'people/people.njk',
      title: 'People',
      data: {
        text,
        next,
        isFirst: after === null,
        people: rows.map(({ id, name, email, roles, disabled }) => ({
          href: personAddress(id),
          name,
          email,
          roles: rolesInWords(roles),
          disabled,
        })),
      },
    };
  }

  function showNew(filled: PersonFilled, faults: readonly FieldFault[] = [], restored = false): PageReply {
    return {
      view: 'people/new.njk',
      title: 'Add a person',
      status: faults.length === 0 ? 200 : 400,
      data: { ...formShown(faults), filled, restored, roleChoices: roleChoices(filled) },
    };
  }

  async function askNew(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const typed = await typedBefore(records, call);
    return showNew(personTyped(typed ?? new Map()), [], typed !== null);
  }

  async function add(call: PageCall): Promise<PageReply> {
    mayChange(call);
    const filled = personTyped(call.typed);
    const read = readSmallForm(newPerson, { ...filled }, ASK);
    if (!read.ok) return showNew(filled, read.faults);
    return takenOnce(records, call, {
      body: read.body,
      work: async () => {
        const known = await records.findPersonByEmail(read.body.email);
        if (known !== null) {
          throw new FormRefused({ field: 'email', text: 'Somebody has this email address already' });
        }
        const { id, roles } = await records.addPerson(read.body);
        await records.audit({
          reference: null,
          personId: call.person.id,
          what: `add person ${id}: ${roles.join(' ')}`,
          why: null,
        });
        return personAddress(id, 'added');
      },
      again: (fault) => Promise.resolve(showNew(filled, [fault])),
    });
  }

  return [
    page('/people', { GET: list, POST: list }),
    page('/people/new', { GET: askNew, POST: add }),
    ...personPages(services),
  ];
}
