import type { Route, SimRequest } from '../http.ts'

/** What an operation of the SES API does with a request whose signature holds: a value for a 200, or a refusal. */
type Operation = (request: SimRequest) => Promise<object> | object

/** Makes a route of the API: signed, and with the faults that are switched on. */
export type ApiRoute = (method: string, pattern: string, operation: Operation) => Route
