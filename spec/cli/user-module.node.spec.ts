import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../src/cli/usage-error.js';
import { loadModule } from '../../src/cli/user-module.js';

describe('loadModule', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-module-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function failureOf(name: string): Promise<readonly string[]> {
    try {
      await loadModule(folder, name, '--work ');
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return (error as UsageError).lines;
    }
    return [];
  }

  it('should give what it exports by default, found from the folder of the command', async () => {
    writeFileSync(join(folder, 'work.mjs'), 'export default 7;');
    writeFileSync(join(folder, 'none.mjs'), 'export const a = 1;');

    expect(await loadModule(folder, 'work.mjs', '--work ')).toBe(7);
    expect(await loadModule(folder, 'none.mjs', '--work ')).toBeUndefined();
  });

  it('should tell that there is no such file', async () => {
    expect(await failureOf('missing.mjs')).toEqual(['--work missing.mjs: there is no such file.']);
  });

  it('should tell what it threw, and how to find a mistake in its text', async () => {
    writeFileSync(join(folder, 'throws.mjs'), "throw new Error('no key')");
    writeFileSync(join(folder, 'broken.mjs'), 'export default {');

    expect(await failureOf('throws.mjs')).toEqual([
      '--work throws.mjs cannot be loaded: Error: no key',
    ]);
    expect((await failureOf('broken.mjs'))[1]).toBe(
      'Where that is, tells: node --check broken.mjs',
    );
  });
});
