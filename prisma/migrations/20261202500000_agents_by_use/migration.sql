-- When a program was last seen: whoever asks chooses its name, so that those which no day of the log has any more have to go.
ALTER TABLE agents ADD COLUMN used_on date;
CREATE INDEX agents_used ON agents (used_on);
