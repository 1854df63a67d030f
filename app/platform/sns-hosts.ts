// Where SNS answers and under which name it signs, by region: AWS's partitions have domains of their own.
// https://docs.aws.amazon.com/general/latest/gr/sns.html; the names are those that the AWS SDK for Java 2.x holds a certificate to.

/** By how a region's name begins; the longer first. */
const DOMAINS = [
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['eusc-', 'amazonaws.eu'],
  ['cn-', 'amazonaws.com.cn'],
] as const

const domainOf = (region: string) => DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com'

/** The only host of a region's SNS that signing certificates are taken from. One for FIPS is for callers: SNS names it nowhere. */
export const snsHost = (region: string): string => `sns.${region}.${domainOf(region)}`

/** The common names that a region's signing certificate may have: the first of all regions, that of regions opted into, the oldest. */
export function signingNames(region: string): string[] {
  const domain = domainOf(region)
  // Both regions of GovCloud sign with the name of one.
  const own = region.startsWith('us-gov-') ? 'us-gov-west-1' : region
  return [`sns.${domain}`, `sns-signing.${region}.${domain}`, `sns-${own}.${domain}`]
}
