/** Somebody's browser, signed in past the second step: pages as they come, and forms sent with their token. */
import { randomBytes } from 'node:crypto';
import type { Answer, RunningApi, Who } from '../../running-api.ts';

export interface Visitor {
  see(path: string): Promise<Answer>;
  send(path: string, fields: Readonly<Record<string, string>>): Promise<Answer>;
}

export async function visitorAs(api: RunningApi, who: Who): Promise<Visitor> {
  const token = randomBytes(32).toString('base64url');
  await api.records.beginSession({ personId: api.personId(who), token });
  await api.records.passSecondStep(token);
  const cookie = `session=${token}`;
  const see = async (path: string): Promise<Answer> => api.stranger().get(path).set('Cookie', cookie);
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await see('/')).text)?.[1] ?? '';
  return {
    see,
    send: async (path, fields) =>
      api
        .stranger()
        .post(path)
        .set('Cookie', cookie)
        .set('Content-Type', 'application/x-www-form-urlencoded')
        .send(new URLSearchParams({ _csrf: csrf, ...fields }).toString()),
  };
}

/** What the page says, without its tags. */
export const wordsOf = ({ text }: Answer): string =>
  text
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

/** What stands between the page's bar and its footer. */
export const mainOf = ({ text }: Answer): string => /<main.*<\/main>/s.exec(text)?.[0] ?? '';
