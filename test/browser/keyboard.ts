/** A page by the keyboard alone: Tab comes to everything that can be used, in order, is seen there, and goes on. */
import type { Page } from 'playwright-core';

/**
 * Told to the page itself: what Tab should come to, in order, and how each looks without the focus. A group of radios is
 * one stop; of those the arrow keys choose. Where the look of a radio or box is its label's, that counts.
 */
const REMEMBER_STOPS = `(() => {
  const isStop = (each) => !each.disabled && each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true });
  const found = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(isStop);
  const group = (radio) => found.filter((each) => each.type === 'radio' && each.name === radio.name && each.form === radio.form);
  const isReached = (each) =>
    each.type !== 'radio' || each === (group(each).find((other) => other.checked) ?? group(each)[0]);
  const styleOf = (style) => {
    const outline = /rgba\\(.*, 0\\)|transparent/.test(style.outlineColor) ? 'none' : style.outlineStyle + style.outlineWidth + style.outlineColor;
    return [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth].join();
  };
  const look = (each) => {
    const label = each.type === 'radio' || each.type === 'checkbox' ? each.nextElementSibling : null;
    return styleOf(getComputedStyle(each)) + (label === null ? '' : styleOf(getComputedStyle(label, '::before')));
  };
  const stops = found.filter(isReached);
  window.keyboardTest = { stops, look, looks: stops.map(look) };
  stops[0]?.focus();
  return stops.map((each) => each.outerHTML.slice(0, 120));
})()`;

const WHERE = `(() => {
  const { stops, look, looks } = window.keyboardTest;
  const at = document.activeElement;
  const place = stops.indexOf(at);
  const { top, bottom } = at.getBoundingClientRect();
  return {
    place,
    html: at === document.body ? '' : at.outerHTML.slice(0, 120),
    isSeen: place < 0 || look(at) !== looks[place],
    isInView: bottom > 0 && top < innerHeight,
    mayScroll: at.scrollWidth > at.clientWidth || at.scrollHeight > at.clientHeight,
  };
})()`;

interface Where {
  readonly place: number;
  readonly html: string;
  readonly isSeen: boolean;
  readonly isInView: boolean;
  readonly mayScroll: boolean;
}

export async function keyboardFaults(page: Page): Promise<readonly string[]> {
  const stops = await page.evaluate<readonly string[]>(REMEMBER_STOPS);
  if (stops.length === 0) return ['Tab comes to nothing'];
  // To the first by the keyboard too.
  await page.keyboard.press('Shift+Tab');
  const faults: string[] = [];
  for (let next = 0; next < stops.length;) {
    await page.keyboard.press('Tab');
    const { place, html, isSeen, isInView, mayScroll } = await page.evaluate<Where>(WHERE);
    // What can be scrolled is come to as well, so that the arrow keys move it.
    if (place < 0 && mayScroll && html !== '') continue;
    if (place !== next) return [...faults, `Tab comes to ${html || 'nothing'}, not to ${stops[next] ?? ''}`];
    if (!isSeen) faults.push(`the focus is not seen on ${html}`);
    if (!isInView) faults.push(`the focus is out of sight on ${html}`);
    next += 1;
  }
  await page.keyboard.press('Tab');
  const { place, html } = await page.evaluate<Where>(WHERE);
  if (place === stops.length - 1 && stops.length > 1) faults.push(`Tab does not leave ${html}`);
  return faults;
}
