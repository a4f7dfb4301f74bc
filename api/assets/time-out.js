/**
 * Warns before a session that nobody uses ends, and lets it be kept up. Where it ends all the same, what is typed into a
 * form of the page is sent to be kept, never to be taken. Without this script the service keeps it when the form is sent.
 * Pages of this service in other tabs count as use.
 */
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** @param {HTMLDialogElement} dialog as layout/time-out.njk writes it */
function watch(dialog) {
  const { idleMinutes, warnMinutes } = dialog.dataset;
  const [idleMs, warnMs] = [Number(idleMinutes) * MINUTE_MS, Number(warnMinutes) * MINUTE_MS];
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const otherTabs = new BroadcastChannel('session');
  let usedAt = Date.now();
  let isOut = false;

  function used(at) {
    usedAt = Math.max(usedAt, at);
    if (!isOut && dialog.open) dialog.close();
  }

  function usedHere() {
    const now = Date.now();
    used(now);
    otherTabs.postMessage(now);
  }

  function warn(left) {
    const minutes = Math.ceil(left / MINUTE_MS);
    const words = minutes === 1 ? 'less than a minute' : `${minutes} minutes`;
    // Said again only when it changes.
    if (part('left').textContent !== words) part('left').textContent = words;
    if (dialog.open) return;
    part('away').hidden = true;
    dialog.showModal();
  }

  async function stay(event) {
    event.preventDefault();
    const form = part('stay');
    const answer = await send(form.action, new URLSearchParams(new FormData(form)));
    if (answer === 'in') usedHere();
    else if (answer === 'out') await end();
    else part('away').hidden = false;
  }

  async function end() {
    isOut = true;
    const answers = [];
    for (const form of typedForms()) answers.push(await keep(form));
    if (answers.includes('in')) {
      // Somebody used it where this page could not hear of it.
      isOut = false;
      usedHere();
      return;
    }
    const isKept = answers.length > 0 && answers.every((answer) => answer === 'out');
    part('warning').hidden = true;
    part('kept').hidden = !isKept;
    part('lost').hidden = answers.length === 0 || isKept;
    part('again').href = location.pathname + location.search;
    part('out').hidden = false;
    dialog.setAttribute('aria-labelledby', 'time-out-out');
    if (!dialog.open) dialog.showModal();
    part('again').focus();
  }

  function look() {
    if (isOut) return;
    const left = usedAt + idleMs - Date.now();
    // A moment later, so that the service has ended the session too.
    if (left <= -SECOND_MS) void end();
    else if (left <= warnMs) warn(Math.max(left, 1));
  }

  part('stay').addEventListener('submit', stay);
  part('close').addEventListener('click', () => dialog.close());
  // Escape means: not now.
  dialog.addEventListener('cancel', (event) => (isOut ? undefined : stay(event)));
  otherTabs.addEventListener('message', ({ data }) => used(data));
  document.addEventListener('visibilitychange', look);
  setInterval(look, SECOND_MS);
  usedHere();
}

/** @returns whether this browser is signed in, or `away` where that could not be learnt */
async function send(address, fields) {
  try {
    const answer = await fetch(address, { method: 'POST', body: fields, headers: { Accept: 'text/plain' } });
    if (new URL(answer.url).pathname.startsWith('/sign-in')) return 'out';
    return answer.ok ? 'in' : 'away';
  } catch {
    return 'away';
  }
}

/** Its files stay behind. */
function keep(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value);
  fields.set('_keep', 'yes');
  return send(form.getAttribute('action') ?? location.href, fields);
}

/**
 * Forms with something that was typed since the page came, or that came back with faults. A code is of no use later, nor
 * are forms that say so.
 */
function typedForms() {
  const hasFaults = document.querySelector('main .govuk-error-summary') !== null;
  return [...document.querySelectorAll('main form[method="post"]:not([data-kept="no"])')].filter(
    (form) =>
      form.querySelector('[autocomplete="one-time-code"]') === null &&
      [...form.elements].some((field) => isChanged(field) || (hasFaults && isText(field))),
  );
}

function isChanged(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((each) => each.value !== '' && each.selected !== each.defaultSelected);
  }
  return isText(field) && field.value !== field.defaultValue;
}

const isText = (field) => 'defaultValue' in field && field.type !== 'hidden' && field.type !== 'file';

const dialog = document.getElementById('time-out');
if (dialog instanceof HTMLDialogElement && 'BroadcastChannel' in window) watch(dialog);
