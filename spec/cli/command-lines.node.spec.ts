import { CommandLines } from '../../src/cli/command-lines.js';
import { Given } from '../../src/cli/given.js';
import { runOptions } from '../../src/cli/plan.js';
import { fakeShell } from './support/shell.js';

const about = (shell: Parameters<typeof fakeShell>[0]) =>
  new CommandLines(fakeShell(shell)).about('results', 'a', '.sluice');

describe('CommandLines', () => {
  it('should start the command the way it was started', () => {
    const env = { PATH: '/usr/bin:/opt/bin' };
    const cwd = '/home/me';
    expect(about({ env: { npm_command: 'exec' } })).toBe('npx sluice results a');
    expect(about({ env: { npm_command: 'run-script' } })).toBe('npx sluice results a');
    expect(about({ env, script: '/opt/bin/sluice' })).toBe('sluice results a');
    expect(about({ env, cwd, script: '/home/me/node_modules/.bin/sluice' })).toBe(
      './node_modules/.bin/sluice results a',
    );
    expect(about({ env, cwd, script: '/home/me/my dist/sluice.js' })).toBe(
      "node './my dist/sluice.js' results a",
    );
    expect(about({ env, cwd, script: '/opt/sluice.js' })).toBe('node /opt/sluice.js results a');
  });

  it('should repeat what was given, quoted, under the name of the run', () => {
    const values = new Map<string, string | true>([
      ['resume', true],
      ['chunk', '7'],
      ['input', "it's.csv"],
      ['work', '-w.mjs'],
    ]);
    const lines = new CommandLines(fakeShell());
    const run = (flag?: '--resume' | '--retry-failed') =>
      lines.run(new Given(values, undefined), runOptions, 'it-s', flag);
    const words = `--input 'it'\\''s.csv' --work=-w.mjs --run-id it-s --chunk 7`;
    expect(run('--resume')).toBe(`npx sluice run ${words} --resume`);
    expect(run('--retry-failed')).toBe(`npx sluice run ${words} --retry-failed`);
    expect(run()).toBe(`npx sluice run ${words}`);
  });

  it('should name the job, so that it is taken for one', () => {
    const run = (job: string) =>
      new CommandLines(fakeShell()).run(new Given(new Map(), job), runOptions, 'a', '--resume');
    expect(run('my jobs/a.mjs')).toBe("npx sluice run 'my jobs/a.mjs' --run-id a --resume");
    expect(run('-a.mjs')).toBe('npx sluice run ./-a.mjs --run-id a --resume');
  });

  it('should take - for what it is', () => {
    const given = new Given(new Map([['input', '-']]), undefined);
    expect(new CommandLines(fakeShell()).run(given, runOptions, 'a', undefined)).toBe(
      'npx sluice run --input - --run-id a',
    );
  });

  it('should name the store where it is another than usual', () => {
    const lines = new CommandLines(fakeShell({ platform: 'win32' }));
    expect(lines.about('verify', 'a', 'my runs')).toBe('npx sluice verify a --store "my runs"');
    expect(lines.about('verify', 'a', '-x')).toBe('npx sluice verify a --store=-x');
  });
});
