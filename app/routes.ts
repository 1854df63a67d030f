// Every URL that Remix answers, one line each; `public.ts` lists those answered before it.
import { index, type RouteConfig, route } from '@remix-run/route-config'

export default [
  index('shop/landing.route.tsx'),
  route('auth/login', 'shop/login.route.tsx'),
  route('auth/*', 'shop/auth.route.tsx'),
  route('app', 'shop/app.route.tsx', [index('shop/home.route.tsx')]),
  route('api/ext/customers/:customerId', 'members/extension.route.ts'),
  route('api/v1/campaigns/:campaignId/analytics', 'analytics/api.route.ts'),
] satisfies RouteConfig
