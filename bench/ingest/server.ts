// One of the compared servers, in a process of its own: `node bench/ingest/server.ts VARIANT PORT`.
import { createVariant, type Variant, VARIANTS } from './variants.ts'

const variant = VARIANTS.find((each): each is Variant => each === process.argv[2])
if (!variant) throw new Error(`no variant ${process.argv[2]}`)
const server = await createVariant(variant)
server.listen({ port: Number(process.argv[3]), host: '127.0.0.1', reusePort: variant === 'two' }, () =>
  process.send?.('ready'),
)
// The benchmark is gone: so are we.
process.on('disconnect', () => process.exit(0))
