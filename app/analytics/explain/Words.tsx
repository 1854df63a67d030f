import { Link } from '@remix-run/react'
import { Fragment } from 'react'
import { formatMoney } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { COLORS } from '#app/ui/layout/tokens.ts'
import type { Line, LinePart } from './explain-case.ts'

/** A sentence of the explanation. */
export function Words({ line }: { line: Line }) {
  return line.map((part, index) => (
    <Fragment key={index}>
      <Piece part={part} />
    </Fragment>
  ))
}

function Piece({ part }: { part: LinePart }) {
  const { currency } = useShell()
  if (typeof part === 'string') return part
  if ('at' in part) return <Time at={part.at} />
  if ('day' in part) return <Time at={part.day} day />
  if ('money' in part) return formatMoney(part.money, currency)
  if ('code' in part) return <code style={{ overflowWrap: 'anywhere' }}>{part.code}</code>
  return (
    <Link to={part.to} style={{ color: COLORS.link }}>
      {part.text}
    </Link>
  )
}
