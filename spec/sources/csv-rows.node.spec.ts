import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as Sources from '../../src/sources/index.js';
import { bytes, failureOf, itemsOf } from './reading.js';

describe('sources without Papa Parse', () => {
  it('should name the line that installs it, to readCsv alone', async () => {
    // Where no node_modules is above.
    const folder = mkdtempSync(join(tmpdir(), 'sluice-peer-'));
    const outfile = join(folder, 'sources.mjs');
    const options = { bundle: true, format: 'esm' as const, external: ['papaparse'], outfile };
    await build({ entryPoints: ['src/sources/index.ts'], logLevel: 'error', ...options });
    const { MissingPeerError, readCsv, readLines } = (await import(
      pathToFileURL(outfile).href
    )) as typeof Sources;
    const error = (await failureOf(itemsOf(readCsv(bytes('a'))))) as Sources.MissingPeerError;
    const lines = await itemsOf(readLines(bytes('a')));
    rmSync(folder, { recursive: true });

    expect(error).toBeInstanceOf(MissingPeerError);
    expect(error.code).toBe('ERR_MISSING_PEER');
    expect(error.peer).toBe('papaparse');
    expect(error.message).toBe('readCsv needs the package papaparse: npm install papaparse@5');
    expect(lines).toEqual(['a']);
  });
});
