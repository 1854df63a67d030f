import type { CampaignOutcome } from '../../../app/analytics/member/customer-block.ts'
import type { RecipientOutcome } from '../../../app/analytics/member/outcomes.ts'
import type { I18n } from './i18n.ts'

type Props = { campaigns: CampaignOutcome[]; timezone: string; i18n: I18n }

const TONES: Partial<Record<RecipientOutcome, 'success' | 'info' | 'caution' | 'critical'>> = {
  complained: 'critical',
  unsubscribed: 'critical',
  'hard-bounced': 'critical',
  suppressed: 'critical',
  rejected: 'critical',
  failed: 'critical',
  'soft-bounced': 'caution',
  bounced: 'caution',
  delayed: 'caution',
  unconfirmed: 'caution',
  clicked: 'success',
  opened: 'success',
  delivered: 'info',
  sent: 'info',
}

/** What each of the last campaigns came to for this member, with its time in the shop's time zone. */
export function CampaignTable({ campaigns, timezone, i18n }: Props) {
  return (
    <s-table>
      <s-table-header-row>
        <s-table-header listSlot="primary">{i18n.translate('campaigns.name')}</s-table-header>
        <s-table-header listSlot="inline">{i18n.translate('campaigns.outcome')}</s-table-header>
        <s-table-header listSlot="labeled">{i18n.translate('campaigns.at')}</s-table-header>
      </s-table-header-row>
      <s-table-body>
        {campaigns.map((campaign) => (
          <s-table-row key={campaign.campaignId}>
            <s-table-cell>
              <s-link href={`app:app/campaigns/${campaign.campaignId}`}>{campaign.name}</s-link>
            </s-table-cell>
            <s-table-cell>
              <s-badge tone={TONES[campaign.outcome] ?? 'neutral'}>{outcomeLabel(campaign, i18n)}</s-badge>
            </s-table-cell>
            <s-table-cell>
              {i18n.formatDate(new Date(campaign.at), { timeZone: timezone, dateStyle: 'medium', timeStyle: 'short' })}
            </s-table-cell>
          </s-table-row>
        ))}
      </s-table-body>
    </s-table>
  )
}

function outcomeLabel({ outcome, skipReason }: CampaignOutcome, i18n: I18n): string {
  return i18n.translate(outcome === 'skipped' && skipReason ? `skipped.${skipReason}` : `outcome.${outcome}`)
}
