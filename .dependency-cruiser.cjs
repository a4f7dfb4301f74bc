/**
 * Imports point one way (docs/architecture.md):
 * domain <- workflows; domain <- records (-> prisma) <- activities, api; workflows/messages <- api, engine;
 * worker and tools compose; nothing imports api, worker or tools.
 */
const may = (room, others) => ({
  name: `${room}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: {
    path: '^(domain|workflows|activities|worker|api|records|prisma|tools|config|engine|bench|test)/',
    pathNot: `^(${[room, ...others].join('|')})(/|$)`,
  },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(domain|workflows|activities|worker|api|records|engine|config)/',
        pathNot: '^workflows/failure-converter',
      },
      to: {},
    },
    may('domain', []),
    may('workflows', ['domain', 'activities/index\\.ts']),
    may('records', ['domain', 'prisma']),
    may('engine', [
      'domain',
      'records',
      'workflows/messages\\.ts',
      'config/log\\.ts',
      'config/temporal-settings\\.ts',
    ]),
    may('activities', ['domain', 'records', 'engine', 'workflows/messages\\.ts', 'config/log\\.ts']),
    {
      name: 'engine-and-activities-know-log-and-settings-by-type-only',
      severity: 'error',
      from: { path: '^(engine|activities)/' },
      to: { path: '^config/', dependencyTypesNot: ['type-only'] },
    },
    may('config', []),
    may('api', ['domain', 'records', 'engine', 'config', 'workflows/messages\\.ts', 'activities/email']),
    may('worker', ['domain', 'records', 'engine', 'config', 'activities', 'workflows']),
    {
      name: 'workflows-see-activities-by-type-only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-a-composition-root',
      severity: 'error',
      from: { path: '^(domain|workflows|activities|records|engine|config)/' },
      to: { path: '^(api|worker|tools)/' },
    },
    {
      name: 'pure-rooms-have-no-node-builtin',
      severity: 'error',
      from: { path: '^(domain|workflows)/', pathNot: '^workflows/failure-converter' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-workflow-bundle-stays-small',
      comment: 'No forms (zod), no holidays, no rules that change: the workflow needs only what it is told.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^domain/(forms|case|access|calendar)/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|dist|prisma/generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
