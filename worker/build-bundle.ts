/** Part of building a live installation: makes the workflows' bundle beside the built workflows. */
import { makeBundle, prebuiltBundle } from './bundle.ts';

await makeBundle(prebuiltBundle);
