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

export function identityRoutes({ account }: Ses, api: ApiRoute): Route[] {
  const get = (identity: string) => {
    const name = identity.toLowerCase()
    return account.settings.identities.includes(name)
      ? describe(name, true)
      : refuse('NotFoundException', `Email identity ${identity} does not exist.`)
  }
  return [
    api('GET', '/v2/email/identities', () => ({
      EmailIdentities: account.settings.identities.map((name) => ({
        IdentityType: typeOf(name),
        IdentityName: name,
        SendingEnabled: true,
        VerificationStatus: 'SUCCESS',
      })),
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
    api('GET', '/v2/email/identities/:identity', (request) => get(request.param('identity'))),
    api('DELETE', '/v2/email/identities/:identity', (request) => {
      const found = get(request.param('identity'))
      if (isRefusal(found)) return found
      const name = request.param('identity').toLowerCase()
      account.change({ identities: account.settings.identities.filter((other) => other !== name) })
      return {}
    }),
  ]
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
    ...(typeOf(name) === 'DOMAIN' && { DkimAttributes: dkim }),
  }
}

function typeOf(name: string): 'DOMAIN' | 'EMAIL_ADDRESS' {
  return name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN'
}
