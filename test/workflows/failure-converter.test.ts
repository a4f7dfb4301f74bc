import {
  ApplicationFailure,
  CancelledFailure,
  TimeoutFailure,
  defaultPayloadConverter,
} from '@temporalio/common';
import { describe, expect, test } from '@jest/globals';
import { failureConverter } from '../../workflows/failure-converter.ts';

const MARKER = 'Quenby Thistlewood 2014-08-23';

function inHistory(error: unknown): string {
  // Payloads are bytes: as text, so that a marker in one would be found.
  return JSON.stringify(
    failureConverter.errorToFailure(error, defaultPayloadConverter),
    (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value),
  );
}

describe('what is kept of a failure in a history', () => {
  test('the kind of error and nothing of its message, stack, details or cause', () => {
    const cause = new TypeError(MARKER);
    const error = ApplicationFailure.create({
      message: MARKER,
      type: 'RangeError',
      details: [{ child: MARKER }],
      cause,
    });
    const kept = inHistory(error);
    expect(kept).toContain('RangeError');
    expect(kept).toContain('TypeError');
    expect(kept).not.toContain('Quenby');
    expect(kept).not.toContain('2014-08-23');
    expect(kept).not.toContain('.ts:');
  });

  test('a kind that is no word of the list could be data, and becomes Error', () => {
    const error = new Error('x');
    error.name = MARKER;
    for (const thrown of [error, ApplicationFailure.create({ type: MARKER }), MARKER, { child: MARKER }]) {
      expect(inHistory(thrown)).not.toContain('Quenby');
    }
  });

  test('details of cancellations and last words of what timed out are left out', () => {
    expect(inHistory(new CancelledFailure(MARKER, [MARKER]))).not.toContain('Quenby');
    expect(inHistory(new TimeoutFailure(MARKER, MARKER, 'START_TO_CLOSE'))).not.toContain('Quenby');
  });

  test('whether it may be tried again is kept', () => {
    const failure = failureConverter.errorToFailure(
      ApplicationFailure.nonRetryable(MARKER),
      defaultPayloadConverter,
    );
    expect(failure.applicationFailureInfo?.nonRetryable).toBe(true);
    const read = failureConverter.failureToError(failure, defaultPayloadConverter);
    expect(read).toBeInstanceOf(ApplicationFailure);
  });
});
