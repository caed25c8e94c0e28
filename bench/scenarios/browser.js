// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';
import { measure } from '../harness.js';
import { printFigures } from '../report.js';

export const title = 'chunks of 100 records of 200 B in IndexedDB, in a page of Chromium';
export const rounds = 7;

const CHUNK = 100;
const AA_LIMIT = 10;

/** @param {import('../run.js').Bench} bench */
export async function run(bench) {
  const profile = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const server = await served();
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${address.port}/`);
    await page.waitForFunction('globalThis.bench');
    const count = bench.size(500);
    await page.evaluate(`bench.setUp(${count})`);
    /** @type {Call} */
    const call = (way, what) => page.evaluate(`bench.call(${JSON.stringify(way)}, '${what}')`);
    for (const durability of /** @type {const} */ (['relaxed', 'strict'])) {
      await writing(bench, call, count, durability);
    }
    await reading(bench, call, count);
  } finally {
    await browser.close();
    server.close();
    rmSync(profile, { recursive: true });
  }
}

/** @typedef {(way: string, what: 'open' | 'write' | 'read' | 'close') => Promise<unknown>} Call */

/** A page with the script of the ways, on this machine. */
async function served() {
  const { outputFiles } = await build({
    entryPoints: ['bench/page/indexed-db.js'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    external: ['node:*'],
    write: false,
  });
  const [script] = outputFiles;
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js';
    const type = isScript ? 'text/javascript' : 'text/html';
    const text = '<!doctype html><script type="module" src="/page.js"></script>';
    response.writeHead(200, { 'content-type': type }).end(isScript ? script.text : text);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return server;
}

/**
 * @param {import('../run.js').Bench} bench
 * @param {Call} call
 * @param {number} count
 * @param {'relaxed' | 'strict'} durability
 */
async function writing({ rounds, quick, verdicts }, call, count, durability) {
  const floor = `a put each chunk by hand, ${durability}`;
  const peer = `bulkPut, ${durability}`;
  const stores = [`dexieStore, ${durability}`, `keyvalStore, ${durability}`];
  const names = [floor, ...stores, ...stores.map((name) => `${name}, one at once`), peer];
  const contestants = names.map((name) => ({
    name,
    items: count * CHUNK,
    chunks: count,
    expect: count * CHUNK,
    twin: name === floor || stores.includes(name),
    ...(name === peer && { every: 3 }),
    before: () => call(name, 'open'),
    run: () => call(name, 'write'),
    after: () => call(name, 'close'),
  }));
  const measured = await measure(contestants, { rounds, aaLimit: AA_LIMIT, extend: !quick });
  printFigures(measured, { floor, aaLimit: AA_LIMIT });
  const { noise } = measured;
  for (const store of stores) {
    const { median } = measured.of(store);
    const ratio = (/** @type {string} */ name) => measured.of(name).median / median;
    const shared = { unit: ' x', noise, aaLimit: AA_LIMIT };
    verdicts.limit({
      what: `throughput: ${store} / ${floor}`,
      value: ratio(floor),
      min: 0.9,
      ...shared,
    });
    verdicts.limit({
      what: `throughput: ${store} / ${peer}`,
      value: ratio(peer),
      min: 5,
      goal: 15,
      ...shared,
    });
  }
}

/**
 * @param {import('../run.js').Bench} bench
 * @param {Call} call
 * @param {number} count
 */
async function reading({ rounds, quick, verdicts }, call, count) {
  const floor = 'a put each chunk by hand, relaxed';
  const peer = 'bulkPut, relaxed';
  const stores = ['dexieStore, relaxed', 'keyvalStore, relaxed'];
  const titles = new Map([
    [floor, 'getAll, sum and parse by hand'],
    [peer, 'toArray of Dexie'],
    ...stores.map((name) => /** @type {const} */ ([name, `results of ${name}`])),
  ]);
  const contestants = [];
  for (const [way, name] of titles) {
    await call(way, 'open');
    await call(way, 'write');
    contestants.push({
      name,
      items: count * CHUNK,
      chunks: count,
      expect: count * CHUNK,
      twin: way !== peer,
      run: () => call(way, 'read'),
    });
  }
  const measured = await measure(contestants, { rounds, aaLimit: AA_LIMIT, extend: !quick });
  printFigures(measured, { floor: 'getAll, sum and parse by hand', aaLimit: AA_LIMIT });
  for (const store of stores) {
    verdicts.limit({
      what: `reading: results of ${store} / toArray of Dexie`,
      value: measured.of('toArray of Dexie').median / measured.of(`results of ${store}`).median,
      min: 1.25,
      goal: 8,
      unit: ' x',
      noise: measured.noise,
      aaLimit: AA_LIMIT,
    });
  }
  for (const way of titles.keys()) await call(way, 'close');
}
