import { loadWork } from '../../src/cli/work-module.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { makeDesk, type Desk } from './support/shell.js';

describe('loadWork', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await makeDesk();
  });

  afterEach(() => desk.remove());

  const context = { signal: new AbortController().signal, attempt: 1, idempotencyKey: 'a' };

  /** What is said of a module with that text. */
  async function refusal(text: string, file = 'wrong.mjs'): Promise<readonly string[]> {
    await desk.write(file, text);
    const error = await loadWork(desk.path, file).catch((reason: unknown) => reason);
    return error instanceof UsageError ? error.lines : ['was loaded'];
  }

  it('should load the default export of an ES module, and of a CommonJS one', async () => {
    await desk.write('a b#?.mjs', 'export default (item) => item + 1;');
    await desk.write('c.cjs', 'module.exports = (item) => item + 2;');
    expect((await loadWork(desk.path, 'a b#?.mjs'))(1, context)).toBe(2);
    expect((await loadWork(desk.path, './c.cjs'))(1, context)).toBe(3);
    expect((await loadWork('/', desk.at('c.cjs')))(1, context)).toBe(3);
  });

  it('should say that there is no such file', async () => {
    const error = await loadWork(desk.path, 'none.mjs').catch((reason: unknown) => reason);
    expect((error as UsageError).lines).toEqual(['--work none.mjs: there is no such file.']);
  });

  it('should say what a module threw, or could not import', async () => {
    expect(await refusal('throw new RangeError("no \\x1b key");', 'a.mjs')).toEqual([
      '--work a.mjs cannot be loaded: RangeError: no \\x1b key',
    ]);
    expect(await refusal('throw 7;', 'b.mjs')).toEqual(['--work b.mjs cannot be loaded: 7']);
    const [line] = await refusal('import "./none.mjs";', 'c.mjs');
    expect(line).toContain("--work c.mjs cannot be loaded: Error: Cannot find module '");
  });

  it('should say how to find a syntax error', async () => {
    expect(await refusal('\nexport default (item => ;\n', 'a.mjs')).toEqual([
      "--work a.mjs cannot be loaded: SyntaxError: Unexpected token ';'",
      'Where that is, tells: node --check a.mjs',
    ]);
  });

  it('should say how a module has to be that exports no function', async () => {
    for (const text of ['export const work = () => 1;', 'export default { a: 1 };', '']) {
      expect(await refusal(text, `${text.length}.mjs`)).toEqual([
        `--work ${text.length}.mjs exports no function by default.`,
        'It should be like this: export default async (item, { signal }) => result;',
      ]);
    }
  });
});
