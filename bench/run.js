// @ts-check
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Verdicts } from './report.js';

/**
 * What a scenario is given. A scenario module exports `title`, `rounds` (its usual number) and `run`.
 * @typedef {object} Bench
 * @property {number} rounds
 * @property {boolean} quick
 * @property {(count: number) => number} size the count, or a tenth of it with --quick
 * @property {Verdicts} verdicts
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

const folder = new URL('./scenarios/', import.meta.url);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -3));
const unknown = positionals.filter((name) => !known.includes(name));
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
if (unknown.length || (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))) {
  console.error(
    `usage: npm run bench -- [scenario ...] [--rounds N] [--quick]\nscenarios: ${known.join(', ')}`,
  );
  process.exit(2);
}
const wanted = positionals.length ? positionals : known;

/** @param {string} name */
async function runHere(name) {
  const scenario = await import(new URL(`${name}.js`, folder).href);
  console.log(`\n${name}: ${scenario.title}`);
  const verdicts = new Verdicts({ quick: values.quick });
  await scenario.run({
    rounds: rounds ?? (values.quick ? Math.min(3, scenario.rounds) : scenario.rounds),
    quick: values.quick,
    size: (/** @type {number} */ count) => (values.quick ? Math.ceil(count / 10) : count),
    verdicts,
  });
  return verdicts.failures > 0 ? 1 : 0;
}

/** Each scenario in a process of its own: no heap and no inline caches left by the one before. */
function runApart(/** @type {string} */ name) {
  const flags = [
    ...(values.quick ? ['--quick'] : []),
    ...(values.rounds ? ['--rounds', values.rounds] : []),
  ];
  const args = [...process.execArgv, fileURLToPath(import.meta.url), name, ...flags];
  return (
    spawnSync(process.execPath, args, {
      stdio: 'inherit',
      env: { ...process.env, BENCH_CHILD: '1' },
    }).status ?? 2
  );
}

// Otherwise the library says, once per pipeline, what it noticed about the pipes that stand alone here.
process.env.NODE_ENV ??= 'production';

if (!process.env.BENCH_CHILD) {
  const load = loadavg()[0].toFixed(1);
  console.log(
    `Node ${process.version}, V8 ${process.versions.v8}, ${cpus().length} x ${cpus()[0].model}, load ${load}`,
  );
  if (!globalThis.gc)
    console.log(
      'gc is not exposed: garbage of one sample may be paid by the next (node --expose-gc)',
    );
}
if (wanted.length === 1) {
  process.exitCode = await runHere(wanted[0]);
} else {
  const codes = wanted.map(runApart);
  const failed = wanted.filter((_, i) => codes[i] !== 0);
  console.log(failed.length ? `\nfailed: ${failed.join(', ')}` : '\nno limit failed');
  process.exitCode = Math.max(...codes);
}
