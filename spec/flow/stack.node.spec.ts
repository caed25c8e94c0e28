import { runScript } from '../support/run-script.js';

const SCRIPT = 'spec/flow/stack.script.ts';
const TIMEOUT = 60_000;

/** Runs one shape in a process of its own, and expects so many items to come out of it. */
async function expectItems(shape: string, count: number, flag: string): Promise<void> {
  const { code, stdout, stderr } = await runScript(SCRIPT, {
    flags: [flag],
    args: [shape],
    timeout: TIMEOUT,
  });

  expect(stderr).toBe('');
  expect(stdout).toBe(`${count}\n`);
  expect(code).toBe(0);
}

describe('a million items with a stack of 200 kB', () => {
  const shapes = [
    'synchronous work',
    'synchronous work, one at a time',
    'synchronous work, ordered',
    'one asynchronous, then only synchronous work',
    'a queue of 999,999 behind one that is asynchronous',
    'all of it behind the first in order',
    'work that throws',
    'work that rejects',
    'synchronous and asynchronous work by turns',
    'three stages',
    'work that is an Observable',
    'a flattener',
    'a flattener, one at a time',
    'a flattener of promises',
    'a flattener of arrays',
    'a flattener to outcomes',
    'a gate that closes with each item',
    'pages of one',
    'pages of one, by promises',
    'pages of one, for chunks',
    'an array',
    'an async generator',
    'a hot source',
  ];
  for (const shape of shapes) {
    it(
      `should pass through ${shape}`,
      () => expectItems(shape, 1_000_000, '--stack-size=200'),
      TIMEOUT,
    );
  }

  it(
    'should pass through a million empty pages',
    () => expectItems('empty pages', 1, '--stack-size=200'),
    TIMEOUT,
  );
});

describe('ten million items with a heap of 64 MB', () => {
  it(
    'should pass through chunkBy, processChunks and trackProgress',
    () => expectItems('ten million items', 10_000, '--max-old-space-size=64'),
    TIMEOUT,
  );
});
