/** What records offer to signing in. `token` is what a browser's cookie holds; all times are real ones, epoch ms. */
import type { Role } from '../domain/process/vocabulary.ts';

/** What became of a typed code. */
export type CodeUse =
  | {
      readonly type: 'right';
      readonly email: string;
      readonly account: { readonly personId: string; readonly disabled: boolean } | null;
    }
  /** Over: typed before, too old, tried too often, or there never was one. */
  | { readonly type: 'wrong' | 'over'; readonly personId: string | null };

export interface SignInRecords {
  /** One more in 15 minutes, unless there were `most` of them: then `againAt` is when the next is let through. */
  countSignIn(limit: {
    readonly whose: string;
    readonly most: number;
  }): Promise<{ readonly taken: boolean; readonly againAt: number }>;
  /** Keeps the code that was sent to this browser's person; an earlier one is void. */
  keepCode(code: {
    readonly token: string;
    readonly email: string;
    readonly codeHash: string;
  }): Promise<void>;
  useCode(typed: { readonly token: string; readonly codeHash: string }): Promise<CodeUse>;
  /** Where this browser's code was sent to. */
  codeSentTo(token: string): Promise<string | null>;
  /** The address whose code was typed rightly here within the last 20 minutes, for who has no account yet. */
  provedAddress(token: string): Promise<string | null>;
  removeCode(token: string): Promise<void>;
  /** Of each role so many, by name: for a training installation, whose people are invented. */
  inventedPeople(
    most: number,
  ): Promise<readonly { readonly email: string; readonly name: string; readonly role: Role }[]>;
}

export interface Passkey {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** What somebody has for the second step, and what is under way in this browser. */
export interface SecondStep {
  /** The secret of their authenticator app, encrypted. */
  readonly app: string | null;
  readonly passkeys: readonly Passkey[];
  readonly passedAt: number | null;
  /** The secret of an authenticator app that is being set up here, encrypted. */
  readonly appInHand: string | null;
  /** What a passkey has to sign now. */
  readonly challenge: string | null;
}

/** Where somebody is signed in. */
export interface SignedIn {
  readonly startedAt: number;
  readonly usedAt: number;
  readonly isThis: boolean;
}

export interface SecondStepRecords {
  secondStepOf(token: string): Promise<SecondStep>;
  keepInHand(token: string, inHand: Pick<SecondStep, 'appInHand' | 'challenge'>): Promise<void>;
  /** How many tries there were with this one, since the step was last passed. */
  countSecondStepTry(token: string): Promise<number>;
  /** Whether the code of this time step may be used: each is used once, and none older than the newest used. */
  useAppCode(code: { readonly personId: string; readonly step: number }): Promise<boolean>;
  /** In place of the app before. `alone`: in place of everything before. */
  keepApp(app: {
    readonly personId: string;
    readonly secret: string;
    readonly step: number;
    readonly alone: boolean;
  }): Promise<void>;
  keepPasskey(passkey: Passkey & { readonly personId: string; readonly alone: boolean }): Promise<void>;
  usePasskey(passkey: Pick<Passkey, 'id' | 'counter'>): Promise<void>;
  /** The person sets up a second step anew; they are signed out everywhere. Audited. */
  resetSecondStep(whose: { readonly personId: string; readonly by: string }): Promise<void>;
  /** Where the person is signed in now, used last first. */
  signedInOf(whose: { readonly personId: string; readonly token: string }): Promise<readonly SignedIn[]>;
}
