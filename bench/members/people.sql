-- $1: how many members in the one large shop, and as many in 50 others, of whom those numbered $2 to $3 are made. Told like real shops: who buys more has more points,
-- orders, tiers and tags; SMS comes mostly with e-mail; bounces are few and old; names are of several scripts.
INSERT INTO members (tenant_id, member_id, first_name, last_name, email, phone, locale, points, tier, tags, orders_count,
  amount_spent, last_order_at, email_state, sms_state, email_unsubscribed, email_unsubscribed_at, email_bounce_type,
  email_bounce_at, email_complaint_at, created_at, updated_at, country_code, province_code, city, first_order_at, email_consent_updated_at,
  email_consent_exact, email_opt_in_level)
SELECT CASE WHEN n % 2 = 0 THEN 1 ELSE 2 + (n / 2) % 50 END, 7000000000000 + n * 37,
  first_name, last_name,
  CASE WHEN seed_a < 0.99 THEN CASE script WHEN 0 THEN lower(first_name || '.' || last_name) ELSE 'user' END || n
    || '@' || (ARRAY['gmail.com', 'outlook.com', 'yahoo.co.jp', 'example.org', 'icloud.com'])[1 + (n / 3 % 5)::int] END,
  CASE WHEN has_sms THEN '+1555' || lpad((n % 10000000)::text, 7, '0') END,
  (ARRAY['en', 'en', 'de', 'ja', 'zh', 'ko'])[1 + script],
  floor(spent)::int,
  CASE WHEN spent > 2000 THEN 'Platinum' WHEN spent > 500 THEN 'Gold' WHEN spent > 100 THEN 'Silver' END,
  array_remove(ARRAY[CASE WHEN seed_c < 0.4 THEN 'newsletter' END, CASE WHEN spent > 1000 THEN 'VIP' END,
    CASE WHEN seed_d < 0.02 THEN 'wholesale' END, CASE WHEN seed_e < 0.0002 THEN 'press' END,
    CASE WHEN seed_f < 0.3 THEN 'campaign-' || (seed_f * 1000)::int END], NULL),
  orders, spent, CASE WHEN orders > 0 THEN joined + ('2026-11-20'::timestamptz - joined) * sqrt(seed_b) END,
  (CASE WHEN seed_d < 0.62 THEN 'SUBSCRIBED' WHEN seed_d < 0.70 THEN 'UNSUBSCRIBED' WHEN seed_d < 0.71 THEN 'PENDING'
    ELSE 'NOT_SUBSCRIBED' END)::marketing_state,
  (CASE WHEN has_sms THEN 'SUBSCRIBED' ELSE 'NOT_SUBSCRIBED' END)::marketing_state,
  seed_d >= 0.62 AND seed_d < 0.66, CASE WHEN seed_d >= 0.62 AND seed_d < 0.66 THEN joined + interval '40 days' END,
  (CASE WHEN seed_e > 0.988 THEN 'hard' WHEN seed_e > 0.975 THEN 'soft' END)::bounce_type,
  CASE WHEN seed_e > 0.975 THEN joined + interval '30 days' END,
  CASE WHEN seed_f > 0.999 THEN joined + interval '50 days' END, joined, joined + interval '60 days',
  (ARRAY['US', 'US', 'US', 'DE', 'GB', 'JP'])[1 + (n / 2 % 6)::int], (ARRAY['CA', 'NY', 'TX'])[1 + (n / 12 % 3)::int],
  (ARRAY['Berlin', 'London', 'Austin'])[1 + (n / 36 % 3)::int], CASE WHEN orders > 0 THEN joined + interval '1 day' END, joined,
  n % 3 > 0, 'SINGLE_OPT_IN'
FROM (
  SELECT *, (ARRAY[
      (ARRAY['Sarah', 'John', 'Maria', 'James', 'Garcia', 'Emma', 'Olivia', 'Noah', 'Ava', 'Lucas', 'Mia', 'Liam'])[1 + (seed_a * 11.99)::int % 12],
      (ARRAY['Sarah', 'Zoë', 'François', 'Jürgen', 'Søren', 'Łukasz'])[1 + (seed_a * 5.99)::int % 6],
      (ARRAY['Jürgen', 'Käthe', 'Björn', 'Änne'])[1 + (seed_a * 3.99)::int % 4],
      (ARRAY['さくら', '太郎', '花子', '健'])[1 + (seed_a * 3.99)::int % 4],
      (ARRAY['伟', '芳', '小明', '秀英'])[1 + (seed_a * 3.99)::int % 4],
      (ARRAY['민수', '지훈', '서연', '하은'])[1 + (seed_a * 3.99)::int % 4]])[1 + script] AS first_name,
    (ARRAY[
      (ARRAY['Smith', 'Jones', 'Williams', 'Brown', 'Taylor', 'Davies', 'Evans', 'Thomas', 'Johnson', 'Roberts'])[1 + (seed_c * 9.99)::int % 10] || chr(97 + (n % 26)::int) || chr(97 + (n / 26 % 26)::int),
      (ARRAY['Müller', 'Dupont', 'Hansen', 'Kowalski'])[1 + (seed_c * 3.99)::int % 4] || n % 997,
      (ARRAY['Weiß', 'Schröder', 'Groß', 'Böhm'])[1 + (seed_c * 3.99)::int % 4],
      (ARRAY['佐藤', '鈴木', '高橋', '田中'])[1 + (seed_c * 3.99)::int % 4],
      (ARRAY['王', '李', '张', '刘'])[1 + (seed_c * 3.99)::int % 4],
      (ARRAY['김', '이', '박', '최'])[1 + (seed_c * 3.99)::int % 4]])[1 + script] AS last_name,
    CASE WHEN orders = 0 THEN 0 ELSE round((orders * (8 + 60 * seed_f * seed_f * seed_f))::numeric, 2) END AS spent,
    seed_d < 0.5 AND seed_a < 0.4 OR seed_c < 0.01 AS has_sms
  FROM (
    SELECT *, CASE WHEN seed_e < 0.42 THEN 0 ELSE ceil(power(seed_b, 6) * 80 + seed_b * 3)::int END AS orders,
      least(5, (seed_g * seed_g * 7)::int) AS script,
      '2026-11-20'::timestamptz - (1 - n / (2.0 * $1::bigint)) * interval '5 years' + seed_g * interval '1 day' AS joined
    FROM (SELECT n, random() AS seed_a, random() AS seed_b, random() AS seed_c, random() AS seed_d, random() AS seed_e,
        random() AS seed_f, random() AS seed_g FROM generate_series($2::bigint, $3::bigint) AS n) AS seeds
  ) AS bought
) AS people
