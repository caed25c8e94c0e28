import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCsv } from '../../src/sources/read-csv.js';
import { itemsOf, pagesOf } from './reading.js';

if (process.platform !== 'win32') {
  describe('lineSource of a pipe that has a path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-pipe-'));
    const path = join(folder, 'pipe');
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},${i}`);

    /** Somebody who writes the same into the pipe. */
    const write = () => createWriteStream(path).end(`a,b\n${rows.join('\n')}\n`);

    beforeAll(() => execFileSync('sh', ['-c', 'mkfifo "$0"', path]));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('should read it on from its start, since it has no places', async () => {
      write();
      const { pages, cursors } = await pagesOf(readCsv(path), { max: 300 });
      expect(pages.flat().length).toBe(20_000);

      for (const page of [0, 30]) {
        write();
        const rest = await itemsOf(readCsv(path), { seek: cursors[page] });
        expect(rest).toEqual(pages.slice(page + 1).flat());
      }
    });
  });
}
