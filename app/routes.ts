// Every URL that Remix answers, one line each; `public.ts` lists those answered before it.
import { index, type RouteConfig, route } from '@remix-run/route-config'

export default [
  index('shop/landing.route.tsx'),
  route('auth/login', 'shop/login.route.tsx'),
  route('auth/*', 'shop/auth.route.tsx'),
  route('app', 'shop/app.route.tsx', [
    index('shop/home.route.tsx'),
    route('members', 'members/members.route.tsx'),
    route('members/count', 'members/count.route.ts'),
    route('members/:memberId', 'members/member.route.tsx'),
    route('members/:memberId/explain', 'analytics/explain.route.tsx'),
    route('segments', 'segments/list.route.tsx'),
    route('segments/new', 'segments/new.route.tsx'),
    route('segments/count', 'segments/count.route.ts'),
    route('segments/:segmentId', 'segments/segment.route.tsx'),
    route('segments/:segmentId/edit', 'segments/edit.route.tsx'),
    route('campaigns', 'campaigns/list.route.tsx'),
    route('campaigns/new', 'campaigns/new.route.tsx'),
    route('campaigns/preview', 'campaigns/preview.route.ts'),
    route('campaigns/audience', 'campaigns/audience.route.ts'),
    route('campaigns/:campaignId', 'campaigns/campaign.route.tsx'),
    route('campaigns/:campaignId/explain', 'analytics/explain-search.route.tsx'),
    route('settings', 'settings/settings.route.tsx'),
    route('settings/messages', 'shop/messages.route.tsx'),
    route('settings/messages/:webhookId', 'shop/message.route.ts'),
    route('settings/data-requests', 'exports/data-requests.route.tsx'),
    route('settings/data-requests/:requestId', 'exports/data-request.route.tsx'),
    route('settings/data-requests/:requestId/file', 'exports/data-request-file.route.ts'),
  ]),
  route('api/ext/customers/:customerId', 'members/extension.route.ts'),
  route('api/v1/campaigns/:campaignId/analytics', 'analytics/api.route.ts'),
] satisfies RouteConfig
