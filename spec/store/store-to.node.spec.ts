import { runScript } from '../support/run-script.js';

describe('storeTo, in a process with a small stack', () => {
  it('should write a million synchronous results', async () => {
    const flags = ['--stack-size=200'];
    const { code, stdout, stderr } = await runScript('spec/store/store-to.script.ts', { flags });

    expect(stderr).toBe('');
    expect(stdout).toBe('1000000 written, 1000000 emitted\n'.repeat(2));
    expect(code).toBe(0);
  });
});
