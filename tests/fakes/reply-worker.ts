// A process that takes replies by SMTP on a free port, which it tells its parent, until it is killed.
import type { AddressInfo } from 'node:net'
import { createReplyServer } from '#app/replies/smtp.server.ts'

const server = createReplyServer()
server.listen(0, '127.0.0.1', () => process.send?.((server.server.address() as AddressInfo).port))
