/** Secrets of authenticator apps as they are kept: encrypted with a key of the installation, for one person each. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Services } from '../../services.ts';

type Secret = Pick<Services, 'sessionSecret'>;

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

const keyOf = ({ sessionSecret }: Secret): Buffer =>
  Buffer.from(hkdfSync('sha256', sessionSecret, '', 'authenticator app', 32));

export function seal(services: Secret, personId: string, text: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyOf(services), nonce).setAAD(Buffer.from(personId));
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64url');
}

/** Null where it was sealed for another person, or under another SESSION_SECRET. */
export function unseal(services: Secret, personId: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(CIPHER, keyOf(services), bytes.subarray(0, NONCE))
    .setAAD(Buffer.from(personId))
    .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
