/** Somebody’s browser at the page of a step: what its form would send, with what they change in it. */
import { randomBytes } from 'node:crypto';
import { formModel } from '../../../../api/pages/form/model.ts';
import { typedOf } from '../../../../api/pages/form/to-typed.ts';
import type { Typed } from '../../../../api/pages/typed.ts';
import type { StepId } from '../../../../domain/process/vocabulary.ts';
import type { Answer, RunningApi, Who } from '../../running-api.ts';
import { postedFrom } from '../form/posted.ts';

export interface AtStep {
  readonly cookie: string;
  see(path: string): Promise<Answer>;
  send(path: string, typed: Typed): Promise<Answer>;
  /** As a form with files does. */
  sendWith(path: string, typed: Typed, field: string, content: Buffer, name: string): Promise<Answer>;
}

export async function atStep(api: RunningApi, who: Who): Promise<AtStep> {
  const token = randomBytes(32).toString('base64url');
  await api.records.beginSession({ personId: api.personId(who), token });
  await api.records.passSecondStep(token);
  const cookie = `session=${token}`;
  return {
    cookie,
    see: async (path) => api.stranger().get(path).set('Cookie', cookie),
    send: async (path, typed) =>
      api
        .stranger()
        .post(path)
        .set('Cookie', cookie)
        .set('Content-Type', 'application/x-www-form-urlencoded')
        .send(new URLSearchParams(pairs(typed)).toString()),
    async sendWith(path, typed, field, content, name) {
      let call = api.stranger().post(path).set('Cookie', cookie).attach(field, content, name);
      for (const [key, value] of pairs(typed)) call = call.field(key, value);
      return call;
    },
  };
}

const pairs = (typed: Typed): [string, string][] =>
  [...typed].flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));

/** What the form of the step would send as it stands. */
export function formOn({ status, text }: Pick<Answer, 'status' | 'text'>): Typed {
  const form = [...text.matchAll(/<form\b.*?<\/form>/gs)]
    .map(([html]) => html)
    .find((html) => html.includes('"_key"'));
  if (form === undefined) throw new Error(`${status}: no form of a step on the page`);
  return postedFrom(form);
}

/** The form with these answers in place of what it holds of them. */
export function filledIn(page: Pick<Answer, 'status' | 'text'>, step: StepId, body: object): Typed {
  return new Map([...formOn(page), ...typedOf(formModel(step), body)]);
}

/** What is wrong, as the list above the form says it, each with the id that it leads to. */
export const faultsOn = ({ text }: Pick<Answer, 'text'>): readonly { text: string; id: string }[] => {
  const list = /<ul class="govuk-list govuk-error-summary__list">(.*?)<\/ul>/s.exec(text)?.[1] ?? '';
  return [...list.matchAll(/<a href="#([^"]*)">([^<]*)<\/a>/g)].map(([, id = '', words = '']) => ({
    text: words,
    id,
  }));
};

export const titleOn = ({ text }: Pick<Answer, 'text'>): string =>
  (/<title>([^<]*)/.exec(text)?.[1] ?? '').trim();
