import { runScript } from './run-script.js';

const SCRIPT = 'spec/support/run-script.script.ts';

describe('runScript', () => {
  it('should hand on flags and arguments, and bring back code and output', async () => {
    const result = await runScript(SCRIPT, { flags: ['--stack-size=100'], args: ['speak'] });

    expect(result).toEqual({ code: 3, stdout: 'shallow\n', stderr: 'speak\n' });
  });

  it('should end a script that hangs', async () => {
    const { code } = await runScript(SCRIPT, { args: ['hang'], timeout: 300 });

    expect(code).toBeNull();
  });
});
