import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { configText, placeIn } from '../../../src/node/config/config-text.js';
import { failureOf, makeDesk, told, type Desk } from './support.js';

const MOST = 65_536;

describe('configText', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  const failure = (file = desk.file) => failureOf(configText(file));

  it('should give the text, without a byte order mark', async () => {
    await desk.write('\ufeffa: ä\r\n');
    expect(await configText(desk.file)).toBe('a: ä\r\n');
  });

  it('should read a file of 64 KiB, and refuse one byte more', async () => {
    await desk.write('x'.repeat(MOST));
    expect((await configText(desk.file)).length).toBe(MOST);
    await desk.write('x'.repeat(MOST + 1));
    const error = await failure();
    expect([told(error), error.line]).toEqual([' it has more than 65536 bytes', undefined]);
  });

  it('should say that there is no such file, with the cause', async () => {
    const none = await failure(join(desk.parent, 'none.yaml'));
    expect([none.code, told(none)]).toEqual(['ERR_CONFIG', ' there is no such file']);
    expect((none.cause as { code?: string }).code).toBe('ENOENT');
    await desk.write('a');
    expect(told(await failure(join(desk.file, 'below')))).toBe(' there is no such file');
  });

  it('should refuse what is no file: a folder, a pipe', async () => {
    expect(told(await failure(desk.parent))).toBe(' it is a folder');
    const pipe = join(desk.parent, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    expect(told(await failure(pipe))).toBe(' it is no file');
  });

  it('should tell the code of whatever else the system says', async () => {
    const error = await failure(join(desk.parent, 'x'.repeat(300)));
    expect(told(error)).toBe(' it cannot be read (ENAMETOOLONG)');
  });

  it('should tell where the first byte is that is no UTF-8', async () => {
    await desk.write(Buffer.from('a: ä\nbc: \xff\xfe', 'latin1'));
    expect(told(await failure())).toBe('1:4: this is no UTF-8');
    await desk.write(Buffer.concat([Buffer.from('a: ä\nbc: '), Buffer.of(0xff)]));
    expect(told(await failure())).toBe('2:5: this is no UTF-8');
    await desk.write(Buffer.from('\ufeffa: 5', 'utf16le'));
    expect(told(await failure())).toBe('1:1: this is no UTF-8');
  });
});

describe('placeIn', () => {
  it('should count lines and columns from 1', () => {
    const text = 'ab\r\ncd\n\ne';
    const at = (offset: number) => {
      const { line, column } = placeIn('f', text, offset);
      return [line, column];
    };
    expect([0, 1, 4, 5, 7, 8].map(at)).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [3, 1],
      [4, 1],
    ]);
  });
});
