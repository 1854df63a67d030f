// Rows of the members list. Polaris's own row of a table is some thirty elements, which each know by themselves that a
// first row was ticked: with fifty rows a tick took longer than a person waits without noticing. These are half as many,
// look alike and are drawn when they change.
import { IndexTable, Text } from '@shopify/polaris'
import { memo } from 'react'
import { formatCount } from '#app/ui/format/format.ts'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { bounceBadges, consentBadges } from '../consent/consent-badges.ts'
import type { ListedMember } from './query/list.ts'
import { memberName } from '../core/names.ts'
import { StateBadges } from '../consent/StateBadges.tsx'
import type { ListHere } from './useListLeft.ts'

type Shown = { member: ListedMember; here: ListHere }
type RowProps = Shown & { isTicked: boolean; onTick: (memberId: string, stretch: boolean) => void }

const ROW = 'Polaris-IndexTable__TableRow member-row'

export const MemberRow = memo(function MemberRow({ member, here, isTicked, onTick }: RowProps) {
  const bounces = bounceBadges(member)
  return (
    <tr id={member.memberId} className={isTicked ? `${ROW} member-ticked` : ROW}>
      <IndexTable.Cell className="member-tick">
        <label>
          <input
            type="checkbox"
            aria-label={`Select ${memberName(member)}`}
            checked={isTicked}
            onChange={({ nativeEvent }) => onTick(member.memberId, (nativeEvent as MouseEvent).shiftKey)}
          />
        </label>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <NameLink member={member} here={here} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Address email={member.email} />
      </IndexTable.Cell>
      <IndexTable.Cell className="member-points">{formatCount(member.points)}</IndexTable.Cell>
      <IndexTable.Cell>
        <StateBadges badges={consentBadges(member)} />
      </IndexTable.Cell>
      <IndexTable.Cell>{bounces.length > 0 ? <StateBadges badges={bounces} /> : '—'}</IndexTable.Cell>
    </tr>
  )
})

/** On a phone a card a member, with the same badges. */
export const MemberCard = memo(function MemberCard({ member, here }: Shown) {
  return (
    <li id={member.memberId} className={`${ROW} member-card`}>
      <div className="member-head">
        <NameLink member={member} here={here} />
        <span className="member-points">{formatCount(member.points)} points</span>
      </div>
      <Address email={member.email} />
      <StateBadges badges={[...consentBadges(member), ...bounceBadges(member)]} />
    </li>
  )
})

function NameLink({ member, here }: Shown) {
  return (
    <RowLink to={`/app/members/${member.memberId}`} look="name" state={here}>
      {memberName(member)}
    </RowLink>
  )
}

function Address({ email }: { email: string | null }) {
  return (
    <Text as="span" tone="subdued" breakWord>
      {email ?? 'No e-mail address'}
    </Text>
  )
}
