-- What the sweeper looks for by time, so that a round with nothing to do reads nothing.

CREATE INDEX tickets_by_end ON tickets (expires_at);
CREATE INDEX used_once_by_end ON used_once (until_at);
CREATE INDEX rate_limits_by_end ON rate_limits (tat);
