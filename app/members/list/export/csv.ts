// Comma-separated values as RFC 4180 has them and as spreadsheets open them safely.

/** Excel takes a file without this mark for the local code page, not UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF'

type Cell = string | number | null

/** A record, one line: a line break inside a cell becomes a space. */
export function csvLine(cells: Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = disarm(cell.replaceAll(/[\r\n]+/g, ' '))
  return /[",;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The signs that begin a formula, also as wide and small ones, which spreadsheets in East Asia take for them. */
const FORMULA = /^(\t|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/u

/** What begins like a formula would be run by the spreadsheet that opens it (CWE-1236). A number of a phone is none. */
function disarm(text: string): string {
  return !/^\+\d+$/.test(text) && FORMULA.test(text) ? `'${text}` : text
}
