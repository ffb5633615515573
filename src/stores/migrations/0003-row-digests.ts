/** What an event made of its exception, so that a row that was changed past the history shows. */
export const ROW_DIGESTS = `
-- SHA-256 over the exception's columns after the event; NULL: a comment, which changes none.
ALTER TABLE exception_events ADD COLUMN row_digest text;
`;
