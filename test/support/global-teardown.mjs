/** Ends the real parts, whatever became of the tests. */
export default async function globalTeardown() {
  await globalThis.endRealParts?.();
}
