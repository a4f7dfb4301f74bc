-- What a step and an email pay for and nobody reads.

-- An email that waits is found by outbox_reference_idx among the few of its case, or by outbox_made_idx among all.
DROP INDEX outbox_waiting_idx;
-- Numbers are a sequence's and put rows of one case in order, by outbox_reference_idx and answer_reference_number_idx.
-- Nobody finds a row by its number alone.
ALTER TABLE outbox DROP CONSTRAINT outbox_number_key;
ALTER TABLE answer DROP CONSTRAINT answer_number_key;

-- jsonb_build_array is stable, so a function around it that calls itself immutable is run as a statement of its own for
-- every entry; one that says what it is, is part of the trigger's.
ALTER FUNCTION audit_hash STABLE;
