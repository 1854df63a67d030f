// Letting visitors come to mails: by the mailbox's page, and by the control API.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { HttpError, json, redirect, route, type Route, type SimRequest, type SimResponse } from '../http.ts'
import type { StoredMail } from '../ses/mails.ts'
import { sesOf } from '../ses/ses.ts'
import { VISITOR_NAMES, VISITORS } from './visitors.ts'
import { type Visit, visitsOf } from './visits.ts'

const name = z.enum(VISITOR_NAMES)
const visitBody = z.strictObject({ messageId: z.string(), visitor: name })
/** An address, or a domain alone. */
const place = z
  .string()
  .max(320)
  .regex(/^(?:[^\s@]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i, 'should be an address or a domain')
const arrangement = z.strictObject({ place, visitor: name.nullable() })

export function visitRoutes(sim: SimulatorContext): Route[] {
  // From the start, for those who come by themselves.
  const visits = visitsOf(sim)
  return [
    route('POST', '/mailbox/:id/visit', (request) => letCome(sim, request)),
    route('POST', '/mailbox/:id/arrange', (request) => arrange(sim, request)),
    route('POST', '/_control/visits', (request) => visit(sim, request)),
    route('GET', '/_control/visitors', () => listVisitors(sim)),
    route('POST', '/_control/visitors', (request) => {
      const given = z.union([arrangement.transform((one) => [one]), z.array(arrangement)]).parse(request.json())
      for (const each of given) visits.arrange(each.place, each.visitor)
      return listVisitors(sim)
    }),
  ]
}

function listVisitors(sim: SimulatorContext): SimResponse {
  const visitors = VISITOR_NAMES.map((each) => {
    const { title, does, source, kind } = VISITORS[each]
    return { name: each, title, does, source, kind }
  })
  return json({ visitors, arranged: visitsOf(sim).listArranged() })
}

function findMail(sim: SimulatorContext, messageId: string): StoredMail {
  const mail = sesOf(sim).mails.find(messageId)
  if (!mail) throw new HttpError(404, 'no mail with this message id')
  return mail
}

function come(sim: SimulatorContext, { messageId, visitor }: z.infer<typeof visitBody>): Visit {
  const made = visitsOf(sim).come(findMail(sim, messageId), visitor)
  if (!made) throw new HttpError(409, 'this mail did not arrive, or has nothing that this visitor asks for')
  return made
}

/** Answers when the visit is over. */
async function visit(sim: SimulatorContext, request: SimRequest): Promise<SimResponse> {
  const { visitor, cameAt, asked, fellows, over } = come(sim, visitBody.parse(request.json()))
  await over
  return json({ visitor, cameAt, asked, fellows })
}

/** The page returns at once, and is loaded anew when the visit should be over. */
function letCome(sim: SimulatorContext, request: SimRequest): SimResponse {
  const messageId = request.param('id')
  const visitor = name.parse(request.form().get('visitor'))
  const here = `/mailbox/${findMail(sim, messageId).messageId}?view=visitors`
  const made = visitsOf(sim).come(findMail(sim, messageId), visitor)
  if (!made) return redirect(`${here}&nothing=${visitor}`)
  const lastMs = Math.max(...made.asked.map(({ afterMs }) => afterMs))
  return redirect(`${here}&visited=${visitor}&seconds=${Math.ceil(lastMs / 1000) + 1}`)
}

function arrange(sim: SimulatorContext, request: SimRequest): SimResponse {
  const form = request.form()
  const chosen = arrangement.parse({ place: form.get('place'), visitor: form.get('visitor') || null })
  visitsOf(sim).arrange(chosen.place, chosen.visitor)
  return redirect(`/mailbox/${findMail(sim, request.param('id')).messageId}?view=visitors`)
}
