// Where the demo shop's customers live, by the language of their names; some have given no address.
import { chance } from '../random.ts'
import type { Customer } from '../shopify/customers.ts'

type Place = [country: string, province: string | null, city: string, zone: string]

const PLACES: Record<string, Place[]> = {
  de: [
    ['DE', null, 'Berlin', 'Europe/Berlin'],
    ['DE', null, 'Hamburg', 'Europe/Berlin'],
    ['DE', null, 'München', 'Europe/Berlin'],
    ['DE', null, 'Leipzig', 'Europe/Berlin'],
    ['AT', null, 'Wien', 'Europe/Vienna'],
    ['CH', null, 'Zürich', 'Europe/Zurich'],
  ],
  en: [
    ['GB', 'ENG', 'London', 'Europe/London'],
    ['GB', 'SCT', 'Edinburgh', 'Europe/London'],
    ['US', 'NY', 'New York', 'America/New_York'],
    ['US', 'CA', 'Los Angeles', 'America/Los_Angeles'],
    ['CA', 'ON', 'Toronto', 'America/Toronto'],
    ['AU', 'NSW', 'Sydney', 'Australia/Sydney'],
  ],
  fr: [
    ['FR', null, 'Paris', 'Europe/Paris'],
    ['FR', null, 'Lyon', 'Europe/Paris'],
    ['CA', 'QC', 'Montréal', 'America/Toronto'],
    ['BE', null, 'Liège', 'Europe/Brussels'],
  ],
  es: [
    ['ES', 'M', 'Madrid', 'Europe/Madrid'],
    ['ES', 'B', 'Barcelona', 'Europe/Madrid'],
    ['MX', 'DF', 'Ciudad de México', 'America/Mexico_City'],
    ['ES', 'GC', 'Las Palmas', 'Atlantic/Canary'],
  ],
  pl: [
    ['PL', null, 'Kraków', 'Europe/Warsaw'],
    ['PL', null, 'Gdańsk', 'Europe/Warsaw'],
  ],
  cs: [['CZ', null, 'Praha', 'Europe/Prague']],
  tr: [['TR', null, 'İstanbul', 'Europe/Istanbul']],
  ru: [
    ['LV', null, 'Rīga', 'Europe/Riga'],
    ['KZ', null, 'Almaty', 'Asia/Almaty'],
  ],
  uk: [['UA', null, 'Київ', 'Europe/Kyiv']],
  el: [['GR', 'I', 'Αθήνα', 'Europe/Athens']],
  ar: [
    ['AE', 'DU', 'دبي', 'Asia/Dubai'],
    ['EG', 'C', 'القاهرة', 'Africa/Cairo'],
  ],
  he: [['IL', null, 'תל אביב', 'Asia/Jerusalem']],
  zh: [
    ['TW', null, '台北市', 'Asia/Taipei'],
    ['SG', null, 'Singapore', 'Asia/Singapore'],
  ],
  ja: [['JP', 'JP-13', '東京', 'Asia/Tokyo']],
  ko: [['KR', 'KR-11', '서울', 'Asia/Seoul']],
  hi: [['IN', 'MH', 'मुंबई', 'Asia/Kolkata']],
}
const WITHOUT = 0.07

/** Gives a customer an address, always the same one. */
export function settle(customer: Customer, index: number): void {
  const dice = chance(`place ${customer.shop} ${index}`)
  const places = PLACES[customer.locale]
  if (!places || dice.happens(WITHOUT)) return
  const [country, province, city, zone] = dice.pick(places)
  Object.assign(customer, { country_code: country, province_code: province, city, time_zone: zone })
}
