/**
 * The council's OpenID Connect provider, as the service calls it: its description and keys, and the exchange of a code
 * for who it is. Nothing but the issuer's own origin is ever called (docs/decisions/0028-openid-connect.md).
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import type { CustomFetch, ServerMetadata } from 'openid-client';
import type { OpenIdSettings } from '../../../../config/openid-settings.ts';
import { failureOf, NOT_FOR_US, OpenIdFailure, OTHER_ISSUER, TOO_SLOW } from './failure.ts';

/** Made for one sign-in, and known to its browser and the service only. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

export interface OpenIdProvider {
  /** What people call their account there. */
  readonly name: string;
  /** Where the browser is led to. @throws {OpenIdFailure} */
  addressFor(checks: Checks): Promise<URL>;
  /** Who it is. @param answer what the provider had the browser post. @throws {OpenIdFailure} */
  claimsOf(answer: URLSearchParams, checks: Checks): Promise<Readonly<Record<string, unknown>>>;
}

const SCOPE = 'openid email';
/** Milliseconds for all that one page asks of the provider. */
const PATIENCE_MS = 5_000;

/** Over http, which the settings let be in a training installation only; the library marks it so that it stands out. */
// eslint-disable-next-line @typescript-eslint/no-deprecated
const onThisMachine: (config: Configuration) => void = allowInsecureRequests;

/** @param returnTo where the provider sends people back to, as it is registered there */
export function createOpenIdProvider(settings: OpenIdSettings, returnTo: string): OpenIdProvider {
  let kept: Promise<Configuration> | null = null;

  /** Asked when first needed; several that ask at once share it. */
  const configuration = (): Promise<Configuration> =>
    (kept ??= discovered(settings).catch((error: unknown) => {
      const failure = failureOf(error);
      // Nobody's sign-in is at fault yet.
      throw failure.kind === 'away' ? failure : new OpenIdFailure('away', 'not understood', error);
    }));

  async function asking<T>(ask: (known: Configuration) => Promise<T>): Promise<T> {
    try {
      return await withinPatience(configuration().then(ask));
    } catch (error) {
      const failure = failureOf(error);
      // It is asked anew for the next: its keys or addresses may have changed.
      if (failure.kind === 'away' || failure.result === NOT_FOR_US) kept = null;
      throw failure;
    }
  }

  return {
    name: settings.name,
    addressFor: ({ state, nonce, verifier }) =>
      asking(async (known) =>
        buildAuthorizationUrl(known, {
          redirect_uri: returnTo,
          scope: SCOPE,
          response_mode: 'form_post',
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
          nonce,
        }),
      ),
    claimsOf: (answer, { state, nonce, verifier }) =>
      asking(async (known) => {
        // The library reads an answer as the address that it came to; this one goes nowhere.
        const answered = new URL(returnTo);
        answered.search = answer.toString();
        const tokens = await authorizationCodeGrant(known, answered, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return { ...tokens.claims() };
      }),
  };
}

async function discovered({ issuer, clientId, clientSecret }: OpenIdSettings): Promise<Configuration> {
  const server = new URL(issuer);
  const execute = server.protocol === 'http:' ? [onThisMachine] : [];
  const fetchFromIssuer = onlyFrom(server.origin);
  const found = await discovery(server, clientId, undefined, undefined, {
    execute,
    timeout: PATIENCE_MS / 1000,
    [customFetch]: fetchFromIssuer,
  });
  const metadata = found.serverMetadata();
  // The library is milder with providers whose description is one for many tenants.
  if (new URL(metadata.issuer).href !== server.href) throw new OpenIdFailure('away', OTHER_ISSUER);
  if (metadata.response_modes_supported?.includes('form_post') === false) {
    throw new OpenIdFailure('away', 'no form_post');
  }
  const known = new Configuration(
    metadata,
    clientId,
    clientSecret,
    authenticationFor(metadata, clientSecret),
  );
  known.timeout = PATIENCE_MS / 1000;
  known[customFetch] = fetchFromIssuer;
  enableNonRepudiationChecks(known);
  for (const letIt of execute) letIt(known);
  return known;
}

/** As the specification has it where the provider does not say otherwise. */
const authenticationFor = (metadata: ServerMetadata, secret: string) =>
  metadata.token_endpoint_auth_methods_supported?.includes('client_secret_basic') === false
    ? ClientSecretPost(secret)
    : ClientSecretBasic(secret);

const onlyFrom =
  (origin: string): CustomFetch =>
  async (url, options) => {
    if (new URL(url).origin !== origin) throw new OpenIdFailure('away', 'other origin');
    return fetch(url, options as RequestInit).catch((error: unknown) => {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      throw new OpenIdFailure('away', isLate ? TOO_SLOW : 'not reached', error);
    });
  };

async function withinPatience<T>(work: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => {
      reject(new OpenIdFailure('away', TOO_SLOW));
    }, PATIENCE_MS);
  });
  return Promise.race([work, tooLate]).finally(() => {
    clearTimeout(late);
  });
}
