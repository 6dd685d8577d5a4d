-- Runs beside: 4
-- Keys that sign session tokens and nothing else follow one another, beside those that sign anything. They are sealed
-- in a way of their own: a server that does not know of them cannot sign anything else with them.
ALTER TABLE signing_keys ADD COLUMN purpose TEXT NOT NULL DEFAULT 'any';
DROP INDEX signing_keys_newest;
CREATE UNIQUE INDEX signing_keys_newest ON signing_keys (algorithm, purpose) WHERE replaced_at IS NULL;
