-- An opt-out that only followed a link may have been a mail scanner's. Until Shopify is told, what it has changed stands here,
-- so that one which turns out to be can be taken back; then a person looks at it.

-- What a member had chosen before, given back: the opt-out was a machine's.
ALTER TYPE consent_source ADD VALUE 'held-opt-out';

-- For two minutes; at most one of a member, and none once anything else was decided of them.
CREATE TABLE followed_opt_outs (
  tenant_id    int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  member_id    bigint NOT NULL,
  mailing_id   int NOT NULL,
  send_no      smallint NOT NULL,
  -- The customer's number in the link: they may have been merged since it was sent.
  mailed_id    bigint NOT NULL,
  followed_at  timestamptz NOT NULL,
  -- How often, by the same visitor within seconds.
  times        int NOT NULL DEFAULT 1,
  -- Who followed it, as the log of hits has those who follow the others.
  prefix       text NOT NULL,
  user_agent   text NOT NULL,
  look_at      timestamptz NOT NULL,
  -- As of when it counts, its entries in the ledger, and what is owed to Shopify as it left that.
  opted_out_at timestamptz NOT NULL,
  email_seq    int,
  sms_seq      int,
  version      int NOT NULL,
  claims       int NOT NULL,
  -- The member before.
  email                    text,
  email_state              marketing_state NOT NULL,
  email_opt_in_level       opt_in_level,
  email_consent_updated_at timestamptz,
  email_consent_exact      boolean NOT NULL,
  email_unsubscribed_at    timestamptz,
  phone                    text,
  sms_state                marketing_state NOT NULL,
  sms_opt_in_level         opt_in_level,
  sms_consent_updated_at   timestamptz,
  sms_consent_exact        boolean NOT NULL,
  paused_until             timestamptz,
  PRIMARY KEY (tenant_id, member_id)
);
CREATE INDEX followed_opt_outs_due ON followed_opt_outs (look_at);

-- Those that were taken back, until a person has decided.
CREATE SEQUENCE held_opt_outs_held_no_seq;
CREATE TABLE held_opt_outs (
  tenant_id         int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  held_no           bigint NOT NULL DEFAULT nextval('held_opt_outs_held_no_seq'),
  member_id         bigint NOT NULL,
  mailing_id        int NOT NULL,
  send_no           smallint NOT NULL,
  mailed_id         bigint NOT NULL,
  followed_at       timestamptz NOT NULL,
  times             int NOT NULL,
  held_at           timestamptz NOT NULL,
  -- The entries of the ledger that gave the consent back.
  email_seq         int,
  sms_seq           int,
  -- Why: so many links of the e-mail, and its opt-out, within so long.
  links             int NOT NULL,
  within_ms         int NOT NULL,
  -- Since the delivery, or since it was sent where that is not known; null behind a gateway that was late.
  since_delivery_ms bigint,
  gateway           text,
  PRIMARY KEY (tenant_id, held_no)
);
ALTER SEQUENCE held_opt_outs_held_no_seq OWNED BY held_opt_outs.held_no;
CREATE UNIQUE INDEX held_opt_outs_receipt ON held_opt_outs (tenant_id, mailing_id, send_no, mailed_id);
CREATE INDEX held_opt_outs_member ON held_opt_outs (tenant_id, member_id);
