import { describe, expect, test } from 'vitest'
import { contrastOf } from '#app/platform/text/contrast.ts'
import { LANGUAGES } from './languages.ts'
import {
  askPage,
  backPage,
  donePage,
  errorPage,
  gonePage,
  pausedPage,
  preferencesPage,
  type Setting,
  thanksPage,
  unchangedPage,
} from './recipient-pages.ts'

const LOOK = { shop: '<b>“Tee” & Co</b>', storeUrl: 'https://shop.example/', logoUrl: null, color: null }
const settingIn = (language: Setting['language'], look: Partial<Setting['look']> = {}): Setting => ({
  language,
  look: { ...LOOK, ...look },
  timezone: 'Asia/Tokyo',
  preferencesPath: '/api/v1/preferences/TOKEN',
})
const BOTH = { email: true, sms: true }
const NEITHER = { email: false, sms: false }
const UNTIL = new Date('2026-12-24T20:00:00Z')

const every = (setting: Setting): Record<string, string> => ({
  ask: askPage(setting),
  done: donePage(setting, { gets: NEITHER, canUndo: BOTH, pausedUntil: null }, true),
  erased: donePage(setting, null, false),
  back: backPage(setting),
  paused: pausedPage(setting, UNTIL),
  unchanged: unchangedPage(setting),
  thanks: thanksPage(setting),
  preferences: preferencesPage(setting, { gets: BOTH, canUndo: NEITHER, pausedUntil: UNTIL }, true),
  invalid: errorPage(setting.language, 'opt-out'),
  link: errorPage(setting.language, 'link'),
  later: errorPage(setting.language, 'later'),
  gone: gonePage(setting.language),
})

describe.each(Object.values(LANGUAGES).map((language) => [language.tag, language] as const))(
  'in %s',
  (tag, language) => {
    test.each(Object.entries(every(settingIn(language))))(
      'the page %s says its language and one heading, whole',
      (_name, page) => {
        expect(page).toContain(`<html lang="${tag}">`)
        expect(page.match(/<h1>[^<]+<\/h1>/g)).toHaveLength(1)
        expect(page).not.toMatch(/[{]\w+[}]|undefined|\bnull\b|<b>|<script|style=|onclick/)
        expect(page.match(/<main>/g)).toHaveLength(1)
      },
    )
  },
)

test('a day is told in the reader’s language and the shop’s zone', () => {
  const dayIn = (name: keyof typeof LANGUAGES) => pausedPage(settingIn(LANGUAGES[name] as Setting['language']), UNTIL)
  expect(dayIn('en')).toContain('December 25, 2026')
  expect(dayIn('de')).toContain('bis zum 25. Dezember 2026'.replace('bis', 'Bis'))
  expect(dayIn('ja')).toContain('2026年12月25日まで')
})

test.each(['#ffffff', '#000000', '#ffd400', '#1a4d3e', '#232323', '#808080', '#e10098'])(
  'a button of %s is told from the card, with text that reads on it, in light and dark',
  (color) => {
    const page = askPage(settingIn(LANGUAGES['en'] as Setting['language'], { color }))
    const rules = [...page.matchAll(/--act: #[0-9a-f]{6}; --on-act: (#[0-9a-f]{6}); --edge: (#[0-9a-f]{6})/g)].slice(-2)
    for (const [, onAct = ''] of rules) expect(contrastOf(color, onAct)).toBeGreaterThanOrEqual(4.5)
    const [light = '', dark = ''] = rules.map(([, , edge]) => edge)
    expect(contrastOf(light, '#ffffff')).toBeGreaterThanOrEqual(3)
    expect(contrastOf(dark, '#232323')).toBeGreaterThanOrEqual(3)
  },
)

test('the page for whoever only looks has one button and no other thing to press but the way to the store', () => {
  const page = askPage(settingIn(LANGUAGES['en'] as Setting['language']))
  expect(page.match(/<button/g)).toHaveLength(1)
  expect(page.match(/<a /g)).toHaveLength(1)
})

test('nobody is asked why before they have left', () => {
  const pages = every(settingIn(LANGUAGES['en'] as Setting['language']))
  expect(Object.keys(pages).filter((name) => pages[name]?.includes('name="reason"'))).toEqual(['done'])
})
