/** What the tracker and the learning log share: a list narrowed by a theme. People type themes, so an address names one by its place among them, from 1. */
export interface ThemeFilter {
  readonly theme: string | null;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
  /** As it stands in the form and the address; empty for all. */
  readonly chosen: string;
}

/** @param themes in the order of the alphabet */
export function themeFilter(themes: readonly string[], asked: string): ThemeFilter {
  const theme = /^[1-9]\d{0,4}$/.test(asked) ? (themes[Number(asked) - 1] ?? null) : null;
  return {
    theme,
    choices: themes.map((text, index) => ({ value: String(index + 1), text })),
    chosen: theme === null ? '' : asked,
  };
}

/** The address of a page of the list. */
export function logAddress(path: string, chosen: string, cursor: string | null): string {
  const query = new URLSearchParams({
    ...(chosen === '' ? {} : { theme: chosen }),
    ...(cursor === null ? {} : { cursor }),
  }).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** As it was typed: what stands between line breaks. */
export const paragraphs = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.trim() !== '');
