import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for a spec, below another one that is its own, too. */
export async function makeDir() {
  const parent = await mkdtemp(join(tmpdir(), 'sluice-'));
  return {
    path: join(parent, 'runs'),
    parent,
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

/** Everything below a folder: name, kind and content, to compare before and after. */
export async function treeOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const stats = await lstat(path);
      if (stats.isDirectory()) return `${name}/`;
      if (stats.isSymbolicLink()) return `${name} -> ${await readlink(path)}`;
      return `${name} = ${await readFile(path, 'latin1')}`;
    }),
  );
}
