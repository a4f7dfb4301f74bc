/** What became of an email, from how the conversation with the mail server ended. */

/** `why` is a code only (`451`, `ECONNREFUSED`): what a server says may hold addresses. */
export type Outcome =
  | 'sent'
  /** Certainly not sent: to be tried again. */
  | { readonly failed: string }
  /** The server will never take it for this address. */
  | { readonly refused: string }
  /** The whole message was handed over and no answer came: it may have been sent. */
  | { readonly outcomeUnknown: string };

interface Failure {
  readonly code: string | null;
  readonly originalCode: string | null;
  readonly responseCode: number | null;
  readonly command: string | null;
}

/** Asks for a sign-in to the mail server: about the set-up, not about the recipient. */
const SIGN_IN_FIRST = 530;
/** Out of step with the server: the next conversation may go well. */
const OUT_OF_STEP = 503;

export function outcomeOf(error: unknown, handedOver: boolean): Exclude<Outcome, 'sent'> {
  const { responseCode, command } = failureOf(error);
  const why = codeOf(error);
  if (responseCode === null) {
    return handedOver ? { outcomeUnknown: why } : { failed: why };
  }
  const aboutThisEmail = command === 'RCPT TO' || command === 'DATA';
  const forGood = responseCode >= 500 && responseCode !== OUT_OF_STEP && responseCode !== SIGN_IN_FIRST;
  return aboutThisEmail && forGood ? { refused: why } : { failed: why };
}

/** Whether nobody answered at all: the server is away, or the way to it. */
export const isUnanswered = (error: unknown): boolean => failureOf(error).responseCode === null;

/** The code of a failure: the server's, else the system's, else the mail library's. */
export function codeOf(error: unknown): string {
  const { responseCode, originalCode, code } = failureOf(error);
  return responseCode === null ? (originalCode ?? code ?? 'UNKNOWN') : `${responseCode}`;
}

function failureOf(error: unknown): Failure {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const word = (name: string): string | null => {
    const value = field(name);
    return typeof value === 'string' && /^[A-Z][A-Z0-9_ ]{1,59}$/.test(value) ? value : null;
  };
  const responseCode = field('responseCode');
  return {
    code: word('code'),
    originalCode: word('originalCode'),
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    command: word('command'),
  };
}
