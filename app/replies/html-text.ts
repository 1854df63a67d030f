// What a reader of an HTML mail reads, for those who read text.
import { Parser } from 'htmlparser2'

const UNSEEN = new Set(['style', 'script', 'title', 'template'])
const BLOCKS = new Set(['p', 'div', 'br', 'tr', 'li', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'hr'])

/** The text of an HTML mail, its blocks as lines; read once, whatever is nested in it. */
export function textOfHtml(html: string): string {
  let text = ''
  let unseen = 0
  const parser = new Parser({
    ontext: (part) => {
      if (unseen === 0) text += part.replaceAll(/[\t\r\n ]+/g, ' ')
    },
    onopentagname: (name) => {
      if (UNSEEN.has(name)) unseen += 1
    },
    onclosetag: (name) => {
      if (UNSEEN.has(name)) unseen -= 1
      else if (BLOCKS.has(name)) text += '\n'
    },
  })
  parser.end(html)
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
