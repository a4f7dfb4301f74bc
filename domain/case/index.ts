/** The rules of a case: what the rest of the house may use of them. */
export { nextStop } from './advance.ts';
export { allowedSteps, decide, standingOf, type Standing } from './decide.ts';
export { effectOf } from './effect.ts';
export { evolve, fold } from './evolve.ts';
export { openCase } from './open-case.ts';
export { isAdministrator, participantOf } from './people.ts';
export { newestStep } from './take-back.ts';
export { mayTake } from './takers.ts';
export { overdueTasks } from './tasks.ts';
export { nextDue } from './time.ts';
export { timelineOf } from './timeline.ts';
export { EVENT_TYPES, upcast } from './upcast.ts';
export { waitsOn } from './waiting.ts';
