/** A real OpenID Connect provider, which signs in whoever its one page is told, and misbehaves where a test wants it to. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { decodeJwt, importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { Provider } from 'oidc-provider';
import type { OpenIdSettings } from '../../config/openid-settings.ts';

/** Of an ID token, as the tests change them. */
export type Claims = Readonly<Record<string, unknown>>;

export interface TestProvider {
  readonly settings: OpenIdSettings;
  /** Whether the provider vouches for the addresses of its people; left out of the ID token where null. */
  verified: boolean | null;
  /** Changes what the next ID tokens say before they are signed. */
  claims: (said: Claims) => Claims;
  /** With a key that the provider does not tell of. */
  signsWrongly: boolean;
  /** Called before each request is answered; whatever it returns other than false is the answer. */
  before: (path: string) => Promise<false | { readonly status: number; readonly body: string }>;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** What every code and token was, to look for them elsewhere. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

const newKey = (kid: string): JWK => ({
  ...(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) as JWK),
  kid,
  alg: 'RS256',
  use: 'sig',
});

/** @param returnTo the one address that is registered; @param host under which it is reached */
export async function startOpenIdProvider(returnTo: string, host = '127.0.0.1'): Promise<TestProvider> {
  const asked: string[] = [];
  const secrets: string[] = [];
  const server = createServer((req, res) => {
    const path = new URL(req.url ?? '/', 'http://provider').pathname;
    asked.push(path);
    void provider.before(path).then((instead) => {
      if (instead !== false) res.writeHead(instead.status).end(instead.body);
      else if (path.startsWith('/interaction/')) void interact(req, res);
      else void answer(req, res);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const key = newKey('right');
  const wrongKey = newKey('right');
  const settings = {
    issuer,
    clientId: 'supervision',
    clientSecret: 'a-client-secret',
    name: 'Council account',
  };
  const provider: TestProvider = {
    settings,
    verified: true,
    claims: (said) => said,
    signsWrongly: false,
    before: () => Promise.resolve(false),
    asked,
    secrets,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
        redirect_uris: [returnTo],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['for tests'] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    ttl: { AccessToken: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({
        sub: accountId,
        email: accountId,
        ...(provider.verified === null ? {} : { email_verified: provider.verified }),
      }),
    }),
    async loadExistingGrant(context) {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  oidc.use(async (context, next) => {
    await next();
    const body: unknown = context.body;
    if (typeof body !== 'object' || body === null || !('id_token' in body)) return;
    const said = provider.claims(decodeJwt(String(body.id_token)));
    const signed = await new SignJWT({ ...said })
      .setProtectedHeader({ alg: 'RS256', kid: 'right' })
      .sign(await importJWK(provider.signsWrongly ? wrongKey : key, 'RS256'));
    secrets.push(signed, ...('access_token' in body ? [String(body.access_token)] : []));
    context.body = { ...body, id_token: signed };
  });
  oidc.on('authorization_code.saved', (code) => secrets.push(code.jti));
  const answer = oidc.callback();

  /** The page on which people say who they are; `cancel` turns back. */
  async function interact(...[req, res]: Parameters<ReturnType<Provider['callback']>>): Promise<void> {
    if (req.method === 'GET') {
      res.setHeader('Content-Type', 'text/html; charset=utf-8');
      res.end(
        '<!doctype html><html lang="en"><title>Council</title><form method="post">' +
          '<label>Account <input name="account"></label><button>Continue</button></form></html>',
      );
      return;
    }
    const account = new URLSearchParams(await textOf(req)).get('account') ?? '';
    const result =
      account === 'cancel'
        ? { error: 'access_denied', error_description: 'Somebody turned back' }
        : { login: { accountId: account } };
    await oidc.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }
  return provider;
}
