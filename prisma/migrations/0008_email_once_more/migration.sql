-- An email of which it is not known whether it went out is sent once more. Which of its attempts those were: empty of most.
ALTER TABLE outbox ADD COLUMN unknown_attempts integer[] NOT NULL DEFAULT '{}';
-- What an earlier release gave up was not sent once more, and stays so; should two people send it again, it is not new.
UPDATE outbox SET unknown_attempts = ARRAY[attempts] WHERE status = 'outcomeUnknown';
