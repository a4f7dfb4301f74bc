/** Authenticator apps: a secret that the app and the service share, and the six digits that both make of it and the time. */
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import type { Person } from '../../../records/types.ts';
import type { Services } from '../../services.ts';
import { seal, unseal } from './sealed.ts';

const appOf = (email: string, secret: string): TOTP =>
  new TOTP({ issuer: 'Multi-agency supervision', label: email, secret: Secret.fromBase32(secret) });

/** Base32. */
export const newAppSecret = (): string => new Secret({ size: 20 }).base32;

/** For the app's camera, and in groups of four for who types it. */
export const appShown = ({ email }: Pick<Person, 'email'>, secret: string) => ({
  picture: renderSVG(appOf(email, secret).toString(), { border: 4 }),
  text: secret.replace(/(.{4})(?=.)/g, '$1 '),
});

/** The time step whose code this is, at most one from now's: clocks differ. Null where it is none. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const digits = code.replace(/[\s-]/g, '');
  const delta = TOTP.validate({
    token: digits,
    secret: Secret.fromBase32(secret),
    timestamp: now,
    window: 1,
  });
  return delta === null ? null : TOTP.counter({ timestamp: now }) + delta;
}

/** As it is kept, for this one person. */
export const sealApp = (
  services: Pick<Services, 'sessionSecret'>,
  personId: string,
  secret: string,
): string => seal(services, { use: 'authenticator app', whose: personId }, secret);

/** Null where it is another person's, or another SESSION_SECRET holds now. */
export const unsealApp = (
  services: Pick<Services, 'sessionSecret'>,
  personId: string,
  sealed: string,
): string | null => unseal(services, { use: 'authenticator app', whose: personId }, sealed);
