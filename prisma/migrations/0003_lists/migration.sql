-- What lists of cases are filtered and sorted by.

ALTER TABLE participant ADD COLUMN agency text;
UPDATE participant p SET agency = known.agency
FROM (
  SELECT c.reference, each ->> 'id' AS id, each ->> 'agency' AS agency
  FROM "case" c, jsonb_array_elements(c.state -> 'participants') each
) known
WHERE known.reference = p.reference AND known.id = p.id;
CREATE INDEX participant_agency_idx ON participant (agency, reference) WHERE left_on IS NULL;

-- A reference by its beginning, whatever the database's language.
CREATE INDEX case_reference_beginning_idx ON "case" (reference text_pattern_ops);

-- Cases not yet held by the days left to their session, each by its own clock.
CREATE INDEX case_session_due_idx ON "case" ((session_due_on - (clock_ahead / 86400000)::integer), number)
  WHERE stage IN ('preparing', 'session');
