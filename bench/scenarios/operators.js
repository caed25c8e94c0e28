// @ts-check
import { arrayOf, total } from '../fixtures.js';
import { measure } from '../harness.js';
import { CHUNK, pipesOf } from '../pipes.js';
import { printTable } from '../report.js';

export const title = `what each operator costs, per item and per chunk of ${CHUNK}`;
export const rounds = 9;

const AA_LIMIT = 5;

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, quick, size }) {
  const list = arrayOf(size(5_000_000));
  const rows = Object.entries(pipesOf(list));
  const measured = await measure(
    rows.map(([name, { pipe, takes = () => 1, share = 1 }]) => {
      const items = list.length * share;
      return {
        name,
        items,
        chunks: items / CHUNK,
        expect: items,
        twin: name === 'array' || name === '.. processChunks, sync',
        run: () => total(pipe(), takes),
      };
    }),
    { rounds, aaLimit: AA_LIMIT, extend: !quick },
  );
  const { of, aa, figures } = measured;
  console.log(
    `  A/A: ${aa.map(({ name, percent }) => `${name} ${percent.toFixed(1)} %`).join(', ')}`,
  );
  printTable(
    [
      '',
      'rounds',
      'median ms',
      'min .. max',
      'ns/item',
      'us/chunk',
      'adds ns/item',
      'adds us/chunk',
      'to',
    ],
    figures.map(({ name, rounds, median, min, max, perItem, perChunk = 0 }, i) => {
      const { base } = rows[i][1];
      const more = base === undefined ? undefined : perItem - of(base).perItem;
      return [
        name,
        String(rounds),
        median.toFixed(1),
        `${min.toFixed(1)} .. ${max.toFixed(1)}`,
        perItem.toFixed(2),
        perChunk.toFixed(2),
        more === undefined ? '' : more.toFixed(2),
        more === undefined ? '' : ((more * CHUNK) / 1000).toFixed(2),
        base ?? '',
      ];
    }),
  );
}
