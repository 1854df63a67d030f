-- A link that no reader sees, for machines to follow (app/tracking/judge/suspects): whether a shop's marketing e-mails carry
-- one, and, frozen with a mailing, where its own leads. Mailings made before have none.
ALTER TABLE settings ADD COLUMN honeypot boolean NOT NULL DEFAULT true;
ALTER TABLE mailings ADD COLUMN honeypot_url text;
