// Placeholders such as {{first_name | there}}: what they may name, and how a value is written where it stands.

const FIELDS = ['first_name', 'last_name', 'points', 'shop_name', 'unsubscribe_url'] as const
export type Field = (typeof FIELDS)[number]

/** Where a value stands, which decides what must be escaped. */
export type Place = 'plain' | 'text' | 'attribute' | 'unquoted' | 'url'

export type Placeholder = { start: number; end: number; field: string; fallback: string }

const PATTERN = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/g

/** The placeholders of a text, known fields or not. */
export function findPlaceholders(text: string): Placeholder[] {
  return Array.from(text.matchAll(PATTERN), ({ index, 0: all, 1: field, 2: fallback }) => ({
    start: index,
    end: index + all.length,
    field: field ?? '',
    fallback: fallback?.trim() ?? '',
  }))
}

export function isField(name: string): name is Field {
  return FIELDS.some((field) => field === name)
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character) : text
}

/** A value as it must be written at `place`, so that it can never add markup, a link or a header. */
export function escapeFor(place: Place, value: string): string {
  switch (place) {
    case 'plain':
      return value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    case 'text':
    case 'attribute':
      return escapeHtml(value)
    case 'unquoted':
      return escapeHtml(value).replaceAll(/[\s=`]/g, (character) => `&#${character.charCodeAt(0)};`)
    case 'url':
      return encodeURIComponent(value.toWellFormed()).replaceAll("'", '%27')
  }
}
