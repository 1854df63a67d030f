// Every URL of the mail room.
import type { SimulatorContext } from '../context.ts'
import type { Route } from '../http.ts'
import { sesApiRoutes } from './api.ts'
import { mailControlRoutes } from './control.ts'
import { snsRoutes } from './sns-routes.ts'

export function sesRoutes(sim: SimulatorContext): Route[] {
  return [...sesApiRoutes(sim), ...snsRoutes(sim), ...mailControlRoutes(sim)]
}
