// Colors that read on another: a brand's own where it does, else the nearest to it that does.
import { contrastOf, readableOn } from './contrast.ts'

/** https://www.w3.org/TR/WCAG22/#contrast-minimum, of text. */
export const READABLE = 4.5
const STEPS = 20

/** The color itself where it reads on `ground`, else the first on its way to black or white that does. */
export function readableVersion(color: string, ground: string, atLeast = READABLE): string {
  const end = readableOn(ground)
  for (let step = 0; step < STEPS; step += 1) {
    const mixed = mix(color, end, step / STEPS)
    if (contrastOf(mixed, ground) >= atLeast) return mixed
  }
  return end
}

/** Text that steps back a little on `ground`, and can still be read. */
export const softOn = (ground: string): string => readableVersion(mix(readableOn(ground), ground, 0.4), ground)

/** `share` of the way from one color to the other. */
function mix(from: string, to: string, share: number): string {
  const channel = (at: number) => {
    const [one, other] = [from, to].map((color) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number]
    return Math.round(one + (other - one) * share)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}
