// POST /admin/api/2026-10/graphql.json: token, validation, price, answer.
import { setTimeout as sleep } from 'node:timers/promises'
import { execute, getOperationAST, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { json, route, type Route, type SimRequest, type SimResponse } from '../http.ts'
import { actualCost, createBucket, MAX_QUERY_COST, requestedCost, type Bucket } from './cost.ts'
import { changeFaults, countRefusal, readFaults } from './faults.ts'
import { resolveField, resolveType, type GraphContext } from './graph.ts'
import { mutations } from './mutations.ts'
import { queries } from './queries.ts'
import { adminSchema, API_VERSION, checkQuery } from './schema.ts'
import { getShop } from './shops.ts'
import { accessOf, type Access } from './tokens.ts'

const bodySchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
})

export function graphqlRoutes(sim: SimulatorContext): Route[] {
  const buckets = new Map<string, Bucket>()
  return [
    route('POST', '/admin/api/:version/graphql.json', async (request) => {
      const { down, slowMs } = readFaults(sim)
      if (slowMs > 0) await sleep(slowMs)
      if (down) {
        countRefusal(sim, 'down')
        return json({ errors: 'Service Unavailable' }, 503, { 'retry-after': '1' })
      }
      if (request.param('version') !== API_VERSION) return json({ errors: 'Not Found' }, 404)
      const access = accessOf(sim, request)
      if (!access) {
        return json({ errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' }, 401)
      }
      const bucket = buckets.get(access.shop) ?? createBucket()
      buckets.set(access.shop, bucket)
      return answer({ sim, access, bucket }, request)
    }),
  ]
}

interface Call {
  sim: SimulatorContext
  access: Access
  bucket: Bucket
}

async function answer(call: Call, request: SimRequest): Promise<SimResponse> {
  const body = bodySchema.safeParse(request.json())
  if (!body.success) return json({ errors: { query: 'Required parameter missing or invalid' } }, 400)
  const checked = checkQuery(body.data.query)
  if ('problems' in checked) return json({ errors: checked.problems })
  const operation = getOperationAST(checked.document, body.data.operationName)
  if (!operation) return json({ errors: [{ message: 'An operation name is required' }] })
  return run(call, { document: checked.document, operation, variables: body.data.variables ?? {} })
}

interface Job {
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Record<string, unknown>
}

async function run(call: Call, job: Job): Promise<SimResponse> {
  const { sim, access, bucket } = call
  const requested = requestedCost(job.document, job.operation, job.variables)
  const cost = (actual: number | null) => ({
    cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() },
  })
  if (requested > MAX_QUERY_COST) return json(tooExpensive(requested))
  const faults = readFaults(sim)
  if (!bucket.take(requested, faults.bucket) || faults.throttle > 0) {
    countRefusal(sim, 'throttled')
    if (faults.throttle > 0) changeFaults(sim, { throttle: faults.throttle - 1 })
    const documentation = 'https://shopify.dev/api/usage/rate-limits'
    return json({
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
      extensions: cost(null),
    })
  }
  const isMutation = job.operation.operation === 'mutation'
  const context: GraphContext = { sim, shop: getShop(sim, access.shop), scopes: access.scopes }
  const result = await execute({
    schema: adminSchema(),
    document: job.document,
    rootValue: isMutation ? mutations : queries,
    contextValue: context,
    variableValues: job.variables,
    operationName: job.operation.name?.value,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  })
  const actual = actualCost(result.data, isMutation)
  bucket.giveBack(Math.max(0, requested - actual))
  return json({ ...result, extensions: cost(actual) })
}

function tooExpensive(cost: number): object {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_QUERY_COST}).`
  return { errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: MAX_QUERY_COST } }] }
}
