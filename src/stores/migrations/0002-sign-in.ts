/** Tries to sign in that failed, for as long as they count: by address and by account, of all servers of a store. */
export const SIGN_IN_TABLES = `
CREATE TABLE sign_in_failures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Hashed: people type passwords where names belong.
  key text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_key ON sign_in_failures (key, at);
CREATE INDEX sign_in_failures_at ON sign_in_failures (at);
`;
