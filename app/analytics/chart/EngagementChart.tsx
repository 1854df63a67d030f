import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatCount } from '#app/ui/format/format.ts'
import type { SeriesLine, SeriesRow } from './series.ts'

type Props = { rows: SeriesRow[]; lines: SeriesLine[]; height: number }

/** What the lines say is in the table beside the chart, so the drawing is one image to a screen reader. */
export function EngagementChart({ rows, lines, height }: Props) {
  const names = lines.map(({ label }) => label.toLowerCase()).join(', ')
  return (
    <div role="img" aria-label={`Line chart of ${names} over time; the table has the same numbers`}>
      <ResponsiveContainer width="100%" height={height}>
        <LineChart data={rows} accessibilityLayer={false} margin={{ top: 8, right: 16, bottom: 0, left: 0 }}>
          <CartesianGrid stroke="#e3e3e3" vertical={false} />
          <XAxis dataKey="label" minTickGap={40} tick={TICK} tickLine={false} stroke="#8a8a8a" />
          <YAxis
            allowDecimals={false}
            width={56}
            tickFormatter={formatCount}
            tick={TICK}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            formatter={(value) => formatCount(Number(value))}
            contentStyle={{ fontSize: 13, borderRadius: 8, borderColor: '#e3e3e3' }}
          />
          <Legend
            iconType="plainline"
            wrapperStyle={{ fontSize: 13, paddingTop: 8 }}
            formatter={legendText}
            itemSorter={null}
          />
          {lines.map(({ key, label, color, dash }) => (
            <Line
              key={key}
              type="monotone"
              dataKey={key}
              name={label}
              stroke={color}
              strokeWidth={2}
              strokeDasharray={dash}
              dot={rows.length < 3}
              activeDot={{ r: 4 }}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

const TICK = { fontSize: 12, fill: '#616161' }

// The line carries the colour; its name stays in the text colour, which has the contrast.
const legendText = (name: string) => <span style={{ color: '#303030' }}>{name}</span>
