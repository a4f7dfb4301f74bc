-- How long closed cases are kept, what must not be erased, and what is known of a case after it was.

-- Months after closing; an outcome without a row is kept for ever.
CREATE TABLE retention (
  outcome text PRIMARY KEY CHECK (outcome IN ('completed', 'declined', 'redirected', 'withdrawn', 'cancelled')),
  months integer NOT NULL CHECK (months BETWEEN 1 AND 600),
  set_by uuid NOT NULL,
  -- Real time.
  set_at timestamptz(3) NOT NULL
);

CREATE TABLE legal_hold (
  reference text PRIMARY KEY REFERENCES "case",
  why text NOT NULL,
  set_by uuid NOT NULL,
  -- Real time.
  set_at timestamptz(3) NOT NULL
);

-- Of nobody: that there was such a case, and what became of it.
CREATE TABLE erased_case (
  reference text PRIMARY KEY,
  outcome text NOT NULL,
  closed_in integer NOT NULL,
  -- Real time.
  erased_at timestamptz(3) NOT NULL
);
CREATE INDEX erased_case_erased_at_idx ON erased_case (erased_at);

-- PostgreSQL keeps samples of a column's values as statistics, which outlive the rows. Of what people type it takes none.
ALTER TABLE "case" ALTER COLUMN state SET STATISTICS 0;
ALTER TABLE case_event ALTER COLUMN body SET STATISTICS 0;
ALTER TABLE answer ALTER COLUMN body SET STATISTICS 0, ALTER COLUMN received_how SET STATISTICS 0;
ALTER TABLE draft ALTER COLUMN typed SET STATISTICS 0;
ALTER TABLE file ALTER COLUMN name SET STATISTICS 0, ALTER COLUMN content SET STATISTICS 0;
ALTER TABLE timeline ALTER COLUMN text SET STATISTICS 0;
ALTER TABLE outbox ALTER COLUMN data SET STATISTICS 0;
ALTER TABLE learning_log ALTER COLUMN theme SET STATISTICS 0, ALTER COLUMN learning SET STATISTICS 0,
  ALTER COLUMN actions SET STATISTICS 0;
ALTER TABLE legal_hold ALTER COLUMN why SET STATISTICS 0;
ALTER TABLE approval ALTER COLUMN why SET STATISTICS 0, ALTER COLUMN note SET STATISTICS 0;
