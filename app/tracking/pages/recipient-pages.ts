// Each page that a recipient may see, in their language.
import { fill, type Language } from './languages.ts'
import { OPT_OUT_REASONS, type OptOutReason } from './opt-out-reasons.ts'
import { form, link, type Look, notice, type Page, paragraph, question, renderPage, section } from './page.ts'
import type { Texts } from './texts/en.ts'

/** What the buttons of the pages post as `action`. */
export const ACTIONS = [
  'unsubscribe',
  'resubscribe',
  'pause-30',
  'pause-90',
  'end-pause',
  'stop-email',
  'start-email',
  'stop-sms',
  'start-sms',
  'reason',
] as const
export type Action = (typeof ACTIONS)[number]

const REASON_TEXTS: Record<OptOutReason, keyof Texts> = {
  'too-many': 'tooMany',
  'not-relevant': 'notRelevant',
  'not-interested': 'notInterested',
  'never-signed-up': 'neverSignedUp',
  other: 'other',
}

/** Who reads a page, and whose it is. */
export type Setting = {
  language: Language
  look: Look
  timezone: string
  /** Where the preferences are: a GET of it changes nothing. */
  preferencesPath: string
}

export type Shown = {
  gets: { email: boolean; sms: boolean }
  canUndo: { email: boolean; sms: boolean }
  pausedUntil: Date | null
}

type Content = Pick<Page, 'parts'> & { title: keyof Texts }

function page(setting: Setting, { title, parts }: Content): string {
  const say = speaker(setting)
  return renderPage({
    tag: setting.language.tag,
    look: setting.look,
    title: say(title),
    parts,
    toStore: say('toStore'),
  })
}

function speaker({ language, look, timezone }: Setting) {
  return (text: keyof Texts, date?: Date | null) =>
    fill(language.texts[text], {
      shop: look.shop,
      date: date ? new Intl.DateTimeFormat(language.tag, { dateStyle: 'long', timeZone: timezone }).format(date) : '',
    })
}

/** The page for whoever only looks, with one button. */
export function askPage(setting: Setting): string {
  const say = speaker(setting)
  const button = form('', [{ label: say('unsubscribe'), action: 'unsubscribe' }])
  return page(setting, { title: 'askTitle', parts: [paragraph(say('askText')), button] })
}

/** After an opt-out; `shown` is null where the member is not known any more, so that there is nothing to choose. */
export function donePage(setting: Setting, shown: Shown | null, endedSms: boolean): string {
  const say = speaker(setting)
  const path = setting.preferencesPath
  const parts = [paragraph(say(endedSms ? 'doneBoth' : 'doneEmail'))]
  if (shown?.canUndo.email)
    parts.push(
      form(path, [{ label: say('undo'), action: 'resubscribe', quiet: true }]),
      section(say('fewerTitle'), [paragraph(say('fewerText')), form(path, breaks(setting))]),
    )
  if (shown) parts.push(whyForm(setting), link(path, say('toPreferences')))
  return page(setting, { title: 'doneTitle', parts })
}

function breaks(setting: Setting) {
  const say = speaker(setting)
  return [
    { label: say('pause30'), action: 'pause-30', quiet: true },
    { label: say('pause90'), action: 'pause-90', quiet: true },
  ]
}

function whyForm(setting: Setting): string {
  const say = speaker(setting)
  return question(setting.preferencesPath, {
    title: say('whyTitle'),
    hint: say('whyHint'),
    choices: OPT_OUT_REASONS.map((value) => ({ value, label: say(REASON_TEXTS[value]) })),
    send: { label: say('send'), action: 'reason' },
  })
}

const toPreferences = (setting: Setting) => link(setting.preferencesPath, speaker(setting)('toPreferences'))

export function backPage(setting: Setting): string {
  return page(setting, { title: 'backTitle', parts: [paragraph(speaker(setting)('backText')), toPreferences(setting)] })
}

export function pausedPage(setting: Setting, until: Date): string {
  const say = speaker(setting)
  const end = form(setting.preferencesPath, [{ label: say('endPause'), action: 'end-pause', quiet: true }])
  return page(setting, {
    title: 'pausedTitle',
    parts: [paragraph(say('pausedText', until)), end, toPreferences(setting)],
  })
}

export function unchangedPage(setting: Setting): string {
  const parts = [paragraph(speaker(setting)('unchangedText')), toPreferences(setting)]
  return page(setting, { title: 'unchangedTitle', parts })
}

export function thanksPage(setting: Setting): string {
  return page(setting, {
    title: 'thanksTitle',
    parts: [paragraph(speaker(setting)('thanksText')), toPreferences(setting)],
  })
}

/** What a member gets, with a button for each channel; SMS only where it comes or came. */
export function preferencesPage(setting: Setting, { gets, canUndo, pausedUntil }: Shown, isSaved: boolean): string {
  const say = speaker(setting)
  const path = setting.preferencesPath
  const email = gets.email
    ? [
        paragraph(pausedUntil ? say('isPaused', pausedUntil) : say('isOn')),
        form(path, [
          ...(pausedUntil ? [{ label: say('endPause'), action: 'end-pause', quiet: true }] : breaks(setting)),
          { label: say('stopEmail'), action: 'stop-email' },
        ]),
      ]
    : [paragraph(say('isOff')), canUndo.email ? start('email') : paragraph(say('inStore'))]
  const sms = gets.sms
    ? [paragraph(say('isOn')), form(path, [{ label: say('stopSms'), action: 'stop-sms' }])]
    : [paragraph(say('isOff')), start('sms')]
  function start(channel: 'email' | 'sms'): string {
    const label = say(channel === 'email' ? 'startEmail' : 'startSms')
    return form(path, [{ label, action: `start-${channel}`, quiet: true }])
  }
  return page(setting, {
    title: 'preferencesTitle',
    parts: [
      isSaved ? notice(say('saved')) : paragraph(say('preferencesText')),
      section(say('emailName'), email),
      ...(gets.sms || canUndo.sms ? [section(say('smsName'), sms)] : []),
    ],
  })
}

/** After an opt-out from a shop that is not known any more. */
export const gonePage = ({ tag, texts }: Language): string =>
  renderPage({ tag, title: texts.doneTitle, look: null, parts: [] })

/** Pages without a shop: whose link it was, or what it should have done, is not known. */
export function errorPage(language: Language, error: 'opt-out' | 'link' | 'later'): string {
  const { texts, tag } = language
  const [title, text] = {
    'opt-out': [texts.invalidTitle, texts.invalidOptOut],
    link: [texts.invalidTitle, texts.invalidLink],
    later: [texts.laterTitle, texts.laterText],
  }[error] as [string, string]
  return renderPage({ tag, title, look: null, parts: [paragraph(text)] })
}
