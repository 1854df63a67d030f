// What the e-mail's own <style> says of an element, as far as it can be told without a browser: rules outside @media
// whose selectors are a tag, a class, an id or *. Other selectors, and which of two is more specific, are not judged.

type Value = { value: string; important: boolean; rule: string | null }
/** A property's value, by its name, with the selector that it comes from; null for the element's own style. */
export type Declared = Map<string, Value>

type Styled = { tagName: string; attrs: { name: string; value: string }[] }

/** What the rules of a selector declare, by the selector. */
export type Stylesheet = Map<string, Declared>

/** The properties that can hide an element: no other is kept, so that a style of any length costs little. */
const HIDING = new Set(
  'display visibility content-visibility opacity mso-hide overflow height max-height width max-width position left top right bottom'.split(
    ' ',
  ),
)
const SIMPLE = /^(?:\*|[a-z][\w-]*|(?:[a-z][\w-]*)?[.#][\w-]+)$/i

export function readStylesheet(css: string): Stylesheet {
  const sheet: Stylesheet = new Map()
  for (const { prelude, block } of rulesOf(plain(css))) {
    const declared = declare(block)
    if (declared.size === 0) continue
    for (const selector of prelude.split(',').map((text) => text.trim())) {
      if (!SIMPLE.test(selector)) continue
      const key = keyOf(selector)
      const known = sheet.get(key) ?? new Map()
      for (const [name, value] of declared) put(known, name, { ...value, rule: selector })
      sheet.set(key, known)
    }
  }
  return sheet
}

/** Tags are told in any case, classes and ids as they are written. */
function keyOf(selector: string): string {
  const at = selector.search(/[.#]/)
  return at < 0 ? selector.toLowerCase() : selector.slice(0, at).toLowerCase() + selector.slice(at)
}

/** All that is declared of an element; what stands in its own style attribute comes last. */
export function declaredOf(element: Styled, sheet: Stylesheet): Declared {
  const get = (wanted: string) => element.attrs.find(({ name }) => name === wanted)?.value
  const marks = (get('class') ?? '').split(/\s+/).map((name) => `.${name}`)
  const id = get('id')
  if (id) marks.push(`#${id}`)
  const declared: Declared = new Map()
  for (const key of ['*', element.tagName, ...marks, ...marks.map((mark) => element.tagName + mark)]) {
    for (const [name, given] of sheet.get(key) ?? []) put(declared, name, given)
  }
  for (const [name, value] of ownStyle(get('style') ?? '')) put(declared, name, value)
  return declared
}

/** What an element's style attribute declares. */
export const ownStyle = (style: string): Declared =>
  new Map(Array.from(declare(plain(style)), ([name, value]) => [name, { ...value, rule: null }]))

/** What a block without comments declares. */
function declare(block: string): Map<string, Omit<Value, 'rule'>> {
  const declared = new Map<string, Omit<Value, 'rule'>>()
  for (const declaration of block.split(';')) {
    const colon = declaration.indexOf(':')
    const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (!HIDING.has(name)) continue
    const [value = '', mark] = declaration
      .slice(colon + 1)
      .toLowerCase()
      .split('!')
    put(declared, name, { value: value.trim(), important: mark?.trim() === 'important' })
  }
  return declared
}

/** The later one counts, unless the one before is marked as important. */
function put<V extends { important: boolean }>(declared: Map<string, V>, name: string, value: V): void {
  if (value.important || !declared.get(name)?.important) declared.set(name, value)
}

function rulesOf(written: string): { prelude: string; block: string }[] {
  // A browser closes the last rule where its author has not.
  const css = `${written}}`
  const rules: { prelude: string; block: string }[] = []
  let depth = 0
  let from = 0
  let open = 0
  for (const { index, 0: brace } of css.matchAll(/[{}]/g)) {
    if (brace === '{') {
      depth += 1
      if (depth === 1) open = index
      continue
    }
    const closes = depth === 1
    depth = Math.max(0, depth - 1)
    if (!closes) continue
    const before = css.slice(from, open)
    // Statements such as @import end with a semicolon and have no block.
    const prelude = before.slice(before.lastIndexOf(';') + 1).trim()
    if (!prelude.startsWith('@')) rules.push({ prelude, block: css.slice(open + 1, index) })
    from = index + 1
  }
  return rules
}

const COMMENT_OR_STRING = /\/\*|"|'|<!--|-->/g

/**
 * The style without what only looks like a part of it: comments, the insides of strings, and the marks of HTML comments,
 * which older templates put around it. A string ends with its line: https://www.w3.org/TR/css-syntax-3/#consume-string-token
 */
function plain(css: string): string {
  const kept: string[] = []
  let position = 0
  for (const { index, 0: mark } of css.matchAll(COMMENT_OR_STRING)) {
    if (index < position) continue
    kept.push(css.slice(position, index))
    position = endOf(css, mark, index)
  }
  return [...kept, css.slice(position)].join('')
}

function endOf(css: string, mark: string, at: number): number {
  if (mark === '/*') {
    const end = css.indexOf('*/', at + 2)
    return end < 0 ? css.length : end + 2
  }
  if (mark !== '"' && mark !== "'") return at + mark.length
  for (let index = at + 1; index < css.length; index += 1) {
    const character = css[index]
    if (character === '\\') index += 1
    else if (character === mark) return index + 1
    else if (character === '\n') return index
  }
  return css.length
}
