/** Everything in the workflow bundle. */
export { calendarChange } from './calendar-change.ts';
export { supervisionCase } from './supervision-case.ts';
export { tellCases } from './tell-cases.ts';
