/** Whose task it is, also where the administrators have it because that participant has no address. */
import type { TaskKind } from '../../domain/process/vocabulary.ts';

const PARTICIPANT = /^p\d+$/;

/** @returns a participant's id; null where it is the facilitators' or the administrators' own */
export function participantOfTask({
  kind,
  owner,
  about,
}: {
  readonly kind: TaskKind;
  readonly owner: string;
  readonly about?: string | null | undefined;
}): string | null {
  if (PARTICIPANT.test(owner)) return owner;
  // There it names who is to be confirmed.
  if (kind === 'confirmParticipant') return null;
  return about != null && PARTICIPANT.test(about) ? about : null;
}
