import { mkdir, symlink } from 'node:fs/promises';
import { firstValueFrom, toArray } from 'rxjs';
import { checkInput, formatOf, runIdOf, sourceOf, type Format } from '../../src/cli/input.js';
import { isMalformed } from '../../src/core/malformed.js';
import { fromSource } from '../../src/flow/from-source.js';
import { fakeShell, makeDesk, type Desk } from './support/shell.js';

describe('formatOf', () => {
  it('should tell the format by the name, without .gz', () => {
    const formats: Readonly<Record<string, Format>> = {
      ...{
        'a.ndjson': 'ndjson',
        'a.jsonl': 'ndjson',
        'A.NDJSON': 'ndjson',
        'a.ndjson.gz': 'ndjson',
      },
      ...{
        'a.csv': 'csv',
        'a.b.csv.GZ': 'csv',
        'a.csv.txt': 'lines',
        'a.txt': 'lines',
        a: 'lines',
      },
      ...{ csv: 'lines', '-': 'lines', 'a.csv/b': 'lines', 'a.json': 'lines' },
    };
    for (const [name, format] of Object.entries(formats)) {
      expect(formatOf(name)).withContext(name).toBe(format);
    }
  });
});

describe('runIdOf', () => {
  it('should name a run after its file, without folder and endings', () => {
    const names: Readonly<Record<string, string | undefined>> = {
      ...{ 'data/contacts.ndjson': 'contacts', 'contacts.csv.gz': 'contacts', urls: 'urls' },
      ...{ 'a.2026.csv': 'a.2026', 'My rows (1).txt': 'My-rows-1-', 'größe.csv': 'gr-e' },
      ...{ '.hidden.csv': 'hidden', '.hidden': 'hidden', '../../x.csv': 'x', '--a.csv': 'a' },
      ...{ '-': undefined, 'con.txt': undefined, '..': undefined, '???.csv': undefined },
      [`${'x'.repeat(300)}.csv`]: 'x'.repeat(128),
    };
    for (const [file, name] of Object.entries(names)) {
      expect(runIdOf(file)).withContext(file).toBe(name);
    }
  });
});

describe('input', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  const shell = (stdin = '') => fakeShell({ cwd: desk.path, stdin });

  it('should refuse what cannot be read, and say why', async () => {
    await mkdir(desk.at('folder'));
    await symlink('nothing', desk.at('link'));
    const reason = (input: string) =>
      checkInput(shell(), input).then(
        () => undefined,
        (error: unknown) => (error as Error).message,
      );
    expect(await reason('items.txt')).toBeUndefined();
    expect(await reason(desk.at('items.txt'))).toBeUndefined();
    expect(await reason('-')).toBeUndefined();
    expect(await reason('none.txt')).toBe('--input none.txt: there is no such file.');
    expect(await reason('items.txt/a')).toBe('--input items.txt/a: there is no such file.');
    expect(await reason('link')).toBe('--input link: there is no such file.');
    expect(await reason('folder')).toBe('--input folder: it is a folder.');
    expect(await reason('a\0b')).toBe(
      '--input a\\x00b: it cannot be read (ERR_INVALID_ARG_VALUE).',
    );
  });

  it('should read each format, of a file and of stdin', async () => {
    const text = 'name,city\n"Ada","Lon\ndon"\n';
    await desk.write('a.csv', text);
    const items = (input: string, format: Format, stdin?: string) =>
      firstValueFrom(
        fromSource(sourceOf(shell(stdin), input, format), { flow: null }).pipe(toArray()),
      );
    expect(await items('a.csv', 'csv')).toEqual([{ name: 'Ada', city: 'Lon\ndon' }]);
    expect(await items('-', 'csv', text)).toEqual([{ name: 'Ada', city: 'Lon\ndon' }]);
    expect(await items(desk.at('items.txt'), 'lines')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await items('-', 'ndjson', '{"a":1}\n[2]\n')).toEqual([{ a: 1 }, [2]]);
  });

  it('should call a file as it was given, in errors that are stored', async () => {
    await desk.write('a.ndjson', '{\n');
    const where = async (input: string) => {
      const source = fromSource(sourceOf(shell(), input, 'ndjson'), { flow: null });
      const item = await firstValueFrom(source);
      return isMalformed(item) ? (item.reason as { file?: string }).file : undefined;
    };
    expect(await where(desk.at('a.ndjson'))).toBe(desk.at('a.ndjson'));
    expect(await where('a.ndjson')).toMatch(/^\.\..*[/\\]a\.ndjson$/);
  });
});
