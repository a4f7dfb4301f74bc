/** What is kept encrypted, each use under a key of its own that is made from the installation's. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Services } from '../../services.ts';

type Secret = Pick<Services, 'sessionSecret'>;

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

export interface SealedFor {
  readonly use: 'authenticator app' | 'OpenID Connect';
  /** The person whose it is; empty where nobody is known yet. */
  readonly whose: string;
}

const keyOf = ({ sessionSecret }: Secret, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', sessionSecret, '', use, 32));

export function seal(services: Secret, { use, whose }: SealedFor, text: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyOf(services, use), nonce).setAAD(Buffer.from(whose));
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64url');
}

/** Null where it was sealed for another person or use, under another SESSION_SECRET, or by nobody here. */
export function unseal(services: Secret, { use, whose }: SealedFor, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE + TAG) return null;
  const decipher = createDecipheriv(CIPHER, keyOf(services, use), bytes.subarray(0, NONCE))
    .setAAD(Buffer.from(whose))
    .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
