/** Starts what govuk-frontend does in a browser: revealed fields, focus on the list of errors, no double submit. */
import { initAll } from './govuk-frontend.min.js';
import './time-out.js';

const { MutationObserver } = globalThis;

/** govuk-frontend says so of radios and boxes that reveal more. They cannot be expanded, and may not say that they are. */
const CANNOT_EXPAND = 'input[aria-expanded]';
new MutationObserver(() => {
  for (const each of document.querySelectorAll(CANNOT_EXPAND)) each.removeAttribute('aria-expanded');
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-expanded'] });

initAll();
