import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, nodeFiles } from '../../src/node/files.js';
import { makeDir } from './support/dirs.js';
import { codeOf as codeOfCall } from './support/runs.js';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('nodeFiles', () => {
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let path: string;

  beforeEach(async () => {
    dir = await makeDir();
    path = join(dir.parent, 'file');
  });

  afterEach(() => dir.remove());

  it('should write, read and cut a file at any place', async () => {
    const file = await nodeFiles.open(path, 'create');
    expect(await file.write(Buffer.from('0123456789'), 0)).toBe(10);
    expect(await file.write(Buffer.from('ab'), 3)).toBe(2);
    await file.truncate(8);
    await file.sync();
    const into = Buffer.alloc(10);
    expect([await file.size(), await file.read(into, 2)]).toEqual([8, 6]);
    expect(into.toString('latin1', 0, 6)).toBe('2ab567');
    expect(await file.read(into, 8)).toBe(0);
    await file.close();

    expect(await readFile(path, 'latin1')).toBe('012ab567');
    const again = await nodeFiles.open(path, 'edit');
    await again.write(Buffer.from('x'), 0);
    await again.close();
    expect(await readFile(path, 'latin1')).toBe('x12ab567');
  });

  it('should make files and folders for the user alone', async () => {
    await (await nodeFiles.open(path, 'create')).close();
    const deep = join(dir.parent, 'a/b/c');
    expect(await nodeFiles.makeFolder(deep)).toBeTrue();
    expect(await nodeFiles.makeFolder(deep)).toBeFalse();

    expect(await modeOf(path)).toBe('600');
    for (const folder of ['a', 'a/b', 'a/b/c']) {
      expect(await modeOf(join(dir.parent, folder))).toBe('700');
    }
  });

  it('should not make a file that is there, nor open one that is not', async () => {
    await writeFile(path, 'mine');
    expect(await codeOfCall(() => nodeFiles.open(path, 'create'))).toBe('EEXIST');
    expect(await codeOfCall(() => nodeFiles.open(`${path}2`, 'read'))).toBe('ENOENT');
    expect(await codeOfCall(() => nodeFiles.open(`${path}2`, 'edit'))).toBe('ENOENT');
    const file = await nodeFiles.open(path, 'read');
    expect(await codeOfCall(() => file.write(Buffer.from('x'), 0))).toBe('EBADF');
    await file.close();
    expect(await readFile(path, 'latin1')).toBe('mine');
  });

  it('should follow no link, and say what is at a path', async () => {
    await writeFile(path, '');
    const link = join(dir.parent, 'link');
    await symlink(path, link);
    for (const how of ['read', 'edit'] as const) {
      expect(await codeOfCall(() => nodeFiles.open(link, how))).toBe('ELOOP');
    }
    expect(await codeOfCall(() => nodeFiles.open(link, 'create'))).toBe('EEXIST');

    expect(await nodeFiles.kind(path)).toBe('file');
    expect(await nodeFiles.kind(dir.parent)).toBe('folder');
    expect(await nodeFiles.kind(link)).toBe('other');
    expect(await nodeFiles.kind(join(dir.parent, 'none'))).toBeUndefined();
    expect(await nodeFiles.kind(join(path, 'below'))).toBeUndefined();
  });

  it('should give a second name only where it is free', async () => {
    await writeFile(path, 'one');
    const other = join(dir.parent, 'other');
    await nodeFiles.link(path, other);
    expect(await codeOfCall(() => nodeFiles.link(path, other))).toBe('EEXIST');
    await nodeFiles.remove(path);
    expect(await readFile(other, 'latin1')).toBe('one');
  });

  it('should rename over what is there, list, and remove folders that are empty', async () => {
    const folder = join(dir.parent, 'folder');
    await mkdir(folder);
    await writeFile(join(folder, 'new'), 'new');
    await writeFile(join(folder, 'old'), 'old');
    await nodeFiles.rename(join(folder, 'new'), join(folder, 'old'));
    expect(await nodeFiles.list(folder)).toEqual(['old']);
    await nodeFiles.syncFolder(folder);
    expect(await codeOfCall(() => nodeFiles.removeFolder(folder))).toBe('ENOTEMPTY');
    await nodeFiles.remove(join(folder, 'old'));
    await nodeFiles.removeFolder(folder);
    expect(await readdir(dir.parent)).toEqual([]);
    expect(await codeOfCall(() => nodeFiles.list(folder))).toBe('ENOENT');
    expect(await codeOfCall(() => nodeFiles.syncFolder(folder))).toBe('ENOENT');
  });

  it('should tell what makes a folder impossible, instead of trying above it for ever', async () => {
    await writeFile(path, '');
    expect(await codeOfCall(() => nodeFiles.makeFolder(join(path, 'below')))).toBe('ENOTDIR');
  });

  it('should take more than Node takes at once', async () => {
    await writeFile(path, 'abc');
    const file = await nodeFiles.open(path, 'read');
    // Its pages are not there before they are written.
    const huge = Buffer.alloc(2 ** 31);
    expect(await file.read(huge, 0)).toBe(3);
    await file.close();
  });
});

describe('codeOf', () => {
  it('should be the code of an error of the system, and of nothing else', () => {
    expect(codeOf(Object.assign(new Error('no'), { code: 'ENOENT' }))).toBe('ENOENT');
    for (const other of [new Error('no'), { code: 5 }, 'ENOENT', null, undefined]) {
      expect(codeOf(other)).toBeUndefined();
    }
  });
});
