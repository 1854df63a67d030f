-- At most so many campaigns and bulk e-mails for a member in so many days: the shop's limit, frozen with each mailing.
-- A new value of an enum can be used only once it is committed: nothing here does.
ALTER TYPE skip_reason ADD VALUE 'too-often';
ALTER TABLE settings
  ADD COLUMN frequency_on boolean NOT NULL DEFAULT false,
  ADD COLUMN frequency_most smallint NOT NULL DEFAULT 2 CHECK (frequency_most BETWEEN 1 AND 30),
  ADD COLUMN frequency_days smallint NOT NULL DEFAULT 30 CHECK (frequency_days BETWEEN 1 AND 730);
ALTER TABLE campaigns ADD COLUMN frequency_exempt boolean NOT NULL DEFAULT false;
-- {most, days}; null for a mailing that the limit does not hold for.
ALTER TABLE mailings ADD COLUMN frequency jsonb;
-- Of one skipped for it: the last of the mailings that came before.
ALTER TABLE recipients ADD COLUMN after_mailing int;
