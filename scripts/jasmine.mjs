// Runs bundled specs in this process: node scripts/jasmine.mjs <result.json> <bundle>...
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Jasmine from 'jasmine';

const [resultFile, ...files] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, failures: [] };

const runner = new Jasmine();
runner.exitOnCompletion = false;
runner.jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000;
runner.loadConfig({
  spec_dir: '.',
  spec_files: files,
  random: true,
  env: {
    failSpecWithNoExpectations: true,
    seed: process.env.SEED,
    stopOnSpecFailure: process.env.FAIL_FAST === 'true',
  },
});
runner.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    if (status === 'passed' || status === 'failed') counts[status]++;
    if (status !== 'failed') return;
    counts.failures.push(
      [fullName, ...failedExpectations.map(({ message }) => message)].join('\n  '),
    );
  },
});
const { overallStatus } = await runner.execute();
// An error outside of any spec, or no spec at all, fails the run and belongs to no spec.
if (overallStatus !== 'passed' && counts.failed === 0) counts.failed = 1;
mkdirSync(dirname(resultFile), { recursive: true });
writeFileSync(resultFile, JSON.stringify(counts));
process.exit(counts.failed === 0 ? 0 : 1);
