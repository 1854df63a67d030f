-- Letters that are no other letter with a mark, and apostrophes: "lukasz" finds Łukasz, "obrien" O'Brien.
-- app/members/list.ts has the same list, to know which words the index can find in the middle.
CREATE FUNCTION plain_letters(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN replace(replace(replace(replace(translate(words, 'łøđðıħŧ', 'loddiht'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');

CREATE OR REPLACE FUNCTION fold_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN lower(words)
    ELSE plain_letters(lower(normalize(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'), NFC))) END;

CREATE OR REPLACE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN ' ' || lower(translate(words, '''`', ''))
    ELSE encode(convert_to(' ' || fold_text(translate(words, '''`’‘ʼ', '')), 'UTF8'), 'escape') END;

-- Written again, so that what is generated from them is.
UPDATE members SET email = email
  WHERE coalesce(email, '') || coalesce(first_name, '') || coalesce(last_name, '') ~ '[łŁøØđĐðÐıħĦŧŦßẞæÆœŒþÞ''`’‘ʼ]';
