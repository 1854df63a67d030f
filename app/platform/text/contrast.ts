// How well one colour reads on another: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio

/** Six digits, as forms and style sheets write it. */
export const HEX_COLOR = /^#[0-9a-f]{6}$/i

/** From 1 (the same) to 21 (black on white); AA asks for 4.5 of text, and for 3 of the edge of a control. */
export function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** White or black, whichever reads better on the colour: one of them has at least 4.58. */
export const readableOn = (color: string): string =>
  contrastOf(color, '#ffffff') >= contrastOf(color, '#000000') ? '#ffffff' : '#000000'

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255))
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

const linear = (share: number) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)
