import { createHash } from 'node:crypto';
import type { Express, Request } from 'express';
import type { CaseAndRequest, Person, Records } from '../../records/types.ts';
import { Problem } from '../problem.ts';
import { referenceIn } from '../reference.ts';
import { answeredAs } from './request-log.ts';

interface Caller {
  readonly person: Person;
  /** SHA-256 of the token: what its rate limit goes by. */
  readonly tokenHash: string;
  /** Whoever made the token may call with it, too. */
  readonly tokenByAnother: boolean;
  /** The case that the address names, read with them; whether they may see it is not looked at yet. */
  readonly about: CaseAndRequest | null;
}
const callers = new WeakMap<Request, Caller>();

/** Who calls. @throws where the route was not behind `setUpBearer`. */
export function callerOf(req: Request): Caller {
  const caller = callers.get(req);
  if (caller === undefined) throw new Error('a call without a caller');
  return caller;
}

/** The case of this reference as it was read when its caller came; null where it was not. */
export function readAtArrival(req: Request, reference: string): CaseAndRequest | null {
  const about = callers.get(req)?.about ?? null;
  return about?.record.state.reference === reference ? about : null;
}

const unauthenticated = (detail: string, challenge: string): Problem =>
  new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } });

/** Everything under `/v1` after this needs the bearer token of a person whose account is not disabled. */
export function setUpBearer(app: Express, records: Pick<Records, 'findPersonByToken'>): void {
  app.use('/v1', async (req, _res, next) => {
    answeredAs(req, '/v1');
    const token = /^Bearer +([A-Za-z0-9._~+/-]{1,500}=*) *$/i.exec(req.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      throw unauthenticated(
        'Send a token: Authorization: Bearer …',
        'Bearer realm="multi-agency supervision"',
      );
    }
    const person = await records.findPersonByToken(token, referenceIn(req.path));
    if (person === null || person.disabled) {
      throw unauthenticated(
        'This token is not known, or has ended.',
        'Bearer realm="multi-agency supervision", error="invalid_token"',
      );
    }
    const { tokenByAnother, about, ...caller } = person;
    const tokenHash = createHash('sha256').update(token).digest('hex');
    callers.set(req, { person: caller, tokenHash, tokenByAnother, about });
    next();
  });
}
