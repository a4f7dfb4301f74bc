/** A table in Markdown; a cell may hold several lines. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

/** A whole page, which says where it comes from. */
export const page = (title: string, source: string, parts: readonly string[]): string =>
  `${[`# ${title}`, `Made from ${source} by \`npm run docs\`; a test fails when it is stale.`, ...parts].join('\n\n')}\n`;
