// Compiles the type specs. A file passes when the compiler has nothing to say about it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';

const specs = readdirSync('spec/types').filter((name) => name.endsWith('.types.ts'));
const { status, stdout } = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'spec/types', '--pretty', 'false'],
  { encoding: 'utf8' },
);
process.stdout.write(stdout);

const broken = specs.filter((name) => stdout.includes(`spec/types/${name}(`)).length;
const failed = broken === 0 && (status !== 0 || specs.length === 0) ? 1 : broken;
const counts = { passed: specs.length - broken, failed };
console.log(`${counts.passed} type specs, ${counts.failed} failures`);
mkdirSync('build/results', { recursive: true });
writeFileSync('build/results/types.json', JSON.stringify(counts));
process.exit(failed === 0 ? 0 : 1);
