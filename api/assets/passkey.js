/** Passkeys: asks the browser to make or use one, and sends what it gives with the page's own form. */
import './simplewebauthn-browser.min.js';

const { document, SimpleWebAuthnBrowser } = globalThis;
const { browserSupportsWebAuthn, startAuthentication, startRegistration } = SimpleWebAuthnBrowser;

const WAYS = { make: startRegistration, use: startAuthentication };

function begin(section) {
  const ask = WAYS[section.dataset.passkey];
  const optionsJSON = JSON.parse(section.dataset.options);
  const form = section.querySelector('form');
  const failed = section.querySelector('[data-passkey-failed]');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    failed.hidden = true;
    ask({ optionsJSON }).then(
      (given) => {
        form.elements.passkey.value = JSON.stringify(given);
        // Past this listener.
        form.submit();
      },
      () => {
        failed.hidden = false;
      },
    );
  });
  section.hidden = false;
}

if (browserSupportsWebAuthn()) {
  for (const section of document.querySelectorAll('[data-passkey]')) begin(section);
}
