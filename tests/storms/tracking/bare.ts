// A server that does nothing: `PORT=… node tests/storms/tracking/bare.ts`. How long it takes is what the machine itself takes.
import { createServer } from 'node:http'

const server = createServer({ keepAliveTimeout: 0 }, (_request, response) =>
  response.writeHead(302, { Location: '/', 'Content-Length': 0 }).end(),
)
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit(0))
