// `npm run db:distribute`: spreads the tables of DATABASE_URL, the coordinator of a Citus cluster, over its nodes by shop.
import { distribute, NotDistributable } from '#app/platform/db/distribute.server.ts'

const url = process.env['DATABASE_URL']
if (!url) {
  console.error('DATABASE_URL should be the coordinator of a Citus cluster: postgresql://user:password@host:5432/name')
  process.exit(78)
}
try {
  const tables = await distribute(url)
  console.log(tables.length > 0 ? `Distributed ${tables.join(', ')}` : 'Every table of a shop is distributed already')
} catch (error) {
  if (!(error instanceof NotDistributable)) throw error
  console.error(error.message)
  process.exit(1)
}
process.exit(0)
