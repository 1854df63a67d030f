import { X509Certificate, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCertificate, fromPem } from './certificate.ts'

test('the certificate is self-signed in the name of Amazon SNS and says that it is not Amazon', async () => {
  const { certificatePem } = await createCertificate()
  const certificate = new X509Certificate(certificatePem)
  expect(certificate.subject).toBe('O=A simulator (not Amazon)\nCN=sns.amazonaws.com')
  expect(certificate.subjectAltName).toBe('DNS:sns.amazonaws.com')
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2065)
})

test('what the private key signs, the certificate verifies', async () => {
  const { certificatePem, privateKey } = await createCertificate()
  const signature = sign('sha256', Buffer.from('a message'), privateKey)
  const { publicKey } = new X509Certificate(certificatePem)
  expect(verify('sha256', Buffer.from('a message'), publicKey, signature)).toBe(true)
  expect(verify('sha256', Buffer.from('another'), publicKey, signature)).toBe(false)
})

test('a stored certificate keeps its address', async () => {
  const first = await createCertificate()
  const again = fromPem(first.privateKeyPem, first.certificatePem)
  expect(again.path).toBe(first.path)
  expect(again.path).toMatch(/^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/)
})
