import type { Draft } from '../draft.ts';
import { moveTasks } from '../joining.ts';
import { findParticipant, hasRole, isAdministrator, isOnTheCase, ownedBy } from '../people.ts';
import type { Action, CaseState } from '../state.ts';
import { type Asked, fault, type StepRule } from '../step-rule.ts';
import { dateTasks, doTasks, endTasks, openAll } from '../tasks.ts';

const find = (state: CaseState, id: string): Action | null =>
  state.actions.find((each) => each.id === id) ?? null;

/** Whether more than progress is asked for: owner, date or wording. */
const changes = (asked: Asked<'updateAction'>): boolean =>
  asked.body.ownerId !== undefined || asked.body.dueOn !== undefined || asked.body.what !== undefined;

export const updateAction: StepRule<'updateAction'> = {
  forbidden: (asked) => {
    const { participant, actor } = asked.taker;
    const runs = (participant !== null && hasRole(participant, 'facilitator')) || isAdministrator(actor);
    if (runs) return null;
    if (changes(asked)) return 'A facilitator or an administrator changes owner, date or wording';
    const action = find(asked.state, asked.body.actionId);
    return action !== null && action.ownerId !== asked.taker.by ? 'This action is somebody else’s' : null;
  },
  unknown: ({ state, body }) => {
    const owner = body.ownerId === undefined ? null : findParticipant(state, body.ownerId);
    return [
      ...(find(state, body.actionId) === null ? [fault('actionId', 'Choose an action of this case')] : []),
      ...(body.ownerId !== undefined && (owner === null || !isOnTheCase(owner))
        ? [fault('ownerId', 'Choose somebody on this case')]
        : []),
    ];
  },
  choice: (body) => body.status,
  about: (body) => body.actionId,
  apply: (draft, { body, doneOn }) => {
    const before = find(draft.state, body.actionId);
    if (before === null) return;
    const action: Action = {
      ...before,
      status: body.status,
      ownerId: body.ownerId ?? before.ownerId,
      dueOn: body.dueOn ?? before.dueOn,
      what: body.what ?? before.what,
    };
    draft.emit({ type: 'actionChanged', action });
    setActionOwners(draft);
    const tasks = draft.state.tasks.filter((task) => task.kind === 'action' && task.about === action.id);
    const open = tasks.filter((task) => task.status === 'open');
    const owner = findParticipant(draft.state, action.ownerId);
    if (body.status === 'done') {
      doTasks(draft, open, doneOn);
      return;
    }
    if (body.status === 'notNeeded') {
      endTasks(draft, open, 'noLongerNeeded');
      return;
    }
    if (open.length === 0) {
      const held = owner === null ? action.ownerId : ownedBy(owner).owner;
      openAll(draft, [{ kind: 'action', owner: held, dueOn: action.dueOn, about: action.id }]);
    } else {
      dateTasks(draft, open, action.dueOn);
      if (owner !== null) moveTasks(draft, open, owner);
    }
    if (action.ownerId !== before.ownerId) {
      draft.tell('actionAssigned', action.ownerId, {
        tasks: [{ kind: 'action', about: action.id, dueOn: action.dueOn, overdue: 0 }],
      });
    }
  },
};

/** Whoever owns an action has that part in the case. */
export function setActionOwners(draft: Draft): void {
  for (const each of draft.state.participants) {
    if (!isOnTheCase(each) || hasRole(each, 'actionOwner')) continue;
    if (draft.state.actions.some((action) => action.ownerId === each.id)) {
      draft.emit({
        type: 'participantChanged',
        participant: { ...each, roles: [...each.roles, 'actionOwner'] },
      });
    }
  }
}
