/** An email's words as data: the text and the HTML are both made from them. */
export interface Row {
  readonly label: string;
  readonly value: string;
  /** Where the value leads when it is clicked. */
  readonly href: string | null;
}

export type Block =
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'details'; readonly rows: readonly Row[] };

export interface Words {
  /** What it is about, without the meeting identifier, which every subject begins with. */
  readonly subject: string;
  readonly body: readonly Block[];
}

export const paragraph = (text: string): Block => ({ type: 'paragraph', text });
export const list = (items: readonly string[]): Block => ({ type: 'list', items });
