/** The follow-up six months after the session: which interviews, and when they are settled. */
import type { Draft } from './draft.ts';
import { leadProfessionalOf } from './people.ts';
import type { CaseState, Task } from './state.ts';
import { openAll } from './tasks.ts';

export interface Interview {
  readonly about: 'leadProfessional' | 'child' | 'family';
  readonly childId: string | null;
}

/** One for the lead professional (where there is one), each subject child, and the family. */
export function interviews(state: CaseState): readonly Interview[] {
  return [
    ...(leadProfessionalOf(state) === null ? [] : [{ about: 'leadProfessional', childId: null } as const]),
    ...state.children
      .filter((child) => child.subject)
      .map((child): Interview => ({ about: 'child', childId: child.id })),
    { about: 'family', childId: null },
  ];
}

export const taskOfInterview = (state: CaseState, interview: Interview): Task | null =>
  state.tasks.find(
    (task) =>
      task.kind === 'recordFollowUp' && task.about === interview.about && task.childId === interview.childId,
  ) ?? null;

/** Opens every interview that was not recorded before (as not held). */
export function openFollowUps(draft: Draft): void {
  draft.emit({ type: 'followUpOpened' });
  openMissingFollowUps(draft);
}

/** Also when somebody becomes lead professional after the opening. */
export function openMissingFollowUps(draft: Draft): void {
  if (!draft.state.followUpOpened) return;
  openAll(
    draft,
    interviews(draft.state)
      .filter((interview) => taskOfInterview(draft.state, interview) === null)
      .map((interview) => ({
        kind: 'recordFollowUp',
        owner: 'administrators',
        dueOn: draft.state.followUpDueOn,
        about: interview.about,
        childId: interview.childId,
      })),
  );
}

export const interviewsSettled = (state: CaseState): boolean =>
  interviews(state).every((interview) => {
    const task = taskOfInterview(state, interview);
    return task !== null && task.status !== 'open';
  });
