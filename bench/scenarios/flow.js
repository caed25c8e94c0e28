// @ts-check
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { printTable } from '../report.js';

export const title =
  'which shapes of pipeline the flow governs: items pulled while work never settles (30 is perfect)';
export const rounds = 1;

/** @typedef {{ shape: string, sync: unknown, async: unknown, paged: unknown, verdict: unknown }} CanaryRow */

const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const cases = at('../../spec/flow/canary-cases.ts');
// Below node_modules, so that the bundle finds rxjs as the library does, and nobody commits it.
const bundle = at('../../node_modules/.cache/sluice-bench/canary.mjs');

/** @param {import('../run.js').Bench} bench */
export async function run({ verdicts }) {
  if (!existsSync(cases)) {
    console.log('  spec/flow/canary-cases.ts is not there');
    return;
  }
  await build({
    entryPoints: [cases],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    alias: { sluice: at('../../dist/index.js') },
    external: ['rxjs', 'rxjs/*'],
  });
  /** @type {{ runCanary: () => Promise<CanaryRow[]> }} */
  const { runCanary } = await import(bundle);
  const rows = await runCanary();
  printTable(
    ['shape', 'sync', 'async', 'paged', 'verdict'],
    rows.map(({ shape, sync, async, paged, verdict }) =>
      [shape, sync, async, paged, verdict].map(String),
    ),
  );
  const kept = rows.filter(({ verdict }) => !String(verdict).includes('NOT ')).length;
  verdicts.fact(`${kept} of ${rows.length} shapes do as their verdict says`, kept === rows.length);
}
