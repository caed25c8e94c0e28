import { FORMATS } from './support/formats.js';
import { MemoryFiles } from './support/memory-files.js';
import {
  codeOf,
  DIR,
  numbers,
  open,
  positionsIn,
  read,
  record,
  storeOn as on,
} from './support/runs.js';

function changed(contents: Map<string, Buffer>, path: string, change: (bytes: Buffer) => Buffer) {
  const copy = new Map(contents);
  copy.set(path, change(Buffer.from(copy.get(path) ?? [])));
  return MemoryFiles.of(copy);
}

/** Where lines end. */
const endsOf = (bytes: Buffer) =>
  [...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1);

for (const [name, settings, extension] of FORMATS) {
  describe(`${name}, damage`, () => {
    const storeOn = (files: MemoryFiles) => on(files, settings);
    const FIRST = `${DIR}/run/000001${extension}`;
    const SECOND = `${DIR}/run/000002${extension}`;

    /** A run of three records in a segment, and, if completed, of a last line. */
    async function smallRun(completed: boolean): Promise<Map<string, Buffer>> {
      const files = new MemoryFiles();
      const writer = await open(storeOn(files));
      await Promise.all([0, 2, 4].map((start) => writer.append(record(start, start + 2))));
      await writer.close(completed ? 'completed' : 'open');
      return files.contents();
    }

    /** A run in two segments. */
    async function twoSegments(): Promise<Map<string, Buffer>> {
      const files = MemoryFiles.of(await smallRun(false));
      const writer = await open(storeOn(files));
      await writer.append(record(6, 8));
      await writer.append(record(8, 10));
      await writer.close('completed');
      return files.contents();
    }

    /** What a reader sees: the positions that it is given, and the code of the error that ends it. */
    async function readAll(files: MemoryFiles) {
      const positions: number[] = [];
      const wrong: unknown[] = [];
      const error = await codeOf(() =>
        storeOn(files).aggregate(
          'run',
          (sum, outcome) => {
            positions.push(outcome.position);
            if (!('value' in outcome) || outcome.value !== outcome.position) wrong.push(outcome);
            return sum + 1;
          },
          0,
        ),
      );
      return { positions, wrong, error };
    }

    it('should lose only whole records when the end is cut off at any byte, and tell which', async () => {
      for (const completed of [false, true]) {
        const contents = await smallRun(completed);
        const bytes = contents.get(FIRST) ?? Buffer.alloc(0);
        const ends = endsOf(bytes);
        for (let size = ends[0] ?? 0; size <= bytes.length; size++) {
          const files = changed(contents, FIRST, (all) => all.subarray(0, size));
          const whole = ends.filter((end) => end <= size).length - 1;
          const kept = numbers(0, Math.min(whole, 3) * 2);
          const isWhole = ends.includes(size);

          expect(await readAll(files)).toEqual({ positions: kept, wrong: [], error: undefined });
          const { problems } = await storeOn(files).verify('run');
          expect(problems.length)
            .withContext(`problems at ${size}`)
            .toBe(isWhole ? 0 : 1);

          const writer = await open(storeOn(files));
          expect(positionsIn(writer.done)).toEqual(kept);
          expect(writer.info.items).toBe(kept.length);
          const cut = size - (ends[whole] ?? 0);
          expect(writer.info.recovered.map((each) => [each.file, each.bytes])).toEqual(
            cut === 0 ? [] : [[FIRST, cut]],
          );
          await writer.append(record(kept.length, 7));
          await writer.close('completed');
          expect(await readAll(files)).toEqual({
            positions: numbers(0, 7),
            wrong: [],
            error: undefined,
          });
          const verified = await storeOn(files).verify('run');
          expect([verified.problems, verified.recovered.length]).toEqual([[], cut === 0 ? 0 : 1]);
        }
      }
    });

    it('should name the positions of a record that was cut off, where they can be read', async () => {
      const files = changed(await smallRun(false), FIRST, (all) => all.subarray(0, -5));
      const [problem] = (await storeOn(files).verify('run')).problems;
      expect(problem?.positions).toEqual([[4, 6]]);
      expect(problem?.reason).toContain('not written to its end');

      const writer = await open(storeOn(files));
      expect(writer.info.recovered[0]?.positions).toEqual([[4, 6]]);
      await writer.append(record(4, 6));
      await writer.close('open');
      const [info] = await storeOn(files).runs();
      expect(info?.recovered.map(({ file, positions }) => [file, positions])).toEqual([
        [FIRST, [[4, 6]]],
      ]);
    });

    for (const [name, change] of [
      ['with a bit flipped', (byte: number, at: number) => byte ^ (1 << (at % 8))],
      ['that is 0x00', () => 0],
      ['that is 0xff', () => 0xff],
    ] as const) {
      it(`should find any one byte ${name}, and give no wrong result`, async () => {
        for (const completed of [false, true]) {
          const contents = await smallRun(completed);
          const bytes = contents.get(FIRST) ?? Buffer.alloc(0);
          const ends = endsOf(bytes);
          for (let at = 0; at < bytes.length; at++) {
            if (change(bytes[at] ?? 0, at) === bytes[at]) continue;
            const files = changed(contents, FIRST, (all) => {
              all[at] = change(all[at] ?? 0, at);
              return all;
            });
            const { positions, wrong, error } = await readAll(files);
            const { problems } = await storeOn(files).verify('run');
            const place = `byte ${at}, completed: ${String(completed)}`;
            // Only without the newline at its end a last line could also be one that is being written.
            const unfinished = at === bytes.length - 1;

            expect(wrong).withContext(place).toEqual([]);
            expect(positions).withContext(place).toEqual(numbers(0, positions.length));
            expect(error)
              .withContext(place)
              .toBe(unfinished ? undefined : 'ERR_STORE_CORRUPT');
            // Without the end of the header the first record is lost, too.
            const lost = at + 1 === ends[0] ? 2 : 1;
            expect(problems.length).withContext(place).toBe(lost);
            expect(problems[0]?.file).toBe(FIRST);
            const line = ends.findIndex((end) => end > at);
            expect(problems[0]?.offset)
              .withContext(place)
              .toBe(line === 0 ? 0 : ends[line - 1]);
          }
        }
      });

      it(`should not go on from a byte ${name} as if nothing was`, async () => {
        const contents = await smallRun(false);
        const bytes = contents.get(FIRST) ?? Buffer.alloc(0);
        const ends = endsOf(bytes);
        for (let at = 0; at < bytes.length; at++) {
          if (change(bytes[at] ?? 0, at) === bytes[at]) continue;
          const files = changed(contents, FIRST, (all) => {
            all[at] = change(all[at] ?? 0, at);
            return all;
          });
          const line = ends.findIndex((end) => end > at);
          const opened = await open(storeOn(files)).catch((error: unknown) => error);
          const place = `byte ${at}`;
          if (opened instanceof Error) {
            expect(line).withContext(place).toBe(0);
            expect(files.contents())
              .withContext(place)
              .toEqual(
                changed(contents, FIRST, (all) => {
                  all[at] = change(all[at] ?? 0, at);
                  return all;
                }).contents(),
              );
            continue;
          }
          const writer = opened as Awaited<ReturnType<typeof open>>;
          await writer.close('open');
          const { wrong, error } = await readAll(files);
          expect(wrong).toEqual([]);
          // Two records were written at once after the first: of these none counts after the damage.
          // Without its end, the first cannot be told from them.
          const first = line === 1 && at + 1 < (ends[1] ?? 0);
          const offsets = writer.info.recovered.map(({ offset }) => offset);
          expect(offsets)
            .withContext(place)
            .toEqual(first ? [] : [ends[line - 1] ?? 0]);
          // At the end it is cut off and told, else left as it is and found by whoever reads.
          if (writer.info.recovered.length > 0) expect(error).withContext(place).toBeUndefined();
          else expect(error).withContext(place).toBe('ERR_STORE_CORRUPT');
        }
      });
    }

    it('should name the positions that are lost by damage in the middle', async () => {
      const contents = await twoSegments();
      const bytes = contents.get(FIRST) ?? Buffer.alloc(0);
      const second = endsOf(bytes)[1] ?? 0;
      const files = changed(contents, FIRST, (all) => {
        all[second + 30] = 0;
        return all;
      });
      const { problems, items } = await storeOn(files).verify('run');

      expect(problems.map(({ file, offset, positions }) => [file, offset, positions])).toEqual([
        [FIRST, second, [[2, 4]]],
      ]);
      expect(items).toBe(8);
      expect((await readAll(files)).error).toBe('ERR_STORE_CORRUPT');
    });

    it('should name the positions of a segment that is missing', async () => {
      const contents = await twoSegments();
      contents.delete(FIRST);
      const files = MemoryFiles.of(contents);
      const { problems } = await storeOn(files).verify('run');

      expect(problems.map(({ file }) => file)).toContain(FIRST);
      expect(problems.flatMap(({ positions }) => positionsIn(positions))).toEqual(numbers(0, 6));
      expect(await codeOf(() => open(storeOn(files)))).toBe('ERR_STORE_CORRUPT');
      expect(await codeOf(() => read(storeOn(files).results('run')))).toBe('ERR_STORE_CORRUPT');
    });

    it('should refuse what is no run any more, and leave it as it is', async () => {
      const contents = await twoSegments();
      const [first, second] = [FIRST, SECOND].map((path) => contents.get(path) ?? Buffer.alloc(0));
      const random = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251));
      const line = (bytes: Buffer, i: number) =>
        bytes.subarray(endsOf(bytes)[i - 1] ?? 0, endsOf(bytes)[i]);
      const cases: Record<string, Record<string, Buffer>> = {
        'two segments swapped': { [FIRST]: second!, [SECOND]: first! },
        'a segment of no bytes': { [SECOND]: Buffer.alloc(0) },
        'a segment of random bytes': { [SECOND]: random },
        'a first segment of random bytes': { [FIRST]: random },
        'a first segment that is cut off': { [FIRST]: first!.subarray(0, -3) },
        'a record twice': {
          [SECOND]: Buffer.concat([
            line(second!, 0),
            line(second!, 1),
            second!.subarray(line(second!, 0).length),
          ]),
        },
        'a record less': {
          [SECOND]: Buffer.concat([line(second!, 0), line(second!, 2), line(second!, 3)]),
        },
        'a header twice': { [SECOND]: Buffer.concat([line(second!, 0), second!]) },
        ...Object.fromEntries(
          [1, 8, 64].map((zeros) => [
            `${zeros} zeros between records`,
            {
              [SECOND]: Buffer.concat([
                line(second!, 0),
                Buffer.alloc(zeros),
                second!.subarray(line(second!, 0).length),
              ]),
            },
          ]),
        ),
      };
      for (const [name, files] of Object.entries(cases)) {
        const damaged = MemoryFiles.of(new Map([...contents, ...Object.entries(files)]));
        const before = damaged.contents();
        const { wrong, error } = await readAll(damaged);

        expect(error).withContext(name).toBe('ERR_STORE_CORRUPT');
        expect(wrong).withContext(name).toEqual([]);
        expect((await storeOn(damaged).verify('run')).problems.length)
          .withContext(name)
          .not.toBe(0);
        expect(damaged.contents()).withContext(name).toEqual(before);
      }
    });

    it('should pass over files of nobody, and what a crash has left of a new one', async () => {
      const contents = await twoSegments();
      const left = `${SECOND}.00000000-0000-4000-8000-000000000000.tmp`;
      contents.set(left, Buffer.alloc(0));
      contents.set(`${DIR}/run/notes.txt`, Buffer.from('mine'));
      const files = MemoryFiles.of(contents);
      expect((await readAll(files)).positions).toEqual(numbers(0, 10));
      await (await open(storeOn(files))).close('open');

      const names = [...files.contents().keys()];
      expect(names).not.toContain(left);
      expect(names).toContain(`${DIR}/run/notes.txt`);
    });

    it('should refuse a newer version, and touch nothing', async () => {
      const { sealed } = await import('../../src/node/json-lines/line.js');
      const contents = await smallRun(true);
      contents.set(FIRST, sealed('"format":"sluice-results","version":255,"anything":true}'));
      const files = MemoryFiles.of(contents);
      const store = storeOn(files);
      const calls = [
        () => open(store),
        () => read(store.results('run')),
        () => store.verify('run'),
      ];

      for (const call of calls) expect(await codeOf(call)).toBe('ERR_STORE_VERSION');
      expect((await store.runs()).map(({ state }) => state)).toEqual(['unreadable']);
      expect(files.contents()).toEqual(contents);
    });
  });
}
