// A person counts once in a campaign, however many of its mailings and receipts they got. A campaign with one mailing needs
// nothing for that; before it gets a second one its people are noted one by one (campaign-people.server.ts).
import { EVENT } from './events.ts'

/**
 * A row of campaign_stats of this type and slot 0 says that people of the campaign are noted as they are met; its `people`
 * are 1 once those met before are noted, too.
 */
export const BEGUN = 0

/** Kinds that machines cause, too. Beside who did it (`type`) it is noted whom anything at all met (`-type`). */
export const BY_MACHINES = `${EVENT.opened}, ${EVENT.clicked}`

/**
 * SQL: of an event `type` of link 0, as what a person is noted. `byPerson` and `atAll` say whether it met them by a hit of
 * their own, and whether at all. Who was touched by machines only is one of `-type` and not of `type`.
 */
export const notedAs = (type: string, byPerson: string, atAll: string) =>
  `(VALUES (${type}, ${byPerson}), ((-${type})::smallint, ${atAll} AND ${type} IN (${BY_MACHINES}))) AS noted(type, counts)`

/**
 * SQL: two common table expressions that note the people of `met` (tenant_id, campaign_id, type, member_id, by_person,
 * at_all), each once, and raise the campaign's figures by those who are new.
 */
export const foldPeople = (slot: string) => `noted AS (
  INSERT INTO campaign_people (tenant_id, campaign_id, type, member_id)
  SELECT DISTINCT tenant_id, campaign_id, noted.type, member_id
  FROM met CROSS JOIN LATERAL ${notedAs('met.type', 'by_person', 'at_all')} WHERE noted.counts ORDER BY 1, 2, 3, 4
  ON CONFLICT DO NOTHING RETURNING tenant_id, campaign_id, type
), people AS (
  INSERT INTO campaign_stats AS s (tenant_id, campaign_id, type, slot, people)
  SELECT tenant_id, campaign_id, type, ${slot}, count(*) FROM noted GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (tenant_id, campaign_id, type, slot) DO UPDATE SET people = s.people + excluded.people
)`
