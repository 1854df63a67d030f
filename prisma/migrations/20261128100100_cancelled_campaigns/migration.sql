-- A new value of an enum can be used only once it is committed: hence apart from where it is added.
CREATE INDEX campaigns_cancelled ON campaigns (finished_at) WHERE status = 'cancelled';
