import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileOutput, type FileHandle, type FileSystem } from '../../src/sinks/file-output.js';

const format = {
  head: 'head\n',
  continuation: ({ size }: { readonly size: number }) => Promise.resolve({ size, before: '' }),
};
const failed = (code: string) => Object.assign(new Error(code), { code });

describe('FileOutput', () => {
  let folder: string;
  let path: string;
  /** What a handle does in place of what it should. */
  let faults: Partial<Record<'write' | 'datasync' | 'truncate', (real: FileHandle) => unknown>>;
  let opened: string[];
  let output: FileOutput;
  beforeEach(() => {
    opened = [];
    folder = fs.mkdtempSync(join(tmpdir(), 'sinks-'));
    path = join(folder, 'file');
    faults = {};
    const real = fs.promises as FileSystem;
    const system: FileSystem = {
      constants: fs.constants,
      open: async (...args) => {
        opened.push(args[0]);
        return args[0] === path ? faulty(await real.open(...args)) : real.open(...args);
      },
    };
    output = new FileOutput(system, path, format);
  });
  afterEach(async () => {
    faults = {};
    await output.close();
    fs.rmSync(folder, { recursive: true });
  });

  const faulty = (real: FileHandle): FileHandle => ({
    stat: () => real.stat(),
    read: (...args) => real.read(...args),
    close: () => real.close(),
    write: async (bytes, offset, length, position) => {
      // A short answer is allowed.
      const done = await real.write(bytes, offset, Math.min(length, 3), position);
      await faults.write?.(real);
      return done;
    },
    truncate: async (size) => {
      await faults.truncate?.(real);
      await real.truncate(size);
    },
    datasync: async () => {
      await faults.datasync?.(real);
      await real.datasync();
    },
  });
  const text = () => fs.readFileSync(path, 'utf8');
  const fail = (code: string) => () => {
    throw failed(code);
  };

  it('should write a head once, and whole texts behind it', async () => {
    await output.append('first\n');
    await output.append('second\n');
    await output.close();
    await output.append('third\n');
    expect(text()).toBe('head\nfirst\nsecond\nthird\n');
  });

  it('should have the name of a new file on the device, too, and ask for it once', async () => {
    await output.append('first\n');
    expect(opened).toEqual([path, `${folder}/`]);
    await output.close();
    await output.append('second\n');
    expect(opened.slice(2)).toEqual([path]);
  });

  for (const step of ['write', 'datasync'] as const) {
    it(`should leave nothing of a text when ${step} fails, and take it again`, async () => {
      await output.append('first\n');
      faults = { [step]: fail('ENOSPC') };
      await expectAsync(output.append('second\n')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'ERR_STORE_WRITE', reason: 'ENOSPC', full: true }),
      );
      expect(text()).toBe('head\nfirst\n');
      faults = {};
      await output.append('second\n');
      expect(text()).toBe('head\nfirst\nsecond\n');
    });
  }

  it('should write the head again that could not be written', async () => {
    faults = { datasync: fail('EIO') };
    await expectAsync(output.append('first\n')).toBeRejected();
    faults = {};
    await output.append('first\n');
    expect(text()).toBe('head\nfirst\n');
  });

  it('should write nothing before what failed is cut off', async () => {
    await output.append('first\n');
    faults = { write: fail('EIO'), truncate: fail('EIO') };
    await expectAsync(output.append('second\n')).toBeRejected();
    expect(text()).toBe('head\nfirst\nsec');
    faults = { truncate: fail('EIO') };
    await expectAsync(output.append('second\n')).toBeRejected();
    expect(text()).toBe('head\nfirst\nsec');
    faults = {};
    await output.close();
    expect(text()).toBe('head\nfirst\n');
  });

  it('should not write over what somebody else has written', async () => {
    await output.append('first\n');
    fs.appendFileSync(path, 'theirs\n');
    await expectAsync(output.append('second\n')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'ERR_STORE_CORRUPT' }),
    );
    expect(text()).toBe('head\nfirst\ntheirs\n');
  });

  it('should reject with the word of the system where it can open nothing', async () => {
    fs.mkdirSync(path);
    await expectAsync(output.append('x')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'ERR_STORE_WRITE', reason: 'EISDIR' }),
    );
  });

  it('should acknowledge a text when it is on the device', async () => {
    const seen: string[] = [];
    faults = { datasync: () => seen.push(text()) };
    await output.append('first\n');
    expect(seen).toEqual(['head\nfirst\n']);
  });
});
