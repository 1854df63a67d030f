import type { CustomerBlock } from '../../../app/analytics/member/customer-block.ts'
import type { I18n } from './i18n.ts'

/** Consent and deliverability in the colours of the app's members table. */
export function MemberBadges({ member, i18n }: { member: CustomerBlock; i18n: I18n }) {
  const { bounce } = member
  return (
    <s-stack direction="inline" gap="small-200">
      {member.unsubscribed ? (
        <s-badge tone="critical">{i18n.translate('badge.unsubscribed')}</s-badge>
      ) : (
        <EmailBadge consented={member.email.state === 'SUBSCRIBED'} i18n={i18n} />
      )}
      {member.sms.state === 'SUBSCRIBED' ? <s-badge tone="success">{i18n.translate('badge.sms')}</s-badge> : null}
      {bounce ? (
        <s-badge tone={bounce.kind === 'hard' ? 'critical' : 'caution'}>
          {i18n.translate(`badge.bounce.${bounce.notTried ? 'not-tried' : bounce.kind}`)}
        </s-badge>
      ) : null}
      {member.complainedAt ? <s-badge tone="critical">{i18n.translate('badge.complained')}</s-badge> : null}
    </s-stack>
  )
}

function EmailBadge({ consented, i18n }: { consented: boolean; i18n: I18n }) {
  return consented ? (
    <s-badge tone="success">{i18n.translate('badge.email')}</s-badge>
  ) : (
    <s-badge tone="caution">{i18n.translate('badge.emailNo')}</s-badge>
  )
}
