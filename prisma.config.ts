import { defineConfig } from 'prisma/config'

// `prisma generate` needs no schema engine, yet tries to download one: any executable file stops it.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath

export default defineConfig({ schema: 'prisma/schema.prisma' })
