// How far the figures of clicks can be trusted, in words: signs by which machines are told that count as people.
import { formatCount, formatCountOf, formatPercent } from '#app/ui/format/format.ts'

/** Nobody has opened, read and chosen that soon. */
export const SOON_SECONDS = 5
/** The fewest links of which to follow all says something. */
export const LINKS_TO_TELL = 3

/** People, each once; `machines` are those whose links only machines followed. Both where SES has confirmed the delivery. */
export type ClickAudit = {
  people: number
  machines: number
  peopleSoon: number
  machinesSoon: number
  /** Who followed every link, as a person; null of an e-mail with too few links to tell. */
  everyLink: number | null
  /** More clicked than are read: these are those with the lowest customer numbers. */
  isPart: boolean
}

/** Whom a number of the audit leads to. */
export const CLICK_SIGNS = ['soon', 'soon-machines', 'every-link'] as const
export type ClickSign = (typeof CLICK_SIGNS)[number]

export const SIGN_WORDS: Record<ClickSign, { title: string; meaning: string }> = {
  soon: {
    title: `Clicked within ${SOON_SECONDS} seconds of delivery`,
    meaning:
      'They count as people, because nothing else spoke for a machine. Nobody reads an email and chooses a link that soon, so most of these clicks were probably a security scanner’s.',
  },
  'soon-machines': {
    title: `Clicked by machines within ${SOON_SECONDS} seconds of delivery`,
    meaning: 'Security scanners checked the links of their emails. Their clicks are in no total and no rate.',
  },
  'every-link': {
    title: 'Clicked every link',
    meaning:
      'They count as people, because they didn’t click within seconds. Readers rarely want every link of an email, and security scanners follow them all.',
  },
}

type AuditFigure = { sign: ClickSign; label: string; value: string; lines: string[]; people: number }

const shareOf = (part: number, whole: number) => (whole > 0 ? part / whole : null)

/** The numbers of the audit, each with what it is a share of and how many people are behind it. */
export function auditFigures({ people, machines, peopleSoon, machinesSoon, everyLink }: ClickAudit): AuditFigure[] {
  const all = people + machines
  const allSoon = peopleSoon + machinesSoon
  return [
    {
      sign: 'soon',
      label: `Clicked within ${SOON_SECONDS} seconds`,
      value: formatPercent(shareOf(peopleSoon, people)),
      lines: [`after delivery: ${formatCount(peopleSoon)} of ${formatCountOf(people, 'member')} who clicked`],
      people: peopleSoon,
    },
    {
      sign: 'soon-machines',
      label: 'With machines included',
      value: formatPercent(shareOf(allSoon, all)),
      lines: [
        `${formatCount(allSoon)} of ${formatCountOf(all, 'member')} whose links were followed`,
        ...(machinesSoon > 0 ? [`${formatCount(machinesSoon)} by machines only, not counted`] : []),
      ],
      people: machinesSoon,
    },
    ...(everyLink === null
      ? []
      : [
          {
            sign: 'every-link' as const,
            label: SIGN_WORDS['every-link'].title,
            value: formatCount(everyLink),
            lines: [`${formatPercent(shareOf(everyLink, people))} of members who clicked`],
            people: everyLink,
          },
        ]),
  ]
}

/** Fewer say nothing as a share. */
const FEWEST_PEOPLE = 20
/** More than so many within seconds are taken for scanners’ noise. */
const NOISE = 0.05
const MANY_FOLLOW_ALL = 0.02

/** What the numbers mean for how far the clicks of a campaign can be trusted. */
export function auditConclusion({ people, peopleSoon, everyLink }: ClickAudit): string {
  if (people < FEWEST_PEOPLE) return 'Too few members have clicked to tell how many of them were machines.'
  const soon = peopleSoon / people
  if (soon > NOISE)
    return `More than ${formatPercent(NOISE, 0)} of the members who clicked did so within ${SOON_SECONDS} seconds of delivery. Some of them were probably security scanners: take the click rate as an upper limit, and compare links with each other rather than with other campaigns.`
  if ((everyLink ?? 0) / people > MANY_FOLLOW_ALL)
    return 'Unusually many members clicked every link. Some of them were probably security scanners: take the click rate as an upper limit.'
  return 'Hardly any of the clicks that count look like a machine’s: you can rely on the click rate.'
}
