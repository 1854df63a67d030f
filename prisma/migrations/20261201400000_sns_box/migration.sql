-- What SNS has posted is made durable first and put into effect soon after: app/sending/feedback.

-- Verified notifications, many in one packed row, whose commit is what their answers wait for. It is read and deleted within
-- seconds, so that nothing is gained by compressing it. A copy is told by its receipt, not here.
CREATE TABLE sns_box (
  batch_no      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  put_at        timestamptz NOT NULL,
  notifications bytea NOT NULL
) WITH (vacuum_truncate = off);
ALTER TABLE sns_box ALTER notifications SET STORAGE EXTERNAL;

-- Those that could not be put into effect, each alone, packed as there: they are tried again, less and less often.
CREATE TABLE sns_failures (
  message_id   uuid PRIMARY KEY,
  notification bytea NOT NULL,
  failed_at    timestamptz NOT NULL,
  attempts     int NOT NULL DEFAULT 1,
  not_before   timestamptz NOT NULL,
  -- What went wrong, without what it quotes.
  error        text NOT NULL
);
CREATE INDEX sns_failures_due ON sns_failures (not_before);
