-- Keys that sign session tokens and nothing else follow one another, beside those that sign anything.
ALTER TABLE signing_keys ADD COLUMN purpose TEXT NOT NULL DEFAULT 'any';
DROP INDEX signing_keys_newest;
CREATE UNIQUE INDEX signing_keys_newest ON signing_keys (algorithm, purpose) WHERE replaced_at IS NULL;
