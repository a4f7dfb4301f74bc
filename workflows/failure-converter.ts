/**
 * Keeps people's data out of histories: of a failure only the kind of error is kept, as a word of the list below.
 * Messages, stack traces and details may quote what somebody typed or a database row, so they never leave the process.
 * Given by path to the bundle, the worker and every client (`failureConverterPath`).
 */
import { DefaultFailureConverter, TemporalFailure, ensureApplicationFailure } from '@temporalio/common';
import type { FailureConverter, PayloadConverter, ProtoFailure } from '@temporalio/common';

/** Names of errors that tell an operator where to look. A name outside the list becomes `Error`. */
const KINDS: ReadonlySet<string> = new Set([
  'ActivityFailure',
  'AggregateError',
  'ApplicationFailure',
  'CancelledFailure',
  'ChildWorkflowFailure',
  'DeterminismViolationError',
  'Error',
  'IllegalStateError',
  'PrismaClientInitializationError',
  'PrismaClientKnownRequestError',
  'PrismaClientUnknownRequestError',
  'PrismaClientValidationError',
  'RangeError',
  'ReferenceError',
  'ServerFailure',
  'ServiceError',
  'SyntaxError',
  'TerminatedFailure',
  'TimeoutFailure',
  'TypeError',
  'ValueError',
  'WorkflowExecutionAlreadyStartedError',
  'WorkflowNotFoundError',
]);

/** The kind of an error, as an enumerated word without data. */
function kindOfFailure(name: string | null | undefined): string {
  return name !== null && name !== undefined && KINDS.has(name) ? name : 'Error';
}

function withoutData(failure: ProtoFailure): ProtoFailure {
  const { applicationFailureInfo, canceledFailureInfo, timeoutFailureInfo, resetWorkflowFailureInfo, cause } =
    failure;
  const kind =
    applicationFailureInfo === null || applicationFailureInfo === undefined
      ? standardKind(failure)
      : kindOfFailure(applicationFailureInfo.type);
  return {
    ...failure,
    message: kind,
    stackTrace: '',
    encodedAttributes: null,
    ...(applicationFailureInfo && {
      applicationFailureInfo: { ...applicationFailureInfo, type: kind, details: null },
    }),
    ...(canceledFailureInfo && { canceledFailureInfo: { ...canceledFailureInfo, details: null } }),
    ...(timeoutFailureInfo && { timeoutFailureInfo: { ...timeoutFailureInfo, lastHeartbeatDetails: null } }),
    ...(resetWorkflowFailureInfo && {
      resetWorkflowFailureInfo: { ...resetWorkflowFailureInfo, lastHeartbeatDetails: null },
    }),
    ...(cause && { cause: withoutData(cause) }),
  };
}

function standardKind(failure: ProtoFailure): string {
  if (failure.canceledFailureInfo) return 'CancelledFailure';
  if (failure.timeoutFailureInfo) return 'TimeoutFailure';
  if (failure.terminatedFailureInfo) return 'TerminatedFailure';
  if (failure.activityFailureInfo) return 'ActivityFailure';
  if (failure.childWorkflowExecutionFailureInfo) return 'ChildWorkflowFailure';
  return 'Error';
}

class FailureWithoutData extends DefaultFailureConverter {
  override errorToFailure(error: unknown, payloadConverter: PayloadConverter): ProtoFailure {
    // Of other errors the default would keep the message only, and not the kind.
    const failure = error instanceof TemporalFailure ? error : ensureApplicationFailure(error);
    return withoutData(super.errorToFailure(failure, payloadConverter));
  }
}

export const failureConverter: FailureConverter = new FailureWithoutData();
