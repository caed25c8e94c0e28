// @ts-check
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import papa from 'papaparse';
import { chunkBy, fromSource } from 'sluice';
import { readCsv, readJsonLines, readLines } from 'sluice/sources';
import { peer, total } from '../fixtures.js';
import { measure } from '../harness.js';
import { printFigures } from '../report.js';

export const title = 'files of 100 MB (NDJSON) and 50 MB (CSV), read to their end';
export const rounds = 9;

const CHUNK = 1000;
const AA_LIMIT = 5;
const MOST = 1.5;

/** @param {number} i */
const json = (i) =>
  JSON.stringify({
    id: i,
    name: `target number ${i}`,
    url: `https://example.org/items/${i}/details`,
    score: i * 1.37,
    ok: i % 2 === 0,
    tags: ['alpha', 'beta'],
  });

/** @param {number} i */
const csv = (i) =>
  `${i},"target, number ${i}",https://example.org/items/${i}/details,${i * 1.37},${i % 2 === 0},x`;

/**
 * @param {string} path
 * @param {string} head
 * @param {(i: number) => string} line
 * @param {number} bytes
 * @returns {Promise<number>} how many lines follow the head
 */
async function write(path, head, line, bytes) {
  const file = await open(path, 'wx');
  let count = 0;
  for (let left = bytes; left > 0;) {
    const block = Array.from({ length: CHUNK }, () => `${line(count++)}\n`).join('');
    await file.write((left === bytes ? head : '') + block);
    left -= block.length;
  }
  await file.close();
  return count;
}

/**
 * What one would write by hand.
 * @param {string} path
 * @param {(line: string) => unknown} use
 * @returns {Promise<number>}
 */
const byReadline = (path, use) =>
  new Promise((resolve) => {
    let lines = 0;
    createInterface({ input: createReadStream(path), crlfDelay: Infinity })
      .on('line', (line) => {
        use(line);
        lines++;
      })
      .on('close', () => resolve(lines));
  });

/** @param {string} path */
const bySplit = (path) => readFileSync(path, 'utf8').split('\n').length - 1;

/**
 * @param {string} path
 * @returns {Promise<number>}
 */
const byPapa = (path) =>
  new Promise((resolve) => {
    let rows = 0;
    papa.parse(createReadStream(path), {
      header: true,
      skipEmptyLines: true,
      chunk: ({ data }) => {
        rows += data.length;
      },
      complete: () => resolve(rows),
    });
  });

/** @param {import('sluice/sources').SourceFactory<unknown>} source */
const bySluice = (source) =>
  total(fromSource(source, { flow: null }).pipe(chunkBy(CHUNK)), ({ items }) => items.length);

const nothing = () => undefined;

/**
 * @param {string} folder
 * @param {(count: number) => number} size
 */
async function groupsIn(folder, size) {
  const rows = join(folder, 'rows.ndjson');
  const table = join(folder, 'table.csv');
  const lines = await write(rows, '', json, size(100e6));
  const records = await write(table, 'id,name,url,score,ok,tag\n', csv, size(50e6));
  const stream = `${peer('papaparse')}, its own stream`;
  /** @type {[items: number, floor: string, ours: string, ways: Record<string, () => number | Promise<number>>][]} */
  const groups = [
    [
      lines,
      'node:readline',
      'readLines',
      {
        'node:readline': () => byReadline(rows, nothing),
        'readFileSync, split': () => bySplit(rows),
        readLines: () => bySluice(readLines(rows)),
      },
    ],
    [
      lines,
      'node:readline, JSON.parse',
      'readJsonLines',
      {
        'node:readline, JSON.parse': () => byReadline(rows, JSON.parse),
        readJsonLines: () => bySluice(readJsonLines(rows)),
      },
    ],
    [
      records,
      stream,
      'readCsv',
      { [stream]: () => byPapa(table), readCsv: () => bySluice(readCsv(table)) },
    ],
  ];
  return groups;
}

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, quick, size, verdicts }) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    for (const [items, floor, ours, ways] of await groupsIn(folder, size)) {
      const contestants = Object.entries(ways).map(([name, way]) => ({
        name,
        items,
        expect: items,
        twin: name === floor || name === ours,
        run: way,
      }));
      const measured = await measure(contestants, { rounds, aaLimit: AA_LIMIT, extend: !quick });
      printFigures(measured, { floor, aaLimit: AA_LIMIT });
      verdicts.limit({
        what: `time: ${ours} / ${floor}`,
        value: measured.of(ours).median / measured.of(floor).median,
        max: MOST,
        goal: 1,
        unit: ' x',
        noise: measured.noise,
        aaLimit: AA_LIMIT,
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
