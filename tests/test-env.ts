// The configuration of the tests: complete and valid, with every outside address on the loopback's discard port, so
// that a test which forgets its fake fails at once instead of reaching anybody.
Object.assign(process.env, {
  NODE_ENV: 'test',
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  SHOPIFY_API_KEY: 'test-client-id',
  SHOPIFY_API_SECRET: 'test-client-secret',
  SHOPIFY_API_SECRET_PREVIOUS: 'test-client-secret-before',
  SHOPIFY_APP_URL: 'http://localhost:3000',
  ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
  LINK_KEY: Buffer.alloc(32, 2).toString('base64'),
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'SIMULATEDACCESSKEY',
  AWS_SECRET_ACCESS_KEY: 'simulator-secret',
  SES_CONFIGURATION_SET: 'glancito',
  SNS_TOPIC_ARNS: 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events',
  MAIL_DOMAIN: 'mail.glancito-demo.example',
  SHOPIFY_API_ORIGIN: 'http://127.0.0.1:9',
  SHOPIFY_ADMIN_ORIGIN: 'http://127.0.0.1:9',
  SHOPIFY_CDN_ORIGIN: 'http://127.0.0.1:9',
  SES_ENDPOINT: 'http://127.0.0.1:9',
  SNS_ORIGIN: 'http://127.0.0.1:9',
  DNS_SERVERS: '127.0.0.1:9',
})

export {}
