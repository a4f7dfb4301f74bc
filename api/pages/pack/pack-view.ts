/** A pack as it is read and as it is given: what is other people's is marked in one, and taken out of the other. */
import type { Piece } from '../../../domain/pack/marking.ts';
import type { PackSection } from './contents.ts';

interface PieceShown {
  readonly text: string;
  /** Somebody else's. */
  readonly marked: boolean;
}

export interface SectionShown {
  readonly id: string;
  readonly title: string;
  readonly who: readonly PieceShown[];
  /** London's date and time by the case's clock. */
  readonly at: string | null;
  readonly rows: readonly { readonly label: string; readonly lines: readonly (readonly PieceShown[])[] }[];
  readonly files: readonly string[];
}

/** Of whatever length: it must not tell what it stands for. */
const TAKEN_OUT = '█████';

/** For those who make and check it: everything, with what would be taken out marked. */
export const toRead = (sections: readonly PackSection[]): readonly SectionShown[] =>
  shown(sections, ({ text, of }) => ({ text, marked: of !== null }));

/** For the person: without what is other people's, and without the answers that are left out. */
export const toGive = (
  sections: readonly PackSection[],
  withheld: readonly string[],
): readonly SectionShown[] =>
  shown(
    sections.filter(({ id }) => !withheld.includes(id)),
    ({ text, of }) => ({ text: of === null ? text : TAKEN_OUT, marked: false }),
  );

const shown = (
  sections: readonly PackSection[],
  piece: (piece: Piece) => PieceShown,
): readonly SectionShown[] =>
  sections.map((section) => ({
    ...section,
    who: section.who.map(piece),
    rows: section.rows.map(({ label, lines }) => ({ label, lines: lines.map((line) => line.map(piece)) })),
  }));
