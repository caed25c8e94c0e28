// @ts-check
import { createServer } from 'node:http';
import { once } from 'node:events';
import { chunkBy, fromSource, processChunks, rateLimit } from 'sluice';
import { arrayOf, total } from '../fixtures.js';
import { printTable } from '../report.js';

export const title =
  'rateLimit against a server on this machine that counts; one request in ten fails';
export const rounds = 1;

const RATES = [
  { limit: 100, per: 1000 },
  { limit: 50, per: 100 },
  { limit: 20, per: 200 },
];
const WINDOWS = 20;
const LEAST = 0.95;

/** The most in any half-open window. @param {number[]} times @param {number} per */
function mostWithin(times, per) {
  let most = 0;
  let from = 0;
  times.forEach((at, i) => {
    while (at - times[from] >= per) from++;
    most = Math.max(most, i - from + 1);
  });
  return most;
}

/** @param {{ limit: number, per: number }} rate @param {number} count */
async function calls({ limit, per }, count) {
  let requests = 0;
  const server = createServer((_request, response) => {
    response.statusCode = ++requests % 10 === 0 ? 503 : 200;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  /** @type {number[]} */
  const times = [];
  const work = async () => {
    times.push(performance.now());
    const { ok } = await fetch(`http://127.0.0.1:${port}/`);
    if (!ok) throw new Error('unavailable');
    return undefined;
  };
  const failed = await total(
    fromSource(arrayOf(count)).pipe(
      chunkBy(1),
      rateLimit({ limit, per }),
      processChunks(work, { concurrency: 64, retry: { count: 9, delay: 0 } }),
    ),
    ({ failures }) => failures.size,
  );
  server.closeAllConnections();
  server.close();
  if (failed !== 0) throw new Error(`${failed} items failed`);
  if (requests !== times.length) throw new Error(`${times.length} calls, ${requests} requests`);
  return times;
}

/** @param {import('../run.js').Bench} bench */
export async function run({ size, verdicts }) {
  /** @type {string[][]} */
  const rows = [];
  for (const rate of RATES) {
    const { limit, per } = rate;
    const times = await calls(rate, limit * size(WINDOWS));
    const most = mostWithin(times, per);
    // Whole windows only: the last is as full as there are calls left.
    const windows = Math.floor((times[times.length - 1] - times[0]) / per);
    const whole = times.filter((at) => at - times[0] < windows * per).length;
    const share = whole / (limit * windows);
    rows.push([`${limit} in ${per} ms`, `${times.length}`, `${most}`, share.toFixed(3)]);
    const what = `${limit} in ${per} ms`;
    verdicts.fact(`${what}: ${most} in a window at most`, most <= limit);
    verdicts.fact(
      `${what}: ${share.toFixed(3)} of what is allowed (limit ${LEAST})`,
      share >= LEAST,
    );
  }
  printTable(['rate', 'requests', 'most in a window', 'of what is allowed'], rows);
}
