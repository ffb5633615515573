/** The desk's tables. A migration that was released is never edited: its checksum is kept in every store. */
export const DESK_TABLES = `
CREATE TABLE store_estate (
  single boolean PRIMARY KEY DEFAULT TRUE CHECK (single),
  name text NOT NULL
);

CREATE TABLE runs (
  id text PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  as_of timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  applied boolean NOT NULL,
  directory text,
  verdict jsonb NOT NULL,
  checks jsonb NOT NULL,
  changes jsonb NOT NULL,
  review text NOT NULL
);
CREATE INDEX runs_as_of ON runs (as_of);

CREATE TABLE findings (
  run text NOT NULL,
  fingerprint text NOT NULL,
  place integer NOT NULL,
  kind text NOT NULL,
  severity text NOT NULL,
  records bigint NOT NULL,
  amount numeric(38, 4),
  body jsonb NOT NULL,
  PRIMARY KEY (run, fingerprint)
);
CREATE INDEX findings_history ON findings (fingerprint);

-- What a finding says today of all its exceptions: its title changes with every review, they need not.
-- last_checked: as of which review it was last looked for; by it no exception needs to be touched that stays as it is.
CREATE TABLE current_findings (
  fingerprint text PRIMARY KEY,
  check_name text NOT NULL,
  title text NOT NULL,
  subject text,
  workflows jsonb NOT NULL,
  last_checked timestamptz NOT NULL
);

CREATE TABLE exceptions (
  fingerprint text PRIMARY KEY,
  level text NOT NULL CHECK (level IN ('break', 'finding')),
  finding text NOT NULL,
  kind text NOT NULL,
  outcome text NOT NULL,
  severity text NOT NULL,
  handoff text,
  lifecycle text,
  entity text,
  dataset text,
  key text,
  reference text,
  unit text,
  date date,
  amount numeric(38, 4),
  symptom boolean NOT NULL,
  owner text,
  owner_from text CHECK (owner_from IN ('declared', 'person')),
  state text NOT NULL CHECK (state IN ('new', 'acknowledged', 'in-progress', 'resolved', 'accepted')),
  opened_at timestamptz NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  reopened integer NOT NULL DEFAULT 0,
  due date,
  resolved_by text CHECK (resolved_by IN ('gone', 'person')),
  resolved_at timestamptz,
  resolved_reason text,
  resolved_as_of timestamptz,
  accepted_reason text,
  accepted_until date,
  accepted_amount numeric(38, 4),
  changed_at timestamptz NOT NULL,
  version integer NOT NULL,
  due_key date NOT NULL GENERATED ALWAYS AS (coalesce(due, 'infinity'::date)) STORED,
  amount_key numeric(38, 4) NOT NULL GENERATED ALWAYS AS (coalesce(amount, -1)) STORED,
  open boolean NOT NULL GENERATED ALWAYS AS (state IN ('new', 'acknowledged', 'in-progress')) STORED,
  -- What a search looks through. Cut at ASCII's punctuation alone, so that it does not depend on the server's locale.
  words tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(translate(
    lower(coalesce(key, '') || ' ' || coalesce(reference, '') || ' ' || coalesce(unit, '') || ' ' || coalesce(owner, '') || ' ' ||
      coalesce(handoff, '') || ' ' || coalesce(lifecycle, '') || ' ' || coalesce(dataset, '') || ' ' || outcome || ' ' || fingerprint),
    '!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~', repeat(' ', 32)), ' '), ''))) STORED,
  CHECK ((state = 'resolved') = (resolved_by IS NOT NULL)),
  CHECK ((state = 'accepted') = (accepted_until IS NOT NULL))
);
CREATE INDEX exceptions_due ON exceptions (due_key, fingerprint) WHERE open AND NOT symptom;
CREATE INDEX exceptions_amount ON exceptions (amount_key, fingerprint) WHERE open AND NOT symptom;
CREATE INDEX exceptions_opened ON exceptions (opened_at, fingerprint) WHERE open AND NOT symptom;
CREATE INDEX exceptions_all_due ON exceptions (due_key, fingerprint);
CREATE INDEX exceptions_all_amount ON exceptions (amount_key, fingerprint);
CREATE INDEX exceptions_all_opened ON exceptions (opened_at, fingerprint);
CREATE INDEX exceptions_owner ON exceptions (owner, due_key, fingerprint);
CREATE INDEX exceptions_unit ON exceptions (unit, due_key, fingerprint);
CREATE INDEX exceptions_state ON exceptions (state, due_key, fingerprint);
CREATE INDEX exceptions_finding ON exceptions (finding, due_key, fingerprint);
CREATE INDEX exceptions_handoff ON exceptions (handoff, due_key, fingerprint);
CREATE INDEX exceptions_words ON exceptions USING gin (words);

CREATE TABLE exception_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fingerprint text NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  run text,
  version integer NOT NULL,
  detail jsonb NOT NULL,
  audit bigint NOT NULL
);
CREATE INDEX exception_events_history ON exception_events (fingerprint, id);
CREATE INDEX exception_events_audit ON exception_events (audit, id);

CREATE VIEW comments AS
  SELECT id, fingerprint, at, actor AS author, detail ->> 'text' AS text FROM exception_events WHERE type = 'commented';

CREATE TABLE audit_log (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  content text NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL
);

-- The newest link. Whoever writes locks this row first, so that the chain has one writer at a time.
CREATE TABLE audit_head (
  single boolean PRIMARY KEY DEFAULT TRUE CHECK (single),
  seq bigint NOT NULL,
  hash text NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE TABLE users (
  name text PRIMARY KEY,
  display text NOT NULL,
  email text,
  role text NOT NULL CHECK (role IN ('viewer', 'worker', 'analyst', 'admin')),
  units jsonb,
  password text,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz
);

CREATE TABLE sessions (
  id text PRIMARY KEY,
  user_name text NOT NULL REFERENCES users,
  secret text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX sessions_user ON sessions (user_name);

CREATE TABLE tokens (
  id text PRIMARY KEY,
  name text NOT NULL,
  user_name text NOT NULL REFERENCES users,
  secret text NOT NULL UNIQUE,
  scopes jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

CREATE TABLE decisions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  subject text NOT NULL,
  decision text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX decisions_subject ON decisions (subject, id);

CREATE TABLE identity_decisions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  identity text NOT NULL,
  pair text NOT NULL,
  body jsonb NOT NULL,
  kept_at timestamptz NOT NULL,
  UNIQUE (identity, pair, body)
);

-- What people changed between raw records and a reported number, as each review found it.
CREATE TABLE corrections (
  run text NOT NULL,
  report text NOT NULL,
  metric text NOT NULL,
  period text NOT NULL,
  unit text,
  kind text NOT NULL,
  corrections integer NOT NULL,
  effect numeric(38, 4) NOT NULL
);
CREATE INDEX corrections_run ON corrections (run);

CREATE TABLE saved_views (
  id text PRIMARY KEY,
  name text NOT NULL,
  user_name text,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz
);

-- The outbox of alerts: one row for an event and a target, so that none is sent twice.
CREATE TABLE deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event text NOT NULL,
  target text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  claimed_until timestamptz,
  delivered_at timestamptz,
  given_up_at timestamptz,
  last_error text,
  UNIQUE (event, target)
);
CREATE INDEX deliveries_waiting ON deliveries (next_try_at) WHERE delivered_at IS NULL AND given_up_at IS NULL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$refuse$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exception_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON corrections FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON findings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON runs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON exceptions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON current_findings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON tokens FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;
