import { runScript } from '../support/run-script.js';

/** By `npm run faults`: so many that the heap can be judged. */
const RUNS = Number(process.env['FAULTS_MANY'] ?? 300);
const JUDGED = 10_000;
const MOST_BYTES = 1024;

describe('runs that are made and given up', () => {
  it('should leave no listener, no timer and no memory behind', async () => {
    const { code, stdout, stderr } = await runScript('spec/faults/many-runs.script.ts', {
      flags: ['--expose-gc'],
      args: [String(RUNS)],
      timeout: 300_000,
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    console.log(`${RUNS} runs: ${stdout.trim()}`);
    const left = JSON.parse(stdout) as Readonly<Record<string, number>>;

    expect(left).toEqual(jasmine.objectContaining({ listeners: 0, timers: 0, aborted: RUNS }));
    if (RUNS >= JUDGED) expect(left['bytesPerRun']).toBeLessThanOrEqual(MOST_BYTES);
  }, 300_000);
});
