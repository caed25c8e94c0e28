import fc from 'fast-check';
import { eachItem } from '../../src/work/each-item.js';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import type { Outcome } from '../../src/core/outcome.js';
import { bytes, errorOf, itemsOf, pagesOf, told } from './reading.js';

const file = (text: string) => new File([bytes(text)], 'rows.ndjson');

describe('readJsonLines', () => {
  it('should read a value per line, and leave out lines of white space', async () => {
    const text = '\uFEFF{"a":1}\r\n\n  \t\r\n[1,2]\n"x"\nnull\n 5 \ntrue';

    expect(await itemsOf(readJsonLines(file(text)))).toEqual([
      { a: 1 },
      [1, 2],
      'x',
      null,
      5,
      true,
    ]);
    expect(await itemsOf(readJsonLines(file('')))).toEqual([]);
    expect(await itemsOf(readJsonLines(file('\n\n\n')), { max: 1 })).toEqual([]);
    expect(await itemsOf(readJsonLines(file('\n\n\n5')), { max: 1 })).toEqual([5]);
  });

  it('should read the values that were written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (values, max) => {
          const text = values.map((value) => JSON.stringify(value)).join('\n');

          expect(JSON.stringify(await itemsOf(readJsonLines(file(text)), { max }))).toBe(
            JSON.stringify(values),
          );
        },
      ),
    );
  });

  it('should keep a key that is called __proto__', async () => {
    const [row] = await itemsOf(readJsonLines<object>(file('{"__proto__":{"a":1}}')));

    expect(Object.keys(row ?? {})).toEqual(['__proto__']);
    expect('a' in (row ?? {})).toBeFalse();
  });

  it('should keep the place of a line that is no JSON, and say where it is', async () => {
    const text = '{"a":1}\n\nä\n{"a":\n{"a":2}\nundefined';
    const items = await itemsOf(readJsonLines(file(text)));
    const places = items.slice(1).map((item, at) => (at === 2 ? item : errorOf(item).line));

    expect(items.length).toBe(5);
    expect(places).toEqual([3, 4, { a: 2 }, 6]);
    expect(errorOf(items[2]).byte).toBe(12);
    expect(errorOf(items[2]).text).toBe('{"a":');
    expect(errorOf(items[2]).cause).toBeInstanceOf(SyntaxError);
    expect(errorOf(items[2]).message).toMatch(/^rows\.ndjson:4: .+: "\{\\"a\\":"$/);
  });

  it('should go on at any page as if it had read what is before', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => (i % 7 === 3 ? 'oops' : `{"ä":${i}}`));
    const input = file(rows.join('\n\n'));
    const { pages, cursors } = await pagesOf(readJsonLines(input), { max: 6 });
    for (const [page, seek] of cursors.entries()) {
      expect(told(await itemsOf(readJsonLines(input), { seek }))).toEqual(
        told(pages.slice(page + 1).flat()),
      );
    }

    expect(pages.flat().length).toBe(50);
  });

  it('should have its malformed lines rejected in their places, and run on', async () => {
    const seen: unknown[] = [];
    const outcomes: Outcome<{ id: number }, number>[] = [];
    const results$ = fromSource(
      readJsonLines<{ id: number }>(file('{"id":1}\nx\n{"id":3}\ny\nz\n{"id":6}\n')),
    ).pipe(
      chunkBy(2),
      processChunks(
        eachItem(({ id }) => {
          seen.push(id);
          return id * 10;
        }),
        { ordered: true },
      ),
    );
    await results$.forEach((result) => outcomes.push(...outcomesOf(result)));

    expect(seen).toEqual([1, 3, 6]);
    expect(outcomes.map(({ position, status }) => `${position} ${status}`)).toEqual([
      '0 fulfilled',
      '1 rejected',
      '2 fulfilled',
      '3 rejected',
      '4 rejected',
      '5 fulfilled',
    ]);
    expect(outcomes.map((outcome) => (outcome as { value?: number }).value)).toEqual([
      10,
      undefined,
      30,
      undefined,
      undefined,
      60,
    ]);
    expect(errorOf(outcomes[4]).line).toBe(5);
  });
});
