/** Signing in with OpenID Connect: its four settings, all of them or none (docs/decisions/0028-openid-connect.md). */
import type { EnvironmentReader } from './environment.ts';

export interface OpenIdSettings {
  /** As the provider's own metadata name it, letter by letter. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call their account there, as in "Sign in with …". */
  readonly name: string;
}

const LONGEST_NAME = 50;

/** Of these anybody may have an account, under any address, so an address from there proves nothing. */
const OF_EVERYBODY = /^https:\/\/login\.microsoftonline\.com\/(?:common|organizations|consumers)(?:\/|$)/i;

/** Null where none is set. Adds a fault for each that is missing or cannot be used. @param live https only */
export function readOpenId(env: EnvironmentReader, live: boolean): OpenIdSettings | null {
  const issuer = env.url('OPENID_ISSUER', live ? ['https:'] : ['https:', 'http:']);
  const clientId = env.text('OPENID_CLIENT_ID');
  const clientSecret = env.text('OPENID_CLIENT_SECRET');
  const name = env.text('OPENID_NAME');
  const names = ['OPENID_ISSUER', 'OPENID_CLIENT_ID', 'OPENID_CLIENT_SECRET', 'OPENID_NAME'];
  const missing = names.filter((each) => !env.has(each));
  if (missing.length === names.length) return null;
  for (const each of missing)
    env.fault(`${each} must be set too: OpenID Connect needs all of ${names.join(', ')}`);
  if (issuer !== null) {
    const { search, hash, username } = new URL(issuer);
    if (`${search}${hash}${username}` !== '' || OF_EVERYBODY.test(issuer)) {
      env.fault('OPENID_ISSUER must be the address of the tenant of your own people, and nothing more');
    }
  }
  if (name !== null && (name.length > LONGEST_NAME || /\p{Cc}/u.test(name))) {
    env.fault(`OPENID_NAME must be one line of at most ${LONGEST_NAME} characters`);
  }
  if (issuer === null || clientId === null || clientSecret === null || name === null) return null;
  return { issuer, clientId, clientSecret, name };
}
