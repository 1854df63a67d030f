// The product in a process of its own: `node bench/sns/server.ts PORT`.
import { createWeb } from '#app/web.server.ts'

const server = await createWeb({ remix: false })
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'))
// The benchmark is gone: so are we.
process.on('disconnect', () => process.exit(0))
