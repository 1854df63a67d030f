import type { I18n } from './i18n.ts'
import type { Loaded } from './load.ts'
import { MemberView } from './MemberView.tsx'

type Props = { loaded: Loaded | null; i18n: I18n; onRetry: () => void }

/** The block's four states: loading, not known yet, failed, known. */
export function EngagementView({ loaded, i18n, onRetry }: Props) {
  if (!loaded) return <s-spinner accessibilityLabel={i18n.translate('loading')} />
  switch (loaded.status) {
    case 'known':
      return <MemberView member={loaded.member} timezone={loaded.timezone} i18n={i18n} />
    case 'unknown':
      return (
        <s-stack gap="base">
          <s-paragraph>{i18n.translate(`unknown.${loaded.import}`)}</s-paragraph>
          <s-link href="app:app">{i18n.translate('open')}</s-link>
        </s-stack>
      )
    case 'failure':
      return (
        <s-stack gap="base">
          <s-banner tone="critical" heading={i18n.translate('failure.heading')}>
            <s-paragraph>{i18n.translate(`failure.${loaded.reason}`)}</s-paragraph>
          </s-banner>
          <s-button onClick={onRetry}>{i18n.translate('retry')}</s-button>
        </s-stack>
      )
  }
}
