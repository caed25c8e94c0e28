// Runs random pipelines with real clocks: node scripts/fuzz.mjs [--runs 20000] [--seed 1] [--lanes 64]
//
// Each pipeline is decided by its seed; the first has --seed, each next one the next number. A seed of
// the clock is taken where none is given, and printed. Exits with 1 if any pipeline broke a rule.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, lanes: { type: 'string' } },
});
const runs = Number(values.runs ?? 20_000);
const seed = Number(values.seed ?? Date.now() % 1e9);
const lanes = Number(values.lanes ?? 64);
const SHOWN = 10;

const outfile = `build/fuzz/fuzz-${process.pid}.mjs`;
await build({
  entryPoints: ['spec/support/fuzz.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  packages: 'external',
  sourcemap: 'inline',
});
process.setSourceMapsEnabled(true);
const { fuzz } = await import(pathToFileURL(resolve(outfile)).href);

console.log(`${runs} pipelines, seeds ${seed} to ${seed + runs - 1}`);
process.on('unhandledRejection', (reason) => {
  console.log('unhandled rejection:', reason);
  process.exitCode = 1;
});
const started = performance.now();
const { results, worst, failures } = await fuzz({ runs, seed, lanes });
const seconds = ((performance.now() - started) / 1000).toFixed(1);

for (const { problems, replay, plan } of failures.slice(0, SHOWN)) {
  console.log(`\n${problems.join('\n')}\n  ${replay}`);
  console.log(`  ${JSON.stringify(plan)}`);
}
const counts = [`${runs} pipelines`, `${failures.length} wrong`, `${results} results`];
console.log(`\n${counts.join(', ')}; most held: ${worst.toFixed(2)} of the bound; ${seconds} s`);
if (failures.length > 0) process.exitCode = 1;
