// What a fuzzed request is put together from. Everything is text of which each character is a byte (wire.ts).
import { bytes } from './wire.ts'

export const EVIL = 'evil.example'

/** What stands where it should not: ends of lines and strings, other spellings of a slash, halves of characters. */
export const NASTY = [
  '%00', '\x00', '%0d%0aX-Injected:%201', '\r\nX-Injected: 1\r\n', '\n', '\t', ' ', '%', '%zz', '%2', '%25', '%2525', '%ED%A0%80',
  bytes('\ud83d'), '%C0%AF', '%FF', '\xff', '\x80', '\xc3\x28', '\x7f', '%7f', '//', '\\', '%5c', '%2f', '%2F%2F', '..', '%2e%2e', ';',
  '#', '%23', '?', '&', '&&', '=', '==', '+', ',', '@', ':', '*', '[]', '{{', '<', '"', "'", '`', '|', '^', '-', '_', '.', '0', '-1',
  '2147483648', '9223372036854775808', '1e9', 'NaN', 'null', 'undefined', '__proto__', 'constructor',
  bytes('ä'), bytes('😀'), bytes('\u202e'), bytes('\u2028'), bytes('\ufeff'), bytes('ｅｖｉｌ'), bytes('K'), bytes('\u0000\ufffe'),
] // prettier-ignore

/** Where an open redirect would lead. */
export const ELSEWHERE = [
  `https://${EVIL}/`,
  `http://${EVIL}`,
  `//${EVIL}/`,
  `\\\\${EVIL}\\`,
  `/\\${EVIL}`,
  `https:${EVIL}`,
  `https:///${EVIL}`,
  `https://shop.example@${EVIL}/`,
  `https://shop.example.${EVIL}/`,
  `https://${EVIL}#https://shop.example/`,
  `https://${EVIL}?https://shop.example/`,
  `https://${EVIL}%00.shop.example/`,
  `https://${EVIL}\r\nX-Injected: 1`,
  `javascript:alert(document.domain)`,
  `data:text/html,<script>alert(1)</script>`,
  `https://ёvil.example/`,
  `https://eѵil。example/`,
  `https://[::1]/`,
  '',
]

/** Paths that mean another host or another place to somebody. */
export const PATHS = [
  `//${EVIL}`, `///${EVIL}`, `/\\${EVIL}`, `\\\\${EVIL}`, `/%2f%2f${EVIL}`, `/%5c${EVIL}`, `/.//${EVIL}`, `/;/${EVIL}`, `http://${EVIL}`,
  `https://localhost@${EVIL}`, `HTTP://${EVIL}:80`, `http://`, `ftp://${EVIL}`, `/..`, `/%2e%2e`, `/./`, `/../../etc/passwd%00`, `/app/..`,
  `/assets/..%2f..%2f`, `/%c0%ae%c0%ae`, `*`, `${EVIL}:443`, ``, `/?`, `/#`, `/ `, `/.well-known/../`,
] // prettier-ignore

export const METHODS = [
  'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'SEARCH', 'M-SEARCH', 'PURGE', 'QUERY',
  'get', 'GETT', 'PRI', 'X'.repeat(3_000), '', ' GET', 'GET\t', 'P\x00ST', bytes('GËT'),
] // prettier-ignore

const long = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

/** Headers and the values that they are sent with. */
export const HEADERS: Record<string, string[]> = {
  'User-Agent': ['', AGENT, 'curl/8', long('Mozilla/5.0 ', 7_000), long('(', 60_000), long('a b;', 65_536), bytes('Möz\u2028illa'), '\x80\xff'],
  DNT: ['1', '0', '', '1, 1', 'true', '\xff'],
  'Sec-GPC': ['1', '0', '?1', '1\t'],
  'X-Forwarded-For': [
    '', '203.0.113.9', '203.0.113.9, 10.0.0.1', '::1', '[2001:db8::1]:443', '::ffff:203.0.113.9', 'fe80::1%eth0', 'unknown', '_hidden', 'null',
    '999.1.1.1', '1.2.3.4:99999', ',,,,', long('10.0.0.1, ', 8_000), EVIL, '0x7f000001', '%00', "'; DROP TABLE tenants; --", long(':', 5_000),
  ],
  Referer: ['', 'https://mail.example/inbox?x=1', `https://${EVIL}/`, 'about:blank', long('https://', 7_000), 'https://u:p@h.example:1/', 'https://ä.example', '\x01', `https://${long('a.', 4_000)}example/`],
  'Accept-Language': ['', 'de', 'ja,de;q=0.5', '*', long('de-', 7_000), long('x,', 7_000), 'xx-\x80', '__proto__', ';q=', '-'],
  Accept: ['', '*/*', 'text/html', 'application/json', long('a/b,', 7_000), '\xff/\xff'],
  'Accept-Encoding': ['gzip', 'br', 'identity;q=0', '*;q=0', 'x'],
  Cookie: ['', 'a=b', long('a=b; ', 7_000), '=;=;', '__proto__=1', `session=${long('%', 500)}`],
  Authorization: [
    'Bearer', 'Bearer ', 'Bearer x', 'Bearer a.b.c', 'Basic Og==', 'Bearer eyJhbGciOiJub25lIn0.eyJzaG9wIjoiYSJ9.', `Bearer ${long('a', 7_000)}`,
    `Bearer glk_1_${long('A', 43)}`, `Bearer glk_99999999999_${long('A', 43)}`, 'Bearer glk_', 'bearer\tx', 'Bearer \x80', 'Bearer null',
    // Well formed, and signed by nobody.
    `Bearer ${['{"alg":"HS256","typ":"JWT"}', '{"iss":"https://fuzz-one.myshopify.com/admin","dest":"https://fuzz-one.myshopify.com","aud":"test-client-id","sub":"1","exp":9999999999,"nbf":1,"iat":1,"jti":"j","sid":"s"}'].map((part) => Buffer.from(part).toString('base64url')).join('.')}.AAAA`,
  ],
  Host: ['', 'localhost', EVIL, `${EVIL}:99999`, 'a b', '[::1', 'localhost\x00', long('a', 5_000), `localhost, ${EVIL}`, `${EVIL}/path`, bytes('ä.example'), '..', 'localhost:'],
  'X-Forwarded-Host': [EVIL, 'a b', `localhost, ${EVIL}`, '', '..', 'x:99999999', '\xff'],
  'X-Forwarded-Proto': ['https', 'http', 'javascript', '', 'https,http', '\xff'],
  'X-Original-URL': ['/app', `//${EVIL}`],
  'X-HTTP-Method-Override': ['DELETE', 'POST', 'x'],
  'Content-Type': [
    '', 'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=x',
    'text/plain; charset=UTF-16', 'application/json; charset=\x80', 'a', long('a/b;', 5_000), 'text/xml',
  ],
  'Content-Encoding': ['gzip', 'deflate', 'br', 'gzip, gzip', 'identity', 'x'],
  'Transfer-Encoding': ['identity', 'gzip, chunked', 'chunked, identity', '\tchunked', 'xchunked'],
  Expect: ['100-continue', '200-ok', ''],
  Connection: ['upgrade', 'keep-alive', 'close, host', ''],
  Upgrade: ['websocket', 'h2c', 'TLS/1.0'],
  Range: ['bytes=0-', 'bytes=0-,0-,0-', 'bytes=-1', 'x', `bytes=${long('0-0,', 5_000)}`],
  'If-None-Match': ['*', 'W/"x"', long('"a",', 5_000)],
  'If-Modified-Since': ['x', 'Sat, 29 Feb 2025 99:99:99 GMT'],
  Origin: ['null', `https://${EVIL}`, 'https://cdn.shopify.com', 'https://admin.shopify.com', '\xff'],
  'Sec-Purpose': ['prefetch', 'prefetch;prerender', 'x'],
  Purpose: ['prefetch', ''],
  'X-Moz': ['prefetch'],
  'X-Requested-With': ['com.google.android.gm', 'XMLHttpRequest', '\xff', long('x', 5_000)],
  'X-Shopify-Hmac-Sha256': ['', 'x', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', long('A', 6_000), '\xff'],
  'X-Shopify-Topic': ['', 'customers/update', 'app/uninstalled', 'shop/redact', '__proto__', long('a/', 300)],
  'X-Shopify-Shop-Domain': ['fuzz-one.myshopify.com', EVIL, 'x.myshopify.com', 'FUZZ-ONE.MYSHOPIFY.COM', '\xff'],
  'X-Shopify-Api-Version': ['2026-10', '', 'x'],
  'X-Shopify-Webhook-Id': ['b54557e4-bdd9-4b37-8a5f-bf7d70bcd043', '', long('x', 300)],
  'X-Shopify-Triggered-At': ['2026-11-20T10:00:00Z', '+275760-09-13T00:00:00.000Z', 'x', '0000-00-00'],
  'X-Amz-Sns-Message-Type': ['Notification', 'x'],
  'X-Shopify-Bounce': ['1'],
  __proto__: ['1'],
  constructor: ['1'],
  // What is no header.
  'no colon\r\nX': ['y'],
  ' folded': ['y'],
  'X-Fold': ['a\r\n b', 'a\r\n\tX-Injected: 1'],
  'X-Nul': ['\x00', 'a\x00b'],
  'X Space': ['1'],
  '': ['1'],
  [bytes('X-Ünicode')]: ['1'],
  'X-Many': [long('a', 9_000), long('a', 90_000)],
} // prettier-ignore

const DEEP = 20_000

export const BODIES: Record<string, string> = {
  nothing: '',
  'one byte': 'x',
  nul: '\x00\x00',
  'not utf-8': '\xff\xfe\x80\xc3',
  'one click': 'List-Unsubscribe=One-Click',
  'a button': 'action=unsubscribe',
  'another button': 'action=resubscribe&action=stop-email&reason=other',
  'no button': 'action=__proto__&reason=%00&action[]=x',
  'bad escapes': 'action=%zz&%=&&&=%ED%A0%80&reason=+%00',
  'many fields': long('a=b&', 100_000),
  multipart: '--x\r\nContent-Disposition: form-data; name="action"\r\n\r\nunsubscribe\r\n--x--\r\n',
  'half a multipart': '--x\r\nContent-Disposition: form-data; name="a"; filename="../../\x00',
  json: '{"a":1}',
  'half a json': '{"a":[{"b":"',
  'deep lists': `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  'deep objects': `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  'deep and unended': '[{"a":'.repeat(DEEP),
  'a prototype': '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}',
  'large numbers': '{"id":1e400,"admin_graphql_api_id":99999999999999999999,"n":-0}',
  'halves of characters': String.raw`{"a":"\ud83d","b":"\u0000","c":"\udc00\ud800"}`,
  'not an object': '[null,true,"x",1.5]',
  'a form of the admin': '{"intent":"save","fields":{"fromName":"x"}}',
  gzip: '\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x4c\x04\x00\x00\x00\xff\xff',
  'an order': '{"id":450789469,"email":"bob@example.com","line_items":[{"id":1,"price":"1.00"}],"customer":{"id":7}}',
  'xml entities': '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
  'an SNS message': '{"Type":"Notification","MessageId":"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324","TopicArn":"arn:aws:sns:us-east-1:123456789012:glancito-ses-events","Message":"{}","Timestamp":"2026-11-20T10:00:00.000Z","SignatureVersion":"1","Signature":"AAAA","SigningCertURL":"https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem"}',
  'a subscription': `{"Type":"SubscriptionConfirmation","SubscribeURL":"https://${EVIL}/","Token":"x"}`,
  large: long('large ', 300_000),
} // prettier-ignore
