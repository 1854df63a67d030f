// `npm run db:migrate`: brings DATABASE_URL to the newest schema.
import { migrate } from '#app/platform/start/migrate.server.ts'

const url = process.env['DATABASE_URL']
if (!url) {
  console.error('DATABASE_URL should be the PostgreSQL to migrate: postgresql://user:password@host:5432/name')
  process.exit(78)
}
const applied = await migrate(url)
console.log(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The database has the newest schema already')
process.exit(0)
