import { describe, expect, test } from 'vitest'
import { mailHostOf, type MxHost } from './mx.ts'
import { gatewayOf, isProvider, PROVIDER, type Provider } from './providers.ts'

const providerOf = (...hosts: MxHost[]) => mailHostOf(hosts).provider
const at = (exchange: string, priority = 10): MxHost => ({ exchange, priority })

describe('a mail host tells its provider', () => {
  test.each<[host: string, provider: Provider]>([
    // https://support.google.com/a/answer/174125, and gmail.com's own (github.com/hashicorp/terraform/issues/14021)
    ['smtp.google.com', 'google'],
    ['aspmx.l.google.com', 'google'],
    ['ALT1.ASPMX.L.GOOGLE.COM.', 'google'],
    ['aspmx2.googlemail.com', 'google'],
    ['gmail-smtp-in.l.google.com', 'google'],
    ['alt4.gmail-smtp-in.l.google.com', 'google'],
    // https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records
    ['contoso-com.mail.protection.outlook.com', 'microsoft365'],
    ['contoso-com.mail.eo.outlook.com', 'microsoft365'],
    // https://learn.microsoft.com/powershell/module/exchange/enable-dnssecforverifieddomain
    ['contoso-com.o-v1.mx.microsoft', 'microsoft365'],
    // The rule of github.com/reacherhq/check-if-email-exists for mailboxes of private people
    ['outlook-com.olc.protection.outlook.com', 'outlook'],
    ['hotmail-com.olc.protection.outlook.com', 'outlook'],
    ['live-com.olc.protection.outlook.com', 'outlook'],
    ['eur.olc.protection.outlook.com', 'outlook'],
    // github.com/jace/mxsniff, mxsniffer/providers.py; AOL's of the same
    ['mta5.am0.yahoodns.net', 'yahoo'],
    ['mx-eu.mail.am0.yahoodns.net', 'yahoo'],
    ['mx-biz.mail.am0.yahoodns.net', 'yahoo'],
    ['mx-aol.mail.gm0.yahoodns.net', 'yahoo'],
    // https://support.apple.com/102374
    ['mx01.mail.icloud.com', 'apple'],
    ['mx02.mail.icloud.com.', 'apple'],
    // Proofpoint on Demand and Essentials
    ['mxa-00012345.gslb.pphosted.com', 'proofpoint'],
    ['mx1-us1.ppe-hosted.com', 'proofpoint'],
    ['mx2-eu1.ppe-hosted.com', 'proofpoint'],
    // https://mimecastsupport.zendesk.com: by region
    ['eu-smtp-inbound-1.mimecast.com', 'mimecast'],
    ['us-smtp-inbound-2.mimecast.com', 'mimecast'],
    ['za-smtp-inbound-1.mimecast.co.za', 'mimecast'],
    ['je-smtp-inbound-1.mimecast-offshore.com', 'mimecast'],
    // https://www.captaindns.com/en/blog/barracuda-secure-email-gateway
    ['d12345a.ess.barracudanetworks.com', 'barracuda'],
    ['d12345b.ess.de.barracudanetworks.com', 'barracuda'],
    // https://www.captaindns.com/en/blog/cisco-secure-email-gateway, and Cisco's guide to Secure Email Threat Defense
    ['mx1.contoso.iphmx.com', 'cisco'],
    ['mx1.hc1234-56.eu.iphmx.com', 'cisco'],
    ['mx.us.etd.cisco.com', 'cisco'],
    // Whoever names a service in a host of their own is not that service
    ['google.com.mail.example.org', 'other'],
    ['notgoogle.com', 'other'],
    ['pphosted.com.evil.example', 'other'],
    ['mx.mail-protection-outlook.com', 'other'],
    ['alln-mx-01.cisco.com', 'other'],
    ['mail.example.co.uk', 'other'],
    ['mail', 'other'],
    ['192.0.2.25', 'other'],
    ['constructor', 'other'],
    ['__proto__.example', 'other'],
  ])('%s: %s', (host, provider) => expect(providerOf(at(host))).toBe(PROVIDER[provider]))
})

describe('of several hosts', () => {
  test('those that are tried first decide, in whatever order they are told', () => {
    const hosts = [at('aspmx.l.google.com', 50), at('mx1.acme.iphmx.com', 10), at('mail.example.org', 20)]
    expect(providerOf(...hosts)).toBe(PROVIDER.cisco)
    expect(providerOf(...hosts.toReversed())).toBe(PROVIDER.cisco)
  })

  test('a gateway decides among equals, then whoever is known', () => {
    expect(providerOf(at('aspmx.l.google.com'), at('mxb-1.gslb.pphosted.com'))).toBe(PROVIDER.proofpoint)
    expect(providerOf(at('mail.example.org'), at('mx01.mail.icloud.com'))).toBe(PROVIDER.apple)
  })

  test('a host is known by its registrable domain, whatever its public suffix', () => {
    expect(mailHostOf([at('mx.shop.example.co.uk')])).toEqual({ provider: PROVIDER.other, mx: 'example.co.uk' })
    expect(mailHostOf([at('mail')])).toEqual({ provider: PROVIDER.other, mx: 'mail' })
  })

  test('nobody takes mail at a domain with a nameless host, and the domain itself where there is none', () => {
    expect(mailHostOf([at('', 0)])).toEqual({ provider: PROVIDER.none, mx: null })
    expect(mailHostOf([at('.', 0)])).toEqual({ provider: PROVIDER.none, mx: null })
    expect(mailHostOf([])).toEqual({ provider: PROVIDER.other, mx: null })
    expect(providerOf(at('', 0), at('mx01.mail.icloud.com'))).toBe(PROVIDER.apple)
  })
})

test('the codes that are stored stay what they are', () => {
  expect(PROVIDER).toEqual({
    unknown: 0,
    google: 1,
    microsoft365: 2,
    outlook: 3,
    yahoo: 4,
    apple: 5,
    proofpoint: 6,
    mimecast: 7,
    barracuda: 8,
    cisco: 9,
    other: 10,
    none: 11,
  })
  expect([-1, 0, 11, 12].map(isProvider)).toEqual([false, true, true, false])
})

test('gateways are those whose machines look first', () => {
  const gateways = Object.entries(PROVIDER).filter(([, code]) => gatewayOf(code) !== null)
  expect(gateways.map(([name]) => name)).toEqual(['microsoft365', 'proofpoint', 'mimecast', 'barracuda', 'cisco'])
})
