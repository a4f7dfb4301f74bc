/** A table as spreadsheets read it (RFC 4180), with the mark by which they know that it is UTF-8. */
export function csvOf(head: readonly string[], rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(`\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`);
}

/** What a spreadsheet would take for a formula is made a text. */
const cell = (text: string): string => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
