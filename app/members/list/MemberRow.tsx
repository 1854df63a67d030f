import { memo } from 'react'
import { Text } from '#app/ui/text/Text.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { Cell } from '#app/ui/tables/Cell.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { TickCard, TickRow } from '#app/ui/tables/TickRow.tsx'
import { bounceBadges, consentBadges } from '../consent/consent-badges.ts'
import type { ListedMember } from './query/list.ts'
import { memberName } from '../core/names.ts'
import { StateBadges } from '../consent/StateBadges.tsx'
import type { ListHere } from './useListLeft.ts'

type Shown = { member: ListedMember; here: ListHere }
type RowProps = Shown & { isTicked: boolean; onTick: (memberId: string, stretch: boolean) => void }

export const MemberRow = memo(function MemberRow({ member, here, isTicked, onTick }: RowProps) {
  const bounces = bounceBadges(member)
  return (
    <TickRow id={member.memberId} name={memberName(member)} isTicked={isTicked} onTick={onTick}>
      <Cell>
        <NameLink member={member} here={here} />
      </Cell>
      <Cell>
        <Address email={member.email} />
      </Cell>
      <Cell numeric>{formatCount(member.points)}</Cell>
      <Cell>
        <StateBadges badges={consentBadges(member)} />
      </Cell>
      <Cell>{bounces.length > 0 ? <StateBadges badges={bounces} /> : '—'}</Cell>
    </TickRow>
  )
})

/** On a phone a card a member, with the same badges. */
export const MemberCard = memo(function MemberCard({ member, here }: Shown) {
  return (
    <TickCard
      id={member.memberId}
      name={<NameLink member={member} here={here} />}
      number={`${formatCount(member.points)} points`}
    >
      <Address email={member.email} />
      <StateBadges badges={[...consentBadges(member), ...bounceBadges(member)]} />
    </TickCard>
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
    <Text tone="subdued" breakWord>
      {email ?? 'No email address'}
    </Text>
  )
}
