-- The shop's tiers, each with the points it begins at: [{"name": "Gold", "points": 1000}].
ALTER TABLE settings ADD COLUMN tiers jsonb NOT NULL DEFAULT '[]';

CREATE FUNCTION tier_of(points int, tiers jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN tiers <> '[]' THEN (
    SELECT tier ->> 'name' FROM jsonb_array_elements(tiers) AS tier WHERE (tier ->> 'points')::int <= points
    ORDER BY (tier ->> 'points')::int DESC LIMIT 1) END;
