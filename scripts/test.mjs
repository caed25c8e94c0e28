// Everything that `npm test` promises, and one line that sums it up.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

rmSync('build/results', { recursive: true, force: true });
// Specs of the demos run them as a user does: on the built library.
spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
const total = { passed: 0, failed: 0, failures: [] };

for (const [name, ...command] of [
  ['types', 'scripts/test-types.mjs'],
  ['node', 'scripts/test-node.mjs'],
  ['node24', 'scripts/test-node.mjs', '--node=24'],
  ['browser', 'node_modules/karma/bin/karma', 'start', 'karma.conf.js'],
]) {
  console.log(`\n--- ${name}`);
  const { status } = spawnSync(process.execPath, command, {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { passed, failed, failures = [] } = read(`build/results/${name}.json`);
  total.passed += passed;
  total.failed += failed === 0 && status !== 0 ? 1 : failed;
  total.failures.push(...failures.map((failure) => `${name}: ${failure}`));
}

// Once more at the end, since an hour of dots lies between a failure and who looks for it.
for (const failure of total.failures) console.log(`\n${failure.slice(0, 2000)}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}
