import type { CustomerBlock } from '../../../app/analytics/member/customer-block.ts'
import { CampaignTable } from './CampaignTable.tsx'
import type { I18n } from './i18n.ts'
import { MemberBadges } from './MemberBadges.tsx'

type Props = { member: CustomerBlock; timezone: string; i18n: I18n }

/** A member: badges, whether campaigns reach them and why not, points, the last campaigns. */
export function MemberView({ member, timezone, i18n }: Props) {
  const isNotTried = member.blockedBy === 'hard-bounced' && member.bounce?.notTried
  const reach = isNotTried ? 'not-tried' : (member.blockedBy ?? 'yes')
  return (
    <s-stack gap="base">
      <MemberBadges member={member} i18n={i18n} />
      <s-paragraph>{i18n.translate(`reach.${reach}`)}</s-paragraph>
      <s-text>{i18n.translate('points', { points: i18n.formatNumber(member.points) })}</s-text>
      <s-heading>{i18n.translate('campaigns.heading')}</s-heading>
      {member.campaigns.length > 0 ? (
        <CampaignTable campaigns={member.campaigns} timezone={timezone} i18n={i18n} />
      ) : (
        <s-paragraph color="subdued">{i18n.translate('campaigns.empty')}</s-paragraph>
      )}
      <s-link href={`app:app/members/${member.memberId}`}>{i18n.translate('open')}</s-link>
    </s-stack>
  )
}
