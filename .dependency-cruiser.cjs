/** Who may import whom. `domain` knows only itself; nothing shipped knows the portal, the preview or the demo. */
const only = (from, allowed) => ({
  name: `${from}-knows-only-its-own`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^(src|app-extensions|serverless|test)/', pathNot: allowed.map((folder) => `^src/${folder}`) },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('domain', ['domain/']),
    only('contract', ['contract/', 'domain/']),
    only('use-cases', ['use-cases/', 'domain/', 'contract/']),
    only('hubspot', ['hubspot/', 'domain/', 'contract/', 'use-cases/ports/']),
    only('portal', ['portal/']),
    only('preview', ['preview/']),
    only('project', ['project/']),
    {
      name: 'domain-imports-nothing-outside',
      comment: 'The rules take clock, ids and settings as arguments; date-fns is the one library they may use.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/date-fns/' },
    },
    {
      name: 'cards-import-contract-types-only',
      comment: 'zod in a card bundle weighs 90 kB; the function parses.',
      severity: 'error',
      from: { path: '^app-extensions/' },
      to: { path: '^src/contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cards-know-domain-and-contract',
      severity: 'error',
      from: { path: '^app-extensions/' },
      to: { path: '^(src/(?!domain/|contract/)|serverless/|test/)' },
    },
    {
      name: 'crm-hooks-stay-on-records',
      comment:
        "HubSpot's lint forbids '@hubspot/ui-extensions/crm' in pages and settings; its path rule does not see our layout.",
      severity: 'error',
      from: { path: '^app-extensions/(pages|settings)/' },
      to: { path: '@hubspot/ui-extensions/dist/crm' },
    },
    {
      name: 'nothing-shipped-knows-the-demo',
      severity: 'error',
      from: { path: '^(src/(domain|contract|use-cases|hubspot|worker)|app-extensions|serverless)/' },
      to: { path: '^(src/(portal|preview|demo|project|cli)|test)/' },
    },
    { name: 'no-test-in-product', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
