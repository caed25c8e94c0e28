// @ts-check
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { peer } from '../fixtures.js';
import { grouped, printTable } from '../report.js';
import { median } from '../rounds.js';

export const title = '10,000,000 items from a generator in a process with an old space of 64 MB';
export const rounds = 3;

const MEGABYTES = 64;
const CHUNK = 1000;
const child = fileURLToPath(new URL('../children/memory.js', import.meta.url));

/**
 * @param {string} way
 * @param {number} count
 * @returns {{ items: number, progressed: number, peak: number, ms: number } | undefined} undefined: it died
 */
function runChild(way, count) {
  const args = [`--max-old-space-size=${MEGABYTES}`, child, way, String(count)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout);
  if (!/heap out of memory|heap limit/i.test(stderr))
    throw new Error(`memory10m: ${way} ended otherwise:\n${stderr}`);
  return undefined;
}

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, size, verdicts }) {
  const count = size(10_000_000);
  const runs = Array.from({ length: rounds }, () => runChild('sluice', count));
  const plain = runChild('rxjs', count);
  const alive = runs.filter((one) => one !== undefined);

  const row = (/** @type {string} */ name, /** @type {typeof alive} */ ended) => {
    if (!ended.length) return [name, 'out of memory', '', '', ''];
    const ms = median(ended.map((one) => one.ms));
    const peak = Math.max(...ended.map((one) => one.peak)) / 2 ** 20;
    return [
      name,
      peak.toFixed(1),
      grouped(ms),
      ((ms * 1e6) / count).toFixed(1),
      ((ms * 1e3 * CHUNK) / count).toFixed(1),
    ];
  };
  printTable(
    [`${grouped(count)} items`, 'peak heap MB', 'ms', 'ns/item', 'us/chunk'],
    [
      row(`sluice, ${rounds} runs`, alive),
      row(`${peer('rxjs')} from, bufferCount, mergeMap`, plain ? [plain] : []),
    ],
  );
  const whole = alive.length === rounds && alive.every(({ items }) => items === count);
  verdicts.fact(
    `all ${grouped(count)} items came out within --max-old-space-size=${MEGABYTES}`,
    whole,
  );
}
