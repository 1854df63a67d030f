-- A campaign that is paused or can not be prepared may be given up: those not yet sent to are skipped for that reason.
ALTER TYPE campaign_status ADD VALUE 'cancelled';
ALTER TYPE skip_reason ADD VALUE 'cancelled';

-- What SES said of a pause, word for word; `pause_reason` is what the merchant reads.
ALTER TABLE campaigns ADD COLUMN pause_detail text;

-- A resume takes the sender as it is then: each change makes a new version, which a worker must hold to claim anybody, and
-- the senders before stay with the time at which their last e-mail can have left.
ALTER TABLE campaigns ADD COLUMN sender_version int NOT NULL DEFAULT 1;
ALTER TABLE campaigns ADD COLUMN past_senders jsonb NOT NULL DEFAULT '[]';

-- How often the worker has tried to freeze the recipients: a worker that dies of it leaves no other trace.
ALTER TABLE campaigns ADD COLUMN prepare_tries smallint NOT NULL DEFAULT 0;

-- How many test e-mails a shop has sent since `since`, for the limit of an hour.
CREATE TABLE test_mails (
  tenant_id int PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  since     timestamptz NOT NULL,
  sent      int NOT NULL
);
