/** The live installation's files as the rehearsal and the tests read them: docker-compose.yml, Dockerfile, .env.example. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

export const composeText = read('docker-compose.yml');
/** With what its anchors stand for. */
export const composeContent: unknown = parse(composeText, { merge: true });

/** The variables of .env.example with the values shown there. */
export const exampleVariables: Readonly<Record<string, string>> = Object.fromEntries(
  read('.env.example')
    .split('\n')
    .flatMap((line) => {
      const [, name, value] = /^([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
);

/** `${NAME}`, `${NAME:-otherwise}`, `${NAME:?why it is needed}`, `${NAME:+instead of what is given}`. */
export const VARIABLE = /\$\{([A-Z0-9_]+)(?::([-?+])([^}]*))?\}/g;

/** As Docker puts variables in; those that are not given and have to be become "given". */
export function filledIn(line: string, given: Readonly<Record<string, string>>): string {
  return line.replace(VARIABLE, (_, name: string, kind: string | undefined, written: string | undefined) => {
    const [value, text] = [given[name] ?? '', written ?? ''];
    if (kind === '+') return value === '' ? '' : text;
    return value === '' ? (kind === '?' ? 'given' : text) : value;
  });
}

export interface Stage {
  readonly from: string;
  /** What is copied out of the repository, and where to. */
  readonly copied: readonly { readonly sources: readonly string[]; readonly to: string }[];
  /** Commands of its shell. */
  readonly runs: readonly string[];
  readonly user: string | null;
}

/** The stages of the Dockerfile, in order. */
export const stages: readonly Stage[] = read('Dockerfile')
  .split(/^(?=FROM )/m)
  .filter((text) => text.startsWith('FROM '))
  .map((text) => ({
    from: /^FROM (\S+)/.exec(text)?.[1] ?? '',
    runs: [...text.matchAll(/^RUN (.+)$/gm)].map(([, command = '']) => command),
    user: /^USER (\S+)/m.exec(text)?.[1] ?? null,
    copied: [...text.matchAll(/^COPY (?!--from)(.+)$/gm)].map(([, operands = '']) => {
      const all = operands.trim().split(/\s+/);
      return { sources: all.slice(0, -1), to: all.at(-1) ?? '' };
    }),
  }));

/** What .dockerignore lets into a build, as paths from the root. */
export const letIn: readonly string[] = read('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));
