import { runScript, type ScriptResult } from '../support/run-script.js';

const SCRIPT = 'spec/flow/stack.script.ts';
const TIMEOUT = 60_000;

const MANY = 1_000_000;

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
  const expected = [...shapes.map((shape) => `${shape}: ${MANY}`), 'empty pages: 1'];
  let result: ScriptResult;

  beforeAll(async () => {
    // In one process, since starting one costs more than a million items.
    result = await runScript(SCRIPT, {
      flags: ['--stack-size=200'],
      args: [...shapes, 'empty pages'],
      timeout: TIMEOUT,
    });
  }, TIMEOUT);

  for (const line of expected) {
    it(`should pass through ${line}`, () => {
      expect(result.stdout.split('\n')).withContext(result.stderr).toContain(line);
    });
  }

  it('should end without a word', () => {
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
  });
});

describe('ten million items with a heap of 64 MB', () => {
  it(
    'should pass through chunkBy, processChunks and trackProgress',
    async () => {
      const { code, stdout, stderr } = await runScript(SCRIPT, {
        flags: ['--max-old-space-size=64'],
        args: ['ten million items'],
        timeout: TIMEOUT,
      });

      expect(stderr).toBe('');
      expect(stdout).toBe('ten million items: 10000\n');
      expect(code).toBe(0);
    },
    TIMEOUT,
  );
});
