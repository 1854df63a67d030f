import { pino } from 'pino'

/**
 * The only logger. Ids, counts and outcomes go into it; names, addresses, phones, tokens and message bodies never do.
 * `LOG_LEVEL` is read here and not in env.server.ts, so that a refused configuration can still be logged.
 */
export const log = pino({
  level: process.env['LOG_LEVEL'] ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
})
