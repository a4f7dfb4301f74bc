import type { CaseShown } from '../case/case-words.ts';

/** Those who may change who is on the case or mark tasks as not needed look after it. */
export const mayPutRight = ({ stage, allowedSteps = [] }: CaseShown): boolean =>
  stage === 'closed'
    ? allowedSteps.length > 0
    : allowedSteps.includes('changeParticipants') || allowedSteps.includes('waiveTask');
