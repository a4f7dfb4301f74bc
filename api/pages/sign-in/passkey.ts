/** Passkeys: a browser or a phone signs a challenge of ours, for this site only. */
import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { Passkey, Person } from '../../../records/types.ts';
import type { Services } from '../../services.ts';

type Site = Pick<Services, 'publicUrl'>;

const siteOf = ({ publicUrl }: Site) => {
  const { hostname, origin } = new URL(publicUrl);
  return { rpID: hostname, origin };
};

/** Browsers make none for a site that has a number for a name. */
const hasName = ({ rpID }: ReturnType<typeof siteOf>): boolean => isIP(rpID.replace(/^\[|\]$/g, '')) === 0;

const named = (passkeys: readonly Passkey[]) =>
  passkeys.map(({ id, transports }) => ({ id, transports: [...transports] }));

/** For the browser to make a new one; null where it could not. */
export async function optionsToMake(services: Site, { email, name }: Person, passkeys: readonly Passkey[]) {
  const site = siteOf(services);
  if (!hasName(site)) return null;
  return generateRegistrationOptions({
    rpName: 'Multi-agency supervision',
    rpID: site.rpID,
    userName: email,
    userDisplayName: name,
    excludeCredentials: named(passkeys),
  });
}

/** For the browser to sign with one of these; null where there is none. */
export async function optionsToUse(services: Site, passkeys: readonly Passkey[]) {
  const { rpID } = siteOf(services);
  if (passkeys.length === 0) return null;
  return generateAuthenticationOptions({ rpID, allowCredentials: named(passkeys) });
}

const credential = { id: z.string(), rawId: z.string(), type: z.literal('public-key') };
const newOne = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
    transports: z.array(z.string().max(20)).max(10).default([]),
  }),
});
const signature = z.object({
  ...credential,
  response: z.object({ clientDataJSON: z.string(), authenticatorData: z.string(), signature: z.string() }),
});

function read<Shape extends z.ZodType>(shape: Shape, posted: string): z.output<Shape> | null {
  try {
    return shape.parse(JSON.parse(posted));
  } catch {
    return null;
  }
}

/** The passkey that the browser made; null where it is not one for this site and challenge. */
export async function madePasskey(
  services: Site,
  posted: string,
  challenge: string | null,
): Promise<Passkey | null> {
  const response = read(newOne, posted);
  if (response === null || challenge === null) return null;
  const { rpID, origin } = siteOf(services);
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      // It comes after a code by email: having it is enough.
      requireUserVerification: false,
    });
    if (!verified) return null;
    const { id, publicKey, counter } = registrationInfo.credential;
    return { id, publicKey: Buffer.from(publicKey), counter, transports: response.response.transports };
  } catch {
    return null;
  }
}

/** Which of their passkeys signed the challenge, with its new counter; null where none did. */
export async function usedPasskey(
  services: Site,
  posted: string,
  { challenge, passkeys }: { readonly challenge: string | null; readonly passkeys: readonly Passkey[] },
): Promise<Pick<Passkey, 'id' | 'counter'> | null> {
  const response = read(signature, posted);
  const passkey = passkeys.find(({ id }) => id === response?.id);
  if (response === null || passkey === undefined || challenge === null) return null;
  const { rpID, origin } = siteOf(services);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
        transports: [...passkey.transports],
      },
      requireUserVerification: false,
    });
    return verified ? { id: passkey.id, counter: authenticationInfo.newCounter } : null;
  } catch {
    return null;
  }
}
