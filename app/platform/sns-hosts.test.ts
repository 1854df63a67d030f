import { expect, test } from 'vitest'
import { signingNames, snsHost } from './sns-hosts.ts'

test.each([
  ['us-east-1', 'sns.us-east-1.amazonaws.com', 'sns.amazonaws.com'],
  ['me-south-1', 'sns.me-south-1.amazonaws.com', 'sns-signing.me-south-1.amazonaws.com'],
  ['ap-southeast-5', 'sns.ap-southeast-5.amazonaws.com', 'sns-signing.ap-southeast-5.amazonaws.com'],
  ['us-gov-west-1', 'sns.us-gov-west-1.amazonaws.com', 'sns-us-gov-west-1.amazonaws.com'],
  ['us-gov-east-1', 'sns.us-gov-east-1.amazonaws.com', 'sns-us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'sns.cn-north-1.amazonaws.com.cn', 'sns-cn-north-1.amazonaws.com.cn'],
  ['cn-northwest-1', 'sns.cn-northwest-1.amazonaws.com.cn', 'sns-cn-northwest-1.amazonaws.com.cn'],
  ['us-iso-east-1', 'sns.us-iso-east-1.c2s.ic.gov', 'sns-us-iso-east-1.c2s.ic.gov'],
  ['us-isob-east-1', 'sns.us-isob-east-1.sc2s.sgov.gov', 'sns-us-isob-east-1.sc2s.sgov.gov'],
  ['us-isof-south-1', 'sns.us-isof-south-1.csp.hci.ic.gov', 'sns-signing.us-isof-south-1.csp.hci.ic.gov'],
  ['eu-isoe-west-1', 'sns.eu-isoe-west-1.cloud.adc-e.uk', 'sns-signing.eu-isoe-west-1.cloud.adc-e.uk'],
  ['eusc-de-east-1', 'sns.eusc-de-east-1.amazonaws.eu', 'sns-signing.eusc-de-east-1.amazonaws.eu'],
])('SNS of %s is at %s and signs as %s', (region, host, name) => {
  expect(snsHost(region)).toBe(host)
  expect(signingNames(region)).toContain(name)
})

test('no region signs with the name of another', () => {
  expect(signingNames('us-east-1')).not.toContain('sns-us-gov-west-1.amazonaws.com')
  expect(signingNames('us-gov-west-1')).not.toContain('sns-cn-north-1.amazonaws.com.cn')
})
