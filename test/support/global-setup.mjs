/** Starts the real parts before the first test file; jest loads this outside its own module system. */
import { tsImport } from 'tsx/esm/api';

export default async function globalSetup() {
  const { startRealParts } = await tsImport('./real-parts.ts', import.meta.url);
  globalThis.endRealParts = await startRealParts();
}
