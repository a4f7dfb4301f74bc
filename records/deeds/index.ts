/** Every deed, by its kind. */
import type { ApprovalKind } from '../../domain/approvals/kinds.ts';
import type { DeedCall, Judge, JudgedDeed } from './deed.ts';
import { erase } from './erase.ts';
import { liftHold } from './lift-hold.ts';
import { releasePack } from './release-pack.ts';
import { retryEmail, skipEmail } from './emails.ts';
import { putDateRight } from './put-date-right.ts';
import { rebuildWorkflow } from './rebuild-workflow.ts';
import { undoStep } from './undo-step.ts';

const DEEDS: { readonly [K in ApprovalKind]: Judge<K> } = {
  erase,
  liftHold,
  releasePack,
  putDateRight,
  retryEmail,
  skipEmail,
  rebuildWorkflow,
  undoStep,
};

export function judgeDeed<K extends ApprovalKind>(kind: K, call: DeedCall<K>): Promise<JudgedDeed> {
  const judge: Judge<K> = DEEDS[kind];
  return judge(call);
}
