import { runScript } from '../support/run-script.js';

/** What a user reads, however far it is moved to the right. */
const REPORT = [
  'not as drawn (- expected, + received)',
  '',
  'expectation 2',
  '    3 next "ab"',
  '  - 7 next "c"',
  '  - 7 complete',
  '  + 6 next "c"',
  '  + 6 complete',
];
const reported = new RegExp(
  REPORT.map((line) => ` *${line.replace(/[+()]/g, '\\$&')}`)
    .join('\n')
    .replace(/^ \*/, ''),
);

// Vitest and Jest read the same error; they are tried by hand, since they are no dependencies.
describe('marbles in a test runner', () => {
  it('should pass and fail in node:test, and say what differs', async () => {
    const { code, stdout } = await runScript('spec/testing/node-test.script.ts');

    expect(code).toBe(1);
    expect(stdout).toMatch(/(^|\n)(ok 1 -|✔) passes/);
    expect(stdout).toMatch(/(^|\n)(not ok 2 -|✖) fails/);
    expect(stdout).toMatch(reported);
    expect(stdout).toMatch(/name: 'AssertionError'|Error \[AssertionError\]/);
    expect(stdout).toContain('runner-cases.ts:');
  });

  it('should pass and fail in Jasmine, and say what differs', async () => {
    const { code, stdout } = await runScript('spec/testing/jasmine.script.ts');

    expect(code).toBe(3);
    expect(stdout).toContain('2 specs, 1 failure');
    expect(stdout).toContain('1) fails');
    expect(stdout).toMatch(reported);
    expect(stdout).toContain('AssertionError: not as drawn');
    expect(stdout).not.toContain('error properties');
    expect(stdout).toContain('runner-cases.ts:');
  });
});
