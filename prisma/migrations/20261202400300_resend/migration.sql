-- A campaign that is sent again: to whom of those it was, or was not, sent to. {to, of: the mailings before}; null for a first mailing.
ALTER TABLE mailings ADD COLUMN resend jsonb;
-- What its start foretold: members, how many of them would get it, why the others would not, for how long and at what cost.
ALTER TABLE mailings ADD COLUMN manifest jsonb;
