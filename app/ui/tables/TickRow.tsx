// Rows of a `TickTable`. Polaris's own row of a table is some thirty elements, which each know by themselves that a
// first row was ticked: with fifty rows a tick took longer than a person waits without noticing. These are half as many,
// look alike and are drawn when they change.
import { IndexTable } from '@shopify/polaris'
import type { ReactNode } from 'react'

const ROW = 'Polaris-IndexTable__TableRow tick-row'
// It and the cell after it stay in sight.
const TICK = 'Polaris-IndexTable__TableCell--first tick-cell'

type RowProps = {
  id: string
  name: string
  isTicked: boolean
  /** `stretch` ticks all up to the one that was ticked last. */
  onTick: (id: string, stretch: boolean) => void
  /** Its cells. */
  children: ReactNode
}

/** A row with a box to tick. */
export function TickRow({ id, name, isTicked, onTick, children }: RowProps) {
  return (
    <tr id={id} className={isTicked ? `${ROW} is-ticked` : ROW}>
      <IndexTable.Cell className={TICK}>
        <label>
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={isTicked}
            onChange={({ nativeEvent }) => onTick(id, (nativeEvent as MouseEvent).shiftKey)}
          />
        </label>
      </IndexTable.Cell>
      {children}
    </tr>
  )
}

type CardProps = { id: string; name: ReactNode; number: string; children: ReactNode }

/** The same on a phone, which has no room for a box. */
export function TickCard({ id, name, number, children }: CardProps) {
  return (
    <li id={id} className={`${ROW} tick-card`}>
      <div className="tick-head">
        {name}
        <span className="tick-number">{number}</span>
      </div>
      {children}
    </li>
  )
}
