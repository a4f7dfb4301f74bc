/** What can go wrong between the service and the provider, in fixed words for the log: nobody is shown them. */
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';

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

export const TOO_SLOW = 'too slow';
export const OTHER_ISSUER = 'other issuer';
/** An answer or an ID token that is not for this sign-in. */
export const NOT_FOR_US = 'not for us';

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
/** Codes of the library. */
const MISFITS = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
]);

/** @param error of the library, or of what fetches for it */
export function failureOf(error: unknown): OpenIdFailure {
  if (error instanceof OpenIdFailure) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const word = error.error;
    if (REFUSALS.has(word)) return new OpenIdFailure('refused', word, error);
    return new OpenIdFailure('away', TROUBLES.has(word) ? word : 'other error', error);
  }
  // 401 at the token endpoint: RFC 6749, 5.2.
  if (error instanceof WWWAuthenticateChallengeError)
    return new OpenIdFailure('away', 'invalid_client', error);
  // The library wraps what the fetching of ours throws.
  if (error instanceof Error && error.cause instanceof OpenIdFailure) return error.cause;
  if (error instanceof ClientError && MISFITS.has(error.code ?? '')) {
    return new OpenIdFailure('refused', NOT_FOR_US, error);
  }
  const isOther = error instanceof ClientError && error.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
  return new OpenIdFailure('away', isOther ? OTHER_ISSUER : 'not understood', error);
}
