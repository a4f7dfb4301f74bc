/** What the pages about packs call people and files, and how addresses name them. */
import type { PackPerson } from '../../../domain/pack/people.ts';
import type { CaseShown } from '../case/case-words.ts';
import type { PackSection } from './contents.ts';

export const PERSON_WORDS: Readonly<Record<PackPerson['as'], string>> = {
  child: 'The child',
  sibling: 'Brother or sister',
  mother: 'Mother',
  father: 'Father',
  carer: 'Carer',
  practitioner: 'Practitioner',
};

/** `siblings[0]` as an address has it: `siblings-0`. */
export const pathOf = (key: string): string => key.replace(/\[(\d+)\]$/, '-$1');

export interface FileShown {
  readonly id: string;
  /** Of the answer that names it: its own name may name somebody. */
  readonly title: string;
  readonly href: string;
}

export const filesOf = (
  sections: readonly Pick<PackSection, 'title' | 'files'>[],
  { reference }: Pick<CaseShown, 'reference'>,
): readonly FileShown[] => {
  const found = new Map<string, FileShown>();
  for (const { title, files } of sections) {
    for (const id of files) found.set(id, { id, title, href: `/cases/${reference}/files/${id}` });
  }
  return [...found.values()];
};
