/** `npm run docs`: writes docs/reference/ anew from the tables that the service runs by. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { REFERENCE, referencePages } from './pages.ts';

mkdirSync(REFERENCE, { recursive: true });
for (const [name, text] of Object.entries(referencePages())) writeFileSync(new URL(name, REFERENCE), text);
