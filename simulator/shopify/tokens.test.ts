import '@shopify/shopify-api/adapters/node'
import { ApiVersion, RequestedTokenType, shopifyApi } from '@shopify/shopify-api'
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Simulator } from '../simulator.ts'
import { mintIdToken } from './id-token.ts'
import { getShop } from './shops.ts'
import { askForToken, control, exchangeBody, SHOP, simulate, textOf } from './test-support.ts'

let simulator: Simulator

beforeAll(async () => {
  simulator = await simulate()
})

afterAll(() => simulator.close())

function library() {
  setAbstractFetchFunc((input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const headers = new Headers(init?.headers)
    headers.set('x-simulated-host', url.host)
    return fetch(simulator.url + url.pathname + url.search, { ...init, headers })
  })
  const { apiKey, apiSecret: apiSecretKey } = simulator.context.settings
  return shopifyApi({
    apiKey,
    apiSecretKey,
    apiVersion: ApiVersion.October26,
    hostName: 'localhost',
    isEmbeddedApp: true,
  })
}

test("Shopify's own library exchanges a token, asks with it and refreshes it", async () => {
  const shopify = library()
  const sessionToken = mintIdToken(simulator.context, getShop(simulator.context, SHOP))
  const requestedTokenType = RequestedTokenType.OfflineAccessToken
  const { session } = await shopify.auth.tokenExchange({ shop: SHOP, sessionToken, requestedTokenType, expiring: true })
  const answer = await new shopify.clients.Graphql({ session }).request('{ shop { myshopifyDomain } }')
  expect(answer.data).toEqual({ shop: { myshopifyDomain: SHOP } })
  const refreshed = await shopify.auth.refreshToken({ shop: SHOP, refreshToken: session.refreshToken ?? '' })
  expect(refreshed.session.accessToken).not.toBe(session.accessToken)
})

test.each([
  ['a forged id token', { subject_token: 'a.b.c' }, 'invalid_subject_token'],
  ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client'],
  ['an offline token for ever', { expiring: '0' }, 'invalid_request'],
])('%s is refused', async (_, change, error) => {
  const answer = await askForToken(simulator, { ...exchangeBody(simulator), ...change })
  expect(answer).toMatchObject({ status: 400, body: { error } })
})

test("one shop's id token opens no other shop", async () => {
  await control(simulator, 'POST', 'install?shop=other-store.myshopify.com')
  const answer = await askForToken(simulator, exchangeBody(simulator), 'other-store.myshopify.com')
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_subject_token' } })
})

test('a refresh token stays good until its successor is used', async () => {
  const first = await askForToken(simulator, exchangeBody(simulator))
  const { client_id, client_secret } = exchangeBody(simulator)
  const refresh = (token: unknown) =>
    askForToken(simulator, { client_id, client_secret, grant_type: 'refresh_token', refresh_token: token })
  const old = first.body['refresh_token']
  await refresh(old)
  const again = await refresh(old)
  const next = await refresh(again.body['refresh_token'])
  const dead = await refresh(old)
  expect([again.status, next.status, dead.status]).toEqual([200, 200, 400])
})

test('an uninstall kills the tokens', async () => {
  const granted = await askForToken(simulator, exchangeBody(simulator))
  await control(simulator, 'POST', 'uninstall')
  const response = await fetch(`${simulator.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'x-simulated-host': SHOP, 'x-shopify-access-token': textOf(granted.body, 'access_token') },
    body: JSON.stringify({ query: '{ shop { name } }' }),
  })
  expect(response.status).toBe(401)
})
