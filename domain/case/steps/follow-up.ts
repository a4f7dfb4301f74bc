/** The interviews six months after the session. */
import type { Draft } from '../draft.ts';
import { type Interview, interviews, taskOfInterview } from '../follow-up.ts';
import { joinCase, moveTasks } from '../joining.ts';
import { contactOf, findParticipant, hasRole, isAdministrator, isOnTheCase } from '../people.ts';
import type { CaseState, Task } from '../state.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';
import { doTasks, findTask, hasOpen, openAll } from '../tasks.ts';

const interviewTask = (state: CaseState, id: string): Task | null => {
  const task = findTask(state, id);
  return task?.kind === 'recordFollowUp' ? task : null;
};

const noSuchInterview = fault('taskId', 'Choose a follow-up interview of this case');

export const nameInterviewer: StepRule<'nameInterviewer'> = {
  unknown: ({ state, body }) => {
    const person = 'participantId' in body ? findParticipant(state, body.participantId) : undefined;
    return [
      ...(interviewTask(state, body.taskId) === null ? [noSuchInterview] : []),
      ...(person === null || (person !== undefined && !isOnTheCase(person))
        ? [fault('participantId', 'Choose somebody on this case')]
        : []),
    ];
  },
  notNow: (state) => (hasOpen(state, 'recordFollowUp') ? null : 'The follow-up interviews are not open yet'),
  notThus: ({ state, body }) =>
    interviewTask(state, body.taskId)?.status === 'open' ? null : 'This interview is not waiting any more',
  about: (body) => body.taskId,
  apply: (draft, { body }) => {
    const task = interviewTask(draft.state, body.taskId);
    if (task === null) return;
    const known = 'participantId' in body ? findParticipant(draft.state, body.participantId) : null;
    const interviewer =
      known === null
        ? 'invitee' in body
          ? joinCase(draft, contactOf(body.invitee), ['interviewer'])
          : null
        : joinCase(draft, known, ['interviewer']);
    if (interviewer === null) return;
    moveTasks(draft, [task], interviewer);
    draft.tell('followUpDue', interviewer.id, {
      tasks: [{ kind: task.kind, about: task.about, dueOn: task.dueOn, overdue: 0 }],
    });
  },
};

/** The interview meant: by its task, or before that opens by whom it is about. */
function meant(state: CaseState, body: Asked<'recordFollowUp'>['body']): Interview | null {
  if (body.taskId !== undefined) {
    const task = interviewTask(state, body.taskId);
    return (
      interviews(state).find((each) => each.about === task?.about && each.childId === task.childId) ?? null
    );
  }
  if (body.held) return null;
  const childId = body.childId ?? null;
  return interviews(state).find((each) => each.about === body.about && each.childId === childId) ?? null;
}

export const recordFollowUp: StepRule<'recordFollowUp'> = {
  forbidden: ({ state, body, taker }) => {
    const { participant, actor } = taker;
    if (participant === null || hasRole(participant, 'facilitator') || isAdministrator(actor)) return null;
    const task = body.taskId === undefined ? null : interviewTask(state, body.taskId);
    return task !== null && task.owner === participant.id ? null : 'This interview is somebody else’s';
  },
  unknown: ({ state, body }) => [
    ...(meant(state, body) === null
      ? [
          body.taskId === undefined
            ? fault('about', 'Choose a follow-up interview of this case')
            : noSuchInterview,
        ]
      : []),
    ...(body.held
      ? body.outcomes.flatMap((outcome, index) =>
          state.successMeasures.some((measure) => measure.id === outcome.successMeasureId)
            ? []
            : [fault(`outcomes[${index}].successMeasureId`, 'Choose a success measure of this case')],
        )
      : []),
  ],
  notThus: ({ state, body }) =>
    body.held && !state.followUpOpened
      ? 'A follow-up interview can be held from 20 working days before it is due'
      : null,
  choice: (body) => (body.held ? 'held' : body.why),
  about: (body) => body.taskId ?? ('about' in body ? (body.about ?? null) : null),
  apply: (draft, { body, doneOn }) => {
    const interview = meant(draft.state, body);
    if (interview === null) return;
    doTasks(draft, [taskFor(draft, interview)], doneOn);
  },
};

/** The interview's task; one that is settled before its time opens only to be done. */
function taskFor(draft: Draft, interview: Interview): Task {
  const known = taskOfInterview(draft.state, interview);
  if (known !== null) return known;
  openAll(draft, [
    { kind: 'recordFollowUp', owner: 'administrators', dueOn: draft.state.followUpDueOn, ...interview },
  ]);
  const opened = taskOfInterview(draft.state, interview);
  if (opened === null) throw new Error('A task that was opened is there');
  return opened;
}
