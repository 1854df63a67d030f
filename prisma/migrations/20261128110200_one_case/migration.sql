-- What two spellings in capitals and small letters have in common, the same in every database: lower() alone goes by the
-- locale that the database was made with, which may know of no letter beyond ASCII, or of a last sigma, or take I for ı.
-- app/platform/fold-case.ts does the same; a test holds them equal over all letters.
DO $$
DECLARE
  -- By code points and the tables of Unicode: PostgreSQL 17 and newer, ICU, glibc.
  chosen text := (SELECT collname FROM pg_collation
    WHERE collnamespace = 'pg_catalog'::regnamespace AND collname IN ('pg_c_utf8', 'und-x-icu', 'C.utf8')
    ORDER BY array_position(ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8'], collname::text) LIMIT 1);
  -- Letters of Unicode 16 and 17, which the tables of PostgreSQL may not know yet.
  new_capitals text := U&'\1C89\A7CB\A7CC\A7CE\A7D2\A7D4\A7DA\A7DC\+010D50\+010D51\+010D52\+010D53\+010D54\+010D55\+010D56\+010D57\+010D58\+010D59\+010D5A\+010D5B\+010D5C\+010D5D\+010D5E\+010D5F\+010D60\+010D61\+010D62\+010D63\+010D64\+010D65\+016EA0\+016EA1\+016EA2\+016EA3\+016EA4\+016EA5\+016EA6\+016EA7\+016EA8\+016EA9\+016EAA\+016EAB\+016EAC\+016EAD\+016EAE\+016EAF\+016EB0\+016EB1\+016EB2\+016EB3\+016EB4\+016EB5\+016EB6\+016EB7\+016EB8';
  new_small text := U&'\1C8A\0264\A7CD\A7CF\A7D3\A7D5\A7DB\019B\+010D70\+010D71\+010D72\+010D73\+010D74\+010D75\+010D76\+010D77\+010D78\+010D79\+010D7A\+010D7B\+010D7C\+010D7D\+010D7E\+010D7F\+010D80\+010D81\+010D82\+010D83\+010D84\+010D85\+016EBB\+016EBC\+016EBD\+016EBE\+016EBF\+016EC0\+016EC1\+016EC2\+016EC3\+016EC4\+016EC5\+016EC6\+016EC7\+016EC8\+016EC9\+016ECA\+016ECB\+016ECC\+016ECD\+016ECE\+016ECF\+016ED0\+016ED1\+016ED2\+016ED3';
BEGIN
  EXECUTE format($f$
    CREATE FUNCTION fold_case(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN CASE WHEN octet_length(words) = length(words) THEN lower(words COLLATE "C") COLLATE "default"
        ELSE replace(lower(translate(normalize(words, NFC), 'İΣς' || %L, 'iσσ' || %L) COLLATE pg_catalog.%I), 'ß', 'ss') COLLATE "default" END
  $f$, new_capitals, new_small, coalesce(chosen, 'default'));
END $$;

CREATE OR REPLACE FUNCTION fold_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN lower(words COLLATE "C") COLLATE "default"
    ELSE plain_letters(fold_case(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'))) END;

CREATE OR REPLACE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN ' ' || lower(translate(words, '''`', '') COLLATE "C") COLLATE "default"
    ELSE encode(convert_to(' ' || fold_text(translate(words, '''`’‘ʼ', '')), 'UTF8'), 'escape') END;

CREATE OR REPLACE FUNCTION member_labels(tags text[], tier text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(array_agg(DISTINCT fold_case(label)), '{}') FROM unnest(tags || (E'tier\x1f' || tier)) AS label WHERE label IS NOT NULL);

CREATE OR REPLACE FUNCTION tier_bucket(tier text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(1 + (hashtextextended(fold_case(tier), 0) & 1023)::int % 7, 0);

-- Written again where one of them says something else now, so that what is generated from them is.
UPDATE members SET email = email
  WHERE octet_length(concat(email, first_name, last_name, tier, tags::text)) <> length(concat(email, first_name, last_name, tier, tags::text))
    AND (NOT labels <@ member_labels(tags, tier) OR NOT member_labels(tags, tier) <@ labels
      OR (band >> 15 & 7) <> tier_bucket(tier)
      OR search <> search_text(coalesce(email, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '')
        || CASE WHEN octet_length(last_name) <> length(last_name) THEN ' ' || last_name || coalesce(first_name, '') ELSE '' END));
