import { defineConfig } from 'prisma/config';

// Only `generate`, `validate` and `format` are used; they need no engine, but the CLI looks for one and tries to
// download it unless a file is named. Migrations are applied by records/migrate.ts.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
