-- The second wall (decision 0027): four roles that own nothing, one for each reach of records/reach.ts. PostgreSQL gives each
-- the rows of its reach only, whatever a query asks for. The owner of the tables is none of them and sees all as before:
-- the release before this one works on, and so do migrations, backup and restore.

DO $$
DECLARE
  missing text;
BEGIN
  SELECT string_agg(role, ', ' ORDER BY role) INTO missing FROM unnest(ARRAY['mas_none', 'mas_case', 'mas_person', 'mas_whole']) AS role
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role AND pg_has_role(current_user, oid, 'SET'));
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'the roles % are not there, or not granted to %. They belong to the whole server: run deploy/postgres/make-databases.sh, then migrate again',
      missing, current_user;
  END IF;
END $$;

-- Of which case, and of whom, a statement is told for its own transaction. Nothing where it is told nothing.
CREATE FUNCTION this_case() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('mas.reference', true), '');
CREATE FUNCTION this_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('mas.person', true), '')::uuid;

-- What follows runs as the owner of the tables: of cases that its caller does not reach it gives the one answer it is for.

-- The cases that this person is on (records/sight.ts).
CREATE FUNCTION own_cases() RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT o.reference FROM person p JOIN participant o ON o.email = lower(p.email)
  WHERE p.id = this_person() AND o.readers <> '{}'
$$;

-- Facilitators who were ever on another case of a child of this one, by surname and date of birth. Each is asked for until
-- one such case is found, not all of them.
CREATE FUNCTION involved_earlier() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT f.person_id FROM facilitator f JOIN person p ON p.id = f.person_id
  WHERE EXISTS (
    SELECT FROM subject_name mine
    JOIN subject_name theirs USING (surname, date_of_birth)
    JOIN participant o ON o.reference = theirs.reference AND o.email = lower(p.email)
    WHERE mine.reference = this_case() AND theirs.reference <> this_case() AND o.joined_on IS NOT NULL)
$$;

CREATE FUNCTION is_case(named text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$ SELECT EXISTS (SELECT FROM "case" WHERE reference = named) $$;

-- What is append-only of one case goes with it (records/erasure.ts), once two people have agreed to that.
CREATE FUNCTION erase_history(erased text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM approval WHERE reference = erased AND kind = 'erase' AND decision = 'approved') THEN
    RAISE EXCEPTION 'nobody approved erasing it' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM set_config('mas.erasing', 'on', true);
  DELETE FROM case_event WHERE reference = erased;
  -- What was proposed about the case. Who proposed and approved its erasing is kept, without their words.
  DELETE FROM approval WHERE reference = erased AND (kind <> 'erase' OR decision IS DISTINCT FROM 'approved');
  UPDATE approval SET why = '', note = NULL WHERE reference = erased;
  -- An audit's reasons are typed words: they go, and the entries, which are kept, are chained anew without them.
  UPDATE audit SET why = NULL WHERE reference = erased AND why IS NOT NULL;
  WITH RECURSIVE chain (number, hash) AS (
    SELECT a.number, audit_hash('', a) FROM audit a WHERE a.reference = erased AND a.number = 1
    UNION ALL
    SELECT a.number, audit_hash(c.hash, a) FROM chain c JOIN audit a ON a.reference = erased AND a.number = c.number + 1
  )
  UPDATE audit a SET hash = chain.hash FROM chain
  WHERE a.reference = erased AND a.number = chain.number AND a.hash <> chain.hash;
  PERFORM set_config('mas.erasing', '', true);
END $$;

REVOKE ALL ON FUNCTION own_cases(), involved_earlier(), is_case(text), erase_history(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION own_cases() TO mas_person;
GRANT EXECUTE ON FUNCTION involved_earlier(), is_case(text) TO mas_case;
GRANT EXECUTE ON FUNCTION erase_history(text) TO mas_whole;

-- Whose rows. A table without a policy for a role gives that role none.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['case', 'case_event', 'task', 'participant', 'answer', 'file', 'timeline', 'outbox',
    'subject_name', 'learning_log', 'legal_hold', 'approval', 'audit', 'erased_case']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY every_case ON %I TO mas_whole USING (true)', name);
    EXECUTE format('CREATE POLICY this_case ON %I TO mas_case USING (reference = this_case())', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['case', 'task', 'participant', 'answer', 'learning_log']
  LOOP
    -- Worked out once for each time that a statement names the table, and kept by hash: somebody may be on a thousand cases.
    EXECUTE format('CREATE POLICY own_cases ON %I FOR SELECT TO mas_person
      USING (reference IN (SELECT own_cases()))', name);
  END LOOP;
  -- What is kept for an account: it may be about a case, or become one.
  FOREACH name IN ARRAY ARRAY['draft', 'idempotency']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY everybodys ON %I TO mas_whole USING (true)', name);
    EXECUTE format('CREATE POLICY own ON %I TO mas_case, mas_person USING (person_id = this_person())', name);
  END LOOP;
END $$;

-- An answer's files are of its case. Of the two the file is there before: the answer may be of the same statement.
ALTER TABLE answer_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY every_case ON answer_file TO mas_whole USING (true);
CREATE POLICY this_case ON answer_file TO mas_case USING (EXISTS (SELECT FROM file f WHERE f.id = file_id));
-- What is about no case.
CREATE POLICY no_case ON audit TO mas_none USING (reference = '');
-- Anonymous: a step writes an entry and reads none.
ALTER TABLE tracker.entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole ON tracker.entry FOR SELECT TO mas_whole USING (true);
CREATE POLICY written ON tracker.entry FOR INSERT TO mas_case WITH CHECK (true);

-- What each may do. Nobody changes case_event or audit, empties a table or alters one.
GRANT USAGE ON SCHEMA public TO mas_none, mas_case, mas_person, mas_whole;
GRANT USAGE ON SCHEMA tracker TO mas_case, mas_whole;

GRANT SELECT ON calendar_version, closure TO mas_none, mas_case, mas_person, mas_whole;
GRANT SELECT ON person, person_role, facilitator, token, retention TO mas_none, mas_case, mas_whole;
GRANT SELECT, INSERT ON audit TO mas_none, mas_case, mas_whole;

GRANT SELECT ON _prisma_migrations TO mas_none;
GRANT UPDATE ON calendar_version TO mas_none;
GRANT INSERT, DELETE ON closure, token TO mas_none;
GRANT INSERT, UPDATE ON person TO mas_none;
-- Roles are held, never changed, while the last administrator is looked for.
GRANT INSERT, UPDATE, DELETE ON person_role, facilitator, retention TO mas_none;
GRANT SELECT, INSERT, UPDATE ON reference_counter, sign_in_limit TO mas_none;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, sign_in_code, authenticator_app, passkey TO mas_none;

GRANT SELECT, INSERT, UPDATE ON "case" TO mas_case;
GRANT SELECT, INSERT ON case_event, answer, answer_file, file, timeline, outbox TO mas_case;
GRANT UPDATE (taken_back_at) ON answer TO mas_case;
GRANT UPDATE (status, attempts, attempted_at, failure_noted, unknown_attempts) ON outbox TO mas_case;
GRANT SELECT, INSERT, UPDATE, DELETE ON task, participant TO mas_case;
GRANT SELECT, INSERT, DELETE ON subject_name, learning_log, legal_hold TO mas_case;
GRANT SELECT ON erased_case TO mas_case;
GRANT SELECT, INSERT, UPDATE (decision, decided_by, decided_at, note, outcome) ON approval TO mas_case, mas_whole;
GRANT SELECT, INSERT, UPDATE ON idempotency TO mas_case, mas_person;
-- A request's draft ends with it.
GRANT SELECT, DELETE ON draft TO mas_case;
-- Whoever is confirmed gets an account.
GRANT INSERT ON person TO mas_case;
GRANT INSERT ON tracker.entry TO mas_case;

GRANT SELECT ON "case", task, participant, answer, learning_log TO mas_person;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO mas_person;

GRANT SELECT, UPDATE ON "case" TO mas_whole;
GRANT SELECT ON case_event, tracker.entry TO mas_whole;
GRANT SELECT, INSERT ON timeline, outbox, erased_case TO mas_whole;
GRANT SELECT ON task, participant, answer, answer_file, file, subject_name, learning_log, legal_hold TO mas_whole;
-- What is over is forgotten, and what an erasing takes (records/erasure.ts); an account is held meanwhile.
GRANT DELETE ON "case", task, participant, answer, answer_file, file, timeline, outbox, subject_name, learning_log,
  legal_hold, person, token TO mas_whole;
GRANT UPDATE (disabled_at) ON person TO mas_whole;
GRANT SELECT, DELETE ON session, draft, idempotency, sign_in_code, sign_in_limit, authenticator_app, passkey TO mas_whole;
