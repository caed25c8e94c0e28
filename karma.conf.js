import { mkdirSync, writeFileSync } from 'node:fs';
import { findBrowser } from './scripts/browser.mjs';
import { bundleSpecs, findSpecs } from './scripts/bundle-specs.mjs';

const OUT = 'build/specs/browser';

/** Specs in a real browser: npm run test:browser [-- --specs=part-of-a-path] */
export default async function configure(config) {
  process.env.CHROME_BIN = findBrowser();
  const filters = config.specs ? [config.specs] : [];
  const bundles = await bundleSpecs({
    platform: 'browser',
    specs: findSpecs('browser', filters),
    outdir: OUT,
  });

  config.set({
    frameworks: ['jasmine'],
    plugins: ['karma-jasmine', 'karma-chrome-launcher', { 'reporter:totals': ['type', Totals] }],
    files: [
      ...bundles.map((pattern) => ({ pattern, type: 'module' })),
      { pattern: `${OUT}/shared/*.js`, type: 'module', included: false },
      { pattern: `${OUT}/**/*.map`, included: false },
    ],
    client: {
      jasmine: {
        random: true,
        ...(process.env.SEED ? { seed: process.env.SEED } : {}),
        failSpecWithNoExpectations: true,
        timeoutInterval: 20_000,
      },
    },
    reporters: ['dots', 'totals'],
    logLevel: config.LOG_WARN,
    failOnEmptyTestSuite: true,
    singleRun: true,
    autoWatch: false,
    browserNoActivityTimeout: 120_000,
    browserDisconnectTimeout: 20_000,
    browsers: ['Chromium'],
    customLaunchers: {
      Chromium: {
        base: 'ChromeHeadless',
        flags: [
          '--remote-debugging-port=0', // the launcher's fixed port would let only one run at a time
          '--disable-gpu',
          '--disable-quic',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--no-first-run',
          '--no-sandbox',
          '--js-flags=--expose-gc',
        ],
      },
    },
  });
}

/** Prints the summary of Jasmine and leaves the counts, and what failed, for scripts/test.mjs. */
function Totals() {
  const failures = [];
  this.onSpecComplete = (_browser, { success, skipped, suite, description, log }) => {
    if (!success && !skipped)
      failures.push([[...suite, description].join(' '), ...log].join('\n  '));
  };
  this.onBrowserComplete = (_browser, result) => {
    const seed = result?.order?.seed;
    if (seed) console.log(`\nRandomized with seed ${seed} (SEED=${seed} to repeat)`);
  };
  this.onRunComplete = (_browsers, { success, failed, exitCode }) => {
    const counts = { passed: success, failed: failed || (exitCode === 0 ? 0 : 1), failures };
    console.log(`${success + failed} specs, ${counts.failed} failed`);
    mkdirSync('build/results', { recursive: true });
    writeFileSync('build/results/browser.json', JSON.stringify(counts));
  };
}
