// Which elements are open, as far as plain text asks: an end tag ends what it names and what stands inside it.
// Each step is paid for by the element that was opened, so the time grows with the HTML and with nothing else.

type OpenElement = { name: string; end: () => void }

const VOID = new Set(
  'area base basefont bgsound br col embed frame hr img input link meta param source track wbr'.split(' '),
)
const CELLS = new Set(['td', 'th', 'caption'])
const LISTS = new Set(['ul', 'ol', 'menu'])
const SECTIONS = ['tbody', 'thead', 'tfoot']
const TABLE_PARTS = new Set([...CELLS, ...SECTIONS, 'tr'])
/** https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody */
const END_PARAGRAPH = new Set(
  (
    'address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary ul'
  ).split(' '),
)

export class OpenElements {
  readonly #stack: OpenElement[] = []
  /** How many of each name are open in the body, and in each cell inside: an end tag does not reach out of its cell. */
  readonly #scopes: Map<string, number>[] = [new Map()]
  /** Whether an item is open in the body, and in each list inside. */
  readonly #hasItem = [false]

  /** Ends what can not hold such an element, and starts it; what `start` returns is done at its end. */
  open(name: string, start: () => () => void): void {
    this.#makeRoom(name)
    const end = start()
    if (VOID.has(name)) return end()
    this.#stack.push({ name, end })
    this.#count(name, 1)
    if (CELLS.has(name)) this.#scopes.push(new Map())
    if (LISTS.has(name)) this.#hasItem.push(false)
    if (name === 'li') this.#hasItem[this.#hasItem.length - 1] = true
  }

  /** An end tag; one that ends nothing is passed over. */
  close(name: string): void {
    const ofTable = TABLE_PARTS.has(name) || name === 'table'
    if (ofTable && !this.#has(name) && (this.#scopes.at(-2)?.get(name) ?? 0) > 0) this.#closeCell()
    if (this.#has(name)) this.#closeUpTo(name)
  }

  closeAll(): void {
    while (this.#stack.length > 0) this.#closeLast()
  }

  #makeRoom(name: string): void {
    if (name === 'li' && this.#hasItem.at(-1) === true) this.close('li')
    if (END_PARAGRAPH.has(name)) this.close('p')
    if (!TABLE_PARTS.has(name)) return
    if (this.#scopes.length > 1 && !this.#has('table')) this.#closeCell()
    if (CELLS.has(name)) return
    for (const other of name === 'tr' ? ['tr'] : ['tr', ...SECTIONS]) if (this.#has(other)) this.#closeUpTo(other)
  }

  #has(name: string): boolean {
    return (this.#scopes.at(-1)?.get(name) ?? 0) > 0
  }

  #closeUpTo(name: string): void {
    const left = (this.#scopes.at(-1)?.get(name) ?? 0) - 1
    while (this.#scopes.at(-1)?.get(name) !== left) this.#closeLast()
  }

  #closeCell(): void {
    const left = this.#scopes.length - 1
    while (this.#scopes.length > left) this.#closeLast()
  }

  #closeLast(): void {
    const last = this.#stack.pop()
    if (!last) return
    if (CELLS.has(last.name)) this.#scopes.pop()
    if (LISTS.has(last.name)) this.#hasItem.pop()
    if (last.name === 'li') this.#hasItem[this.#hasItem.length - 1] = false
    this.#count(last.name, -1)
    last.end()
  }

  #count(name: string, by: 1 | -1): void {
    const scope = this.#scopes.at(-1)
    scope?.set(name, (scope.get(name) ?? 0) + by)
  }
}
