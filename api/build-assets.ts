/** After a build: puts beside the built pages what the compiler leaves behind, and their style sheet. */
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeStyles, prebuiltStyles } from './assets/assets.ts';

const built = fileURLToPath(new URL('.', import.meta.url));
const sources = fileURLToPath(new URL('../../api', import.meta.url));

/** Folders are gone into; the compiler has made its own of the TypeScript files. */
await cp(sources, built, { recursive: true, filter: (path) => !path.endsWith('.ts') });
await makeStyles(prebuiltStyles);
