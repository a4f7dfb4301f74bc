-- A browser in which somebody signed in. Times are real ones, not a case's.
CREATE TABLE session (
  -- SHA-256 of what the cookie holds, hex.
  hash text PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  started_at timestamptz(3) NOT NULL,
  used_at timestamptz(3) NOT NULL,
  -- When the second step was passed; null until then.
  second_step_at timestamptz(3)
);
CREATE INDEX session_person ON session (person_id);

-- What somebody has typed and not yet submitted, by the page it was typed on. Read by its writer only.
CREATE TABLE draft (
  person_id uuid NOT NULL REFERENCES person,
  page text NOT NULL,
  -- { "child.surname": ["…"], … }: field names as posted.
  typed jsonb NOT NULL,
  kept_at timestamptz(3) NOT NULL,
  PRIMARY KEY (person_id, page)
);
CREATE INDEX draft_kept_at ON draft (kept_at);
