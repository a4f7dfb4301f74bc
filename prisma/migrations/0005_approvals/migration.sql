-- Repairs that a second person agrees to, and what they leave: approvals, answers and emails taken back.

CREATE TABLE approval (
  id uuid PRIMARY KEY,
  -- Null where it is about no case. Not a foreign key: who agreed to an erasure is known after it.
  reference text,
  kind text NOT NULL,
  details jsonb NOT NULL,
  why text NOT NULL,
  -- Null for the service itself, which proposes erasures.
  proposed_by uuid,
  -- Real time, like decided_at.
  proposed_at timestamptz(3) NOT NULL,
  decided_by uuid,
  decided_at timestamptz(3),
  decision text CHECK (decision IN ('approved', 'refused', 'withdrawn')),
  note text,
  outcome text,
  CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
  -- Nobody agrees to what they propose; to withdraw it is for them alone.
  CHECK (decision IS NULL OR (decision = 'withdrawn') = (decided_by = proposed_by)),
  CHECK (outcome IS NULL OR decision = 'approved')
);
CREATE UNIQUE INDEX approval_open_key ON approval (reference, kind) WHERE decision IS NULL;
CREATE INDEX approval_waiting_idx ON approval (proposed_at) WHERE decision IS NULL;
CREATE INDEX approval_decided_idx ON approval (decided_at) WHERE decision IS NOT NULL;
CREATE INDEX approval_undone_idx ON approval (decided_at) WHERE decision = 'approved' AND outcome IS NULL;
CREATE INDEX approval_reference_idx ON approval (reference);

-- What was proposed never changes; it is decided once, and what came of it is written once. Erasure is as for events.
CREATE FUNCTION refuse_approval_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('mas.erasing', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'UPDATE'
    AND (OLD.id, OLD.reference, OLD.kind, OLD.details, OLD.why, OLD.proposed_by, OLD.proposed_at)
      IS NOT DISTINCT FROM (NEW.id, NEW.reference, NEW.kind, NEW.details, NEW.why, NEW.proposed_by, NEW.proposed_at)
    AND (OLD.decision IS NULL OR (OLD.outcome IS NULL AND (OLD.decision, OLD.decided_by, OLD.decided_at, OLD.note)
      IS NOT DISTINCT FROM (NEW.decision, NEW.decided_by, NEW.decided_at, NEW.note)))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'approval is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON approval FOR EACH ROW EXECUTE FUNCTION refuse_approval_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An answer given by a step that was taken back stays, by the case's clock since when it does not count.
ALTER TABLE answer ADD COLUMN taken_back_at timestamptz(3);

ALTER TABLE outbox
  -- The version of the event `stepTaken` whose step caused it; null where time did, or an earlier release.
  ADD COLUMN step_version integer,
  DROP CONSTRAINT outbox_status_check,
  ADD CONSTRAINT outbox_status_check
    CHECK (status IN ('queued', 'sending', 'sent', 'refused', 'outcomeUnknown', 'skipped'));
CREATE INDEX outbox_reference_idx ON outbox (reference, number);
