import pg from 'pg';

/** Thrown when nothing could be read or stored just now; the API answers 503. Nothing was kept, or it is not known. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** A cursor that no list of this service gave; the API answers 422. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** A statement that the database did not take: a mistake of ours. It holds codes only, since the database's own words quote data. */
export class RecordFault extends Error {
  override readonly name = 'RecordFault';
}

/** The database's roles are the server's, not part of a backup: nothing can be read before somebody makes them. */
export class RolesMissing extends Error {
  override readonly name = 'RolesMissing';
  constructor() {
    super('PostgreSQL has not the roles of this release: run deploy/postgres/make-databases.sh');
  }
}

type Failure = 'conflict' | 'unavailable' | 'other';

/** Serialization failure, deadlock, lock not to be had in time: tried again. */
const CONFLICTS = new Set(['40001', '40P01', '55P03', 'P2034', 'TransactionWriteConflict']);
const UNAVAILABLE = new Set([
  ...['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1011', 'P1017', 'P2024', 'P2028', 'P2037'],
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH', 'EAI_AGAIN'],
  ...[
    'DatabaseNotReachable',
    'ConnectionClosed',
    'SocketTimeout',
    'TooManyConnections',
    'TlsConnectionError',
  ],
  // Statement cancelled by its timeout; shutdown, crash and starting up of the server; read-only standby; disk full.
  ...['57014', '57P01', '57P02', '57P03', '53300', '53100', '25006', '3D000', '28P01'],
]);
/** What pg says without a code. */
const UNAVAILABLE_WORDS =
  /connection terminated|timeout exceeded|query read timeout|connection ended|client has encountered/i;

const CODES = ['code', 'originalCode', 'kind', 'errorCode'];

/** What kind of failure an error of Prisma or of the driver is, by every code in its chain of causes. */
export function failureOf(error: unknown): Failure {
  const chain = [...causesOf(error)];
  const codes = chain.flatMap(codesOf);
  if (codes.some((code) => CONFLICTS.has(code))) return 'conflict';
  const unavailable =
    codes.some((code) => UNAVAILABLE.has(code) || code.startsWith('08')) ||
    chain.some((each) => each instanceof Error && UNAVAILABLE_WORDS.test(each.message));
  return unavailable ? 'unavailable' : 'other';
}

/** A connection asks for a role that is not there (22023), or that its account was not given (42501). */
export const isRoleMissing = (error: unknown): boolean =>
  [...causesOf(error)].some(
    (each) =>
      'severity' in each &&
      each.severity === 'FATAL' &&
      codesOf(each).some((code) => code === '22023' || code === '42501'),
  );

const DUPLICATES = new Set(['23505', 'P2002', 'UniqueConstraintViolation']);

/** Null where another transaction is in the way, or has written a row that may be there once only. */
export async function orNullIfInTheWay<T>(write: () => Promise<T>): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    const isDuplicate = [...causesOf(error)].flatMap(codesOf).some((code) => DUPLICATES.has(code));
    if (isDuplicate || failureOf(error) === 'conflict') return null;
    throw error;
  }
}

/** An error of Prisma or of the driver by its codes alone; any other as it is. */
export function withoutData(error: unknown): unknown {
  const ofPrisma =
    error instanceof Error && (error.name.startsWith('PrismaClient') || error.name === 'DriverAdapterError');
  return ofPrisma || error instanceof pg.DatabaseError ? codesOnly(error) : error;
}

export const codesOnly = (error: unknown): RecordFault =>
  new RecordFault(
    `The database did not take a statement (${[...new Set([...causesOf(error)].flatMap(codesOf))].join(', ')})`,
  );

const codesOf = (object: object): readonly string[] =>
  Object.entries(object).flatMap(([key, value]) =>
    CODES.includes(key) && typeof value === 'string' ? [value] : [],
  );

/** The error and all that it names as its cause, each once. */
function* causesOf(error: unknown): Generator<object> {
  const seen = new Set<object>();
  const waiting: unknown[] = [error];
  while (waiting.length > 0) {
    const at = waiting.pop();
    if (typeof at !== 'object' || at === null || seen.has(at)) continue;
    seen.add(at);
    yield at;
    for (const [key, value] of [
      ...Object.entries(at),
      ['cause', 'cause' in at ? at.cause : undefined] as const,
    ]) {
      if (['cause', 'meta', 'driverAdapterError'].includes(key)) waiting.push(value);
    }
  }
}
