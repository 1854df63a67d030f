// Identities: domains and addresses that the account may send from.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Route } from '../http.ts'
import { isRefusal, refuse } from './refusal.ts'
import type { ApiRoute } from './operation.ts'
import type { Ses } from './ses.ts'

const createRequest = z.object({
  EmailIdentity: z.string().min(1).max(320),
  ConfigurationSetName: z.string().optional(),
})

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html: all actions but sending are throttled at one a second. */
const PACE_MS = 1000

export function identityRoutes({ account }: Ses, api: ApiRoute): Route[] {
  let asked = -Infinity
  const get = (identity: string) => {
    const name = identity.toLowerCase()
    const { identities, pendingIdentities } = account.settings
    if (identities.includes(name)) return describe(name, true)
    if (pendingIdentities.includes(name)) return describe(name, false)
    return refuse('NotFoundException', `Email identity ${identity} does not exist.`)
  }
  const paced = (identity: string) => {
    if (performance.now() - asked < PACE_MS) return refuse('TooManyRequestsException', 'Rate exceeded')
    asked = performance.now()
    return isIdentity(identity) ? get(identity) : refuse('BadRequestException', `Invalid identity name <${identity}>.`)
  }
  return [
    api('GET', '/v2/email/identities', () => ({
      EmailIdentities: [
        ...account.settings.identities.map((name) => listed(name, true)),
        ...account.settings.pendingIdentities.map((name) => listed(name, false)),
      ],
    })),
    api('POST', '/v2/email/identities', (request) => {
      const { EmailIdentity } = createRequest.parse(request.json())
      if (!isRefusal(get(EmailIdentity))) {
        return refuse('AlreadyExistsException', `Email identity ${EmailIdentity} already exist.`)
      }
      // Nobody publishes DNS records here: a new identity counts as verified at once.
      account.change({ identities: [...account.settings.identities, EmailIdentity.toLowerCase()] })
      return describe(EmailIdentity.toLowerCase(), true)
    }),
    api('GET', '/v2/email/identities/:identity', (request) => paced(request.param('identity'))),
    api('DELETE', '/v2/email/identities/:identity', (request) => {
      const found = get(request.param('identity'))
      if (isRefusal(found)) return found
      const name = request.param('identity').toLowerCase()
      const without = (names: string[]) => names.filter((other) => other !== name)
      const { identities, pendingIdentities } = account.settings
      account.change({ identities: without(identities), pendingIdentities: without(pendingIdentities) })
      return {}
    }),
  ]
}

/** A domain, or an address of one. */
function isIdentity(text: string): boolean {
  return /^(?:[\x21-\x7e]{1,64}@)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i.test(text)
}

function listed(name: string, verified: boolean): object {
  return {
    IdentityType: typeOf(name),
    IdentityName: name,
    SendingEnabled: verified,
    VerificationStatus: verified ? 'SUCCESS' : 'PENDING',
  }
}

function describe(name: string, verified: boolean): object {
  const dkim = {
    SigningEnabled: true,
    Status: verified ? 'SUCCESS' : 'PENDING',
    SigningAttributesOrigin: 'AWS_SES',
    SigningHostedZone: 'dkim.amazonses.com',
    Tokens: ['a', 'b', 'c'].map((letter) =>
      createHash('sha256').update(`${letter} ${name}`).digest('hex').slice(0, 32),
    ),
  }
  return {
    IdentityType: typeOf(name),
    VerifiedForSendingStatus: verified,
    VerificationStatus: verified ? 'SUCCESS' : 'PENDING',
    FeedbackForwardingStatus: true,
    MailFromAttributes: { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
    Policies: {},
    Tags: [],
    ...(typeOf(name) === 'DOMAIN' && { DkimAttributes: dkim }),
  }
}

function typeOf(name: string): 'DOMAIN' | 'EMAIL_ADDRESS' {
  return name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN'
}
