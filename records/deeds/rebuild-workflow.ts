/** Rebuilding a case's workflow: the record stays as it is, and the engine does the rest after the commit. */
import { ofCase } from './deed.ts';

export const rebuildWorkflow = ofCase<'rebuildWorkflow'>(() =>
  Promise.resolve({
    type: 'fits',
    effect: [
      'The workflow of this case is ended and starts again from the record.',
      'Nothing in the case changes: its dates, tasks and answers stay as they are.',
    ],
    perform: () => Promise.resolve(null),
  }),
);
