/** Starts what govuk-frontend does in a browser: revealed fields, focus on the list of errors, no double submit. */
import { initAll } from './govuk-frontend.min.js';

initAll();
