/**
 * The council's OpenID Connect provider, as the service calls it: its description and keys, and the exchange of a code
 * for who it is. Nothing but the issuer's own origin is ever called (docs/decisions/0028-openid-connect.md).
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  ResponseBodyError,
} from 'openid-client';
import type { CustomFetch, ServerMetadata } from 'openid-client';
import type { OpenIdSettings } from '../../../../config/openid-settings.ts';

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

/** `refused`: this sign-in; `away`: the provider is, or it and the service do not fit each other. */
export class OpenIdFailure extends Error {
  readonly kind: 'refused' | 'away';
  /** A word of the protocol. */
  readonly result: string;

  constructor(kind: 'refused' | 'away', result: string, cause?: unknown) {
    super(`OpenID Connect: ${kind}`, { cause });
    this.name = 'OpenIdFailure';
    this.kind = kind;
    this.result = result;
  }
}

const SCOPE = 'openid email';
/** Milliseconds for all that one page asks of the provider. */
const PATIENCE_MS = 5_000;

/** @param returnTo where the provider sends people back to, as it is registered there */
export function createOpenIdProvider(settings: OpenIdSettings, returnTo: string): OpenIdProvider {
  let kept: Promise<Configuration> | null = null;

  /** Asked when first needed, kept, and asked again after a failure; several that ask at once share it. */
  function configuration(): Promise<Configuration> {
    if (kept !== null) return kept;
    const asked = discovered(settings).catch((error: unknown) => {
      kept = null;
      throw error;
    });
    kept = asked;
    return asked;
  }

  async function asking<T>(ask: (known: Configuration) => Promise<T>): Promise<T> {
    try {
      return await withinPatience(configuration().then(ask));
    } catch (error) {
      const failure = failureOf(error);
      // Its keys or addresses may have changed.
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
  // Deprecated so that it stands out: the settings let this be in a training installation only.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const execute: readonly ((config: Configuration) => void)[] =
    server.protocol === 'http:' ? [allowInsecureRequests] : [];
  const fetchFromIssuer = onlyFrom(server.origin);
  const found = await discovery(server, clientId, undefined, undefined, {
    execute: [...execute],
    timeout: PATIENCE_MS / 1000,
    [customFetch]: fetchFromIssuer,
  });
  const metadata = found.serverMetadata();
  // The library is milder with providers whose description is one for many tenants.
  if (new URL(metadata.issuer).href !== server.href) throw new OpenIdFailure('away', 'other issuer');
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
  (url, options) =>
    new URL(url).origin === origin
      ? fetch(url, options as RequestInit)
      : Promise.reject(new OpenIdFailure('away', 'other origin'));

async function withinPatience<T>(work: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => {
      reject(new OpenIdFailure('away', 'too slow'));
    }, PATIENCE_MS);
  });
  return Promise.race([work, tooLate]).finally(() => {
    clearTimeout(late);
  });
}

/** Words of RFC 6749 and of OpenID Connect: what else a provider says is not repeated. */
const REFUSALS = new Set([
  'access_denied',
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'invalid_grant',
  'login_required',
]);
const TROUBLES = new Set([
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
]);
const NOT_FOR_US = 'not for us';
/** Of the library: an answer or an ID token that is not for this sign-in. */
const MISFITS = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
]);

function failureOf(error: unknown): OpenIdFailure {
  if (error instanceof OpenIdFailure) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const word = error.error;
    if (REFUSALS.has(word)) return new OpenIdFailure('refused', word, error);
    return new OpenIdFailure('away', TROUBLES.has(word) ? word : 'other error', error);
  }
  // The library wraps what the fetching of ours throws.
  if (error instanceof Error && error.cause instanceof OpenIdFailure) return error.cause;
  if (error instanceof ClientError && MISFITS.has(error.code ?? '')) {
    return new OpenIdFailure('refused', NOT_FOR_US, error);
  }
  return new OpenIdFailure('away', error instanceof ClientError ? 'not understood' : 'not reached', error);
}
