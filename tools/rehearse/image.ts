/** Lays out what the Dockerfile makes, by its own list of what is copied, without a container. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { letIn, root, stages } from './live-files.ts';
import type { Stage } from './live-files.ts';

const run = promisify(execFile);
const OUTPUT = { maxBuffer: 1e8 };

/**
 * The image's folder `/app`, inside `folder`.
 * @throws with what the compiler or npm says.
 */
export async function layOutImage(folder: string, say: (now: string) => void): Promise<string> {
  const [buildStage, packagesStage, lastStage] = stages;
  if (buildStage === undefined || packagesStage === undefined || lastStage === undefined) {
    throw new Error('The Dockerfile has other stages than this rehearsal knows');
  }
  const build = copyOf(buildStage, join(folder, 'build'));
  // Only what is built into the image is checked here: the tools that build it are those of the repository.
  symlinkSync(join(root, 'node_modules'), join(build, 'node_modules'));
  say('building');
  await run('npm', ['run', 'postinstall'], { cwd: build, ...OUTPUT });
  await run('npm', ['run', 'build'], { cwd: build, ...OUTPUT });

  say('installing packages');
  const packages = copyOf(packagesStage, join(folder, 'packages'));
  for (const command of packagesStage.runs) await run('sh', ['-c', command], { cwd: packages, ...OUTPUT });

  const app = copyOf(lastStage, join(folder, 'app'));
  renameSync(join(packages, 'node_modules'), join(app, 'node_modules'));
  renameSync(join(build, 'dist'), join(app, 'dist'));
  return app;
}

/** @returns `to`, with what the stage copies out of the repository and .dockerignore lets in. */
function copyOf(stage: Stage, to: string): string {
  mkdirSync(to, { recursive: true });
  for (const { sources, to: place } of stage.copied) {
    for (const source of sources) {
      const into = place.endsWith('/') ? join(to, place, basename(source)) : join(to, place);
      cpSync(join(root, source), into, {
        recursive: true,
        filter: (path) => isLetIn(path.slice(root.length)),
      });
    }
  }
  return to;
}

const isLetIn = (path: string): boolean =>
  letIn.some((each) => path === each || path.startsWith(`${each}/`) || each.startsWith(`${path}/`));
