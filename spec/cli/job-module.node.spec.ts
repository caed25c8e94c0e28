import { loadJob } from '../../src/cli/job-module.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { makeDesk, type Desk } from './support/shell.js';

describe('loadJob', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  async function refusal(text: string, file = 'wrong.mjs'): Promise<readonly string[]> {
    await desk.write(file, text);
    const error = await loadJob(desk.path, file).catch((reason: unknown) => reason);
    return error instanceof UsageError ? error.lines : ['was loaded'];
  }

  it('should load the default export of an ES module, and of a CommonJS one', async () => {
    await desk.write('a b#?.mjs', 'export default { definition: { a: 1 }, run() {} };');
    await desk.write('c.cjs', 'module.exports = { definition: { a: 2 }, run() {} };');
    const definitions = [
      (await loadJob(desk.path, 'a b#?.mjs')).definition,
      (await loadJob('/', desk.at('c.cjs'))).definition,
    ];
    expect(definitions as unknown[]).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('should say what is no batch, and how one is', async () => {
    const texts = [
      '',
      'export const a = 1;',
      'export default null;',
      'export default { run() {} };',
    ];
    for (const text of [...texts, 'export default { definition: {}, run: 5 };']) {
      expect(await refusal(text, `${text.length}.mjs`)).toEqual([
        `${text.length}.mjs exports no batch by default.`,
        'It should be like this: export default defineBatch({ targets, process });',
      ]);
    }
  });

  it('should say what a function needs', async () => {
    expect(await refusal('export default () => 1;')).toEqual([
      'wrong.mjs exports no batch by default.',
      'A function needs what it is to read: sluice run --input FILE --work wrong.mjs',
    ]);
  });

  it('should say why a module cannot be loaded', async () => {
    expect(await refusal('throw new RangeError("no \\x1b key");', 'a.mjs')).toEqual([
      'a.mjs cannot be loaded: RangeError: no \\x1b key',
    ]);
    const error = await loadJob(desk.path, 'none.mjs').catch((reason: unknown) => reason);
    expect((error as UsageError).lines).toEqual(['none.mjs: there is no such file.']);
  });
});
