-- Every hit is kept as it came, with its verdict: what is counted can be judged anew. Written by app/tracking/hits.

-- A batch of hits in one packed row, whose commit is what their answers wait for: app/tracking/hits/packed-hits.ts. It is read
-- and deleted within seconds, so that nothing is gained by compressing it.
CREATE TABLE hit_box (
  writer uuid NOT NULL,
  seq    int NOT NULL,
  put_at timestamptz NOT NULL,
  hits   bytea NOT NULL,
  PRIMARY KEY (writer, seq)
) WITH (vacuum_truncate = off);
ALTER TABLE hit_box ALTER hits SET STORAGE EXTERNAL;

-- Up to which of its batches those of a process are folded: one that is put again, after an answer was lost, counts once.
CREATE TABLE hit_writers (
  writer  uuid PRIMARY KEY,
  folded  int NOT NULL DEFAULT 0,
  seen_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- What programs call themselves, a number for each; of all shops, for it says nothing of a person.
CREATE TABLE agents (
  agent_no   int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_agent text NOT NULL UNIQUE
);

-- One row a hit, appended and never changed; no key, for nothing is looked up in it while hits come. By day.
CREATE TABLE hit_log (
  hit_at     timestamptz NOT NULL,
  member_id  bigint NOT NULL,
  tenant_id  int NOT NULL,
  mailing_id int NOT NULL,
  agent_no   int NOT NULL,
  send_no    smallint NOT NULL,
  -- opened or clicked, as in mail_events.
  type       smallint NOT NULL,
  link_no    smallint NOT NULL,
  verdict    smallint NOT NULL,
  reason     smallint NOT NULL,
  -- Of the rules that judged it.
  rules      smallint NOT NULL,
  -- How many recipients its part of the internet had reached within seconds, as far as it was counted.
  burst      smallint NOT NULL,
  -- Host of the page that the link was on; null where none was said, as in most mail clients.
  referrer   text,
  -- /24 of an IPv4 address, /48 of an IPv6 one.
  prefix     cidr
) PARTITION BY RANGE (hit_at);
CREATE INDEX hit_log_at ON hit_log USING brin (hit_at);

-- Full addresses, apart and dropped after 30 days: of each fold of hits the addresses of a shop, in the order of its members.
CREATE TABLE hit_addresses (
  tenant_id  int NOT NULL,
  folded_at  timestamptz NOT NULL,
  folder     int NOT NULL,
  member_ids bigint[] NOT NULL,
  addresses  inet[] NOT NULL,
  PRIMARY KEY (tenant_id, folded_at, folder)
) PARTITION BY RANGE (folded_at);

-- Hits that may be a machine's wait a minute, to be judged with the others of their e-mail; packed as in the box.
CREATE SEQUENCE hit_suspects_suspect_id_seq;
CREATE TABLE hit_suspects (
  tenant_id  int NOT NULL,
  suspect_id bigint NOT NULL DEFAULT nextval('hit_suspects_suspect_id_seq'),
  mailing_id int NOT NULL,
  send_no    smallint NOT NULL,
  member_id  bigint NOT NULL,
  due_at     timestamptz NOT NULL,
  -- Recipients whom the same part of the internet reached within seconds.
  burst      int NOT NULL,
  hit        bytea NOT NULL,
  PRIMARY KEY (tenant_id, suspect_id)
);
ALTER SEQUENCE hit_suspects_suspect_id_seq OWNED BY hit_suspects.suspect_id;
CREATE INDEX hit_suspects_due ON hit_suspects (due_at);
