-- Signing in: codes sent by email, limits on asking and trying, and the second step. Times are real ones.

-- One for each browser: a new code takes the place of the earlier one.
CREATE TABLE sign_in_code (
  -- SHA-256 of what the browser's cookie holds, hex.
  browser text PRIMARY KEY,
  -- As typed; it need not be anybody's.
  email text NOT NULL,
  -- Keyed hash of the code, for this browser only; null once it was typed rightly.
  code text,
  asked_at timestamptz(3) NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  -- When it was typed rightly: who has no account yet may register for a while.
  proved_at timestamptz(3)
);

-- How often lately, by a keyed hash of an address and of what is counted.
CREATE TABLE sign_in_limit (
  whose text PRIMARY KEY,
  -- Of those that were let through, oldest first.
  times timestamptz(3)[] NOT NULL,
  -- Whether the newest one was let through.
  taken boolean NOT NULL
);

CREATE TABLE authenticator_app (
  person_id uuid PRIMARY KEY REFERENCES person,
  -- Encrypted; the key is the installation's.
  secret text NOT NULL,
  -- The newest time step whose code was used: each is used once.
  last_step bigint NOT NULL
);

CREATE TABLE passkey (
  -- Of the credential, base64url.
  id text PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  added_at timestamptz(3) NOT NULL
);
CREATE INDEX passkey_person ON passkey (person_id);

ALTER TABLE session
  -- Of the second step, since it was last passed.
  ADD COLUMN second_step_tries integer NOT NULL DEFAULT 0,
  -- What a passkey has to sign now.
  ADD COLUMN challenge text,
  -- The secret of an authenticator app that is being set up, encrypted.
  ADD COLUMN app_in_hand text;
