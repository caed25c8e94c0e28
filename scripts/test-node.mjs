// Runs the specs in Node: node scripts/test-node.mjs [--node=24] [part of a path]...
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { bundleSpecs, findSpecs } from './bundle-specs.mjs';
import { nodeBinary } from './node-binary.mjs';

const { values, positionals } = parseArgs({
  options: { node: { type: 'string' } },
  allowPositionals: true,
});
const name = `node${values.node ?? ''}`;
const node = values.node ? nodeBinary(values.node) : process.execPath;

const files = await bundleSpecs({
  platform: 'node',
  specs: findSpecs('node', positionals),
  outdir: 'build/specs/node',
});
const { status } = spawnSync(
  node,
  [
    '--enable-source-maps',
    '--expose-gc',
    'scripts/jasmine.mjs',
    `build/results/${name}.json`,
    ...files,
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
