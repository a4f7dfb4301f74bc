/** The rules of a case: what the rest of the house may use of them. */
export { nextStop } from './advance.ts';
export { chronologyFrom, isOverdue } from './dates.ts';
export { allowedSteps, decide } from './decide.ts';
export { evolve, fold } from './evolve.ts';
export { openCase, type Opening } from './open-case.ts';
export {
  findParticipant,
  isAdministrator,
  isBusinessManager,
  isOnTheCase,
  participantOf,
  sameAddress,
} from './people.ts';
export { mayTake } from './takers.ts';
export { overdueTasks } from './tasks.ts';
export { nextDue } from './time.ts';
export { timelineOf } from './timeline.ts';
