/** How a program of this repository is run as a process of its own, from its TypeScript source or as built. */
import { fileURLToPath } from 'node:url';

/**
 * @param program relative to this folder, with its `.ts` ending.
 * @returns the command and its arguments.
 */
export function typescript(
  program: string,
  args: readonly string[] = [],
): { readonly command: string; readonly args: readonly string[] } {
  const built = import.meta.url.endsWith('.js');
  const file = new URL(built ? program.replace(/\.ts$/, '.js') : program, import.meta.url);
  const loader = built ? [] : ['--import', import.meta.resolve('tsx')];
  return { command: process.execPath, args: [...loader, fileURLToPath(file), ...args] };
}
