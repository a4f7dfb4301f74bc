/** The variables by which the tests learn where the real parts of this run are. */
export const REAL_PARTS = { postgres: 'MAS_TEST_POSTGRES', temporal: 'MAS_TEST_TEMPORAL' } as const;

/** @throws outside of a jest run that started the real parts. */
export function addressOf(part: keyof typeof REAL_PARTS): string {
  const address = process.env[REAL_PARTS[part]];
  if (address === undefined) throw new Error(`this test needs jest's globalSetup to start ${part}`);
  return address;
}
