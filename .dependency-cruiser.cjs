// The floors of the house: imports point down. CONTRIBUTING.md has the table.

const PARTS = 'chunk|work|memory|progress|store';
const PLATFORMS = 'node|sqlite|browser|dexie|keyval|workers|bullmq|sources|sinks|webgpu';
const ENTRIES = 'testing|angular|cli|dashboard';
const PORTABLE = `^src/((core|flow|${PARTS}|run|testing)/|index[.]ts$)`;

/** A folder and what of `src/` it may import, itself included. */
const floor = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^src/(${from})` },
  to: { path: '^src/', pathNot: `^src/(${allowed})` },
});

module.exports = {
  forbidden: [
    floor('floor-0-core', 'core/', 'core/'),
    floor('floor-1-flow', 'flow/', '(core|flow)/'),
    floor('floor-2-parts', `(${PARTS})/`, `(core|flow|${PARTS})/`),
    {
      name: 'floor-2-parts-share-only-types',
      severity: 'error',
      from: { path: `^src/(${PARTS})/` },
      to: {
        path: `^src/(${PARTS})/`,
        pathNot: '^src/$1/',
        dependencyTypesNot: ['type-only'],
      },
    },
    floor('floor-3-run', 'run/', `(core|flow|${PARTS}|run)/`),
    {
      name: 'floor-3-platforms',
      severity: 'error',
      from: { path: `^src/(${PLATFORMS})/`, pathNot: '^src/sqlite/' },
      to: { path: '^src/', pathNot: `^src/((core|flow|${PARTS})/|$1/|run/batch-options[.]ts$)` },
    },
    floor('floor-3-sqlite', 'sqlite/', `(core|flow|${PARTS}|sqlite)/|node/(files|holder)[.]ts$`),
    {
      name: 'floor-4-entries',
      severity: 'error',
      from: { path: `^src/(${ENTRIES})/` },
      to: { path: [`^src/(${ENTRIES})/`], pathNot: '^src/$1/' },
    },
    {
      name: 'floor-4-root-is-portable',
      comment: 'The root runs everywhere, so it re-exports no platform.',
      severity: 'error',
      from: { path: '^src/index[.]ts$' },
      to: { path: `^src/(${PLATFORMS}|${ENTRIES})/` },
    },
    {
      name: 'known-folders',
      comment: 'A new folder gets a floor first.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/((core|flow|${PARTS}|run|${PLATFORMS}|${ENTRIES})/|index[.]ts$)`,
      },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(spec|demo|bench|scripts|build|dist)/' },
    },
    {
      name: 'core-imports-only-rxjs',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/rxjs/' },
    },
    {
      name: 'portable-npm-modules',
      severity: 'error',
      from: { path: PORTABLE },
      to: { path: 'node_modules/', pathNot: 'node_modules/(rxjs|rxjs-for-await)/' },
    },
    {
      name: 'portable-without-node',
      severity: 'error',
      from: { path: PORTABLE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.build.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
