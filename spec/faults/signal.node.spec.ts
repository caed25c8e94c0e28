import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildCommand } from '../cli/support/process.js';
import { Random } from '../support/fuzz/random.js';
import { bundleScript } from '../support/run-script.js';
import { KillRun, type Launch } from './support/kill-run.js';
import { RUN_ID } from './support/targets.js';

/** By `npm run faults`: more of each, from another seed. */
const RUNS = Number(process.env['FAULTS_SIGNALS'] ?? 3);
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
const COUNT = 3_000;
const SIZES = [20, 50, 37, 100];
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const HOUR = 3_600_000;

/** Done, and done with failed items, as some of these are. */
const DONE = [0, 3];

describe('a run in a process that is told to end', () => {
  let dir: string;
  const launches: Record<string, Launch> = {};

  beforeAll(async () => {
    const work = resolve(await bundleScript('spec/faults/signal.work.script.ts'));
    launches['drainOnSignals'] = {
      script: await bundleScript('spec/faults/signal.script.ts'),
      args: () => [],
      tells: true,
    };
    launches['the command'] = {
      script: await buildCommand(),
      args: ({ dir, size, durability }) => [
        ...['run', '--input', join(dir, 'targets.ndjson'), '--work', work],
        ...['--store', join(dir, 'runs'), '--run-id', RUN_ID, '--resume', '--chunk', `${size}`],
        ...['--concurrency', '64', '--durability', durability],
      ],
      tells: true,
    };
  });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sluice-signal-'));
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  async function runOf(name: string, seed: number): Promise<KillRun> {
    const folder = await mkdtemp(join(dir, `${seed}-`));
    const run = new KillRun(folder, launches[name] as Launch, {
      seed,
      count: COUNT,
      input: 'file',
      identity: 'position',
      store: 'jsonLinesStore',
      durability: 'process',
    });
    await run.prepare();
    return run;
  }

  const replay = (seed: number) => `npm run faults -- --signals 1 --seed ${seed}`;
  const messages = (random: Random) => random.integer(1, COUNT / 2);

  for (const name of ['drainOnSignals', 'the command']) {
    it(
      `should do what it began on the first signal, by ${name}, and nothing of it again`,
      async () => {
        for (let seed = SEED; seed < SEED + RUNS; seed++) {
          const random = new Random(seed);
          const run = await runOf(name, seed);
          for (let stops = random.integer(1, 3); stops > 0; stops--) {
            const kill = { messages: messages(random), turns: random.integer(0, 30) };
            await run.attempt(random.pick(SIZES), { ...kill, signals: [random.pick(SIGNALS)] });
          }
          const first = run.codes[0];
          await run.attempt(100);
          await run.judge();

          expect(first).withContext(replay(seed)).toBe(75);
          expect(DONE)
            .withContext(replay(seed))
            .toContain(run.codes.at(-1) as number);
          expect(run.problems).withContext(replay(seed)).toEqual([]);
          expect([run.again, run.kills]).withContext(replay(seed)).toEqual([0, 0]);
        }
      },
      HOUR,
    );

    it(
      `should give up what runs on the second, by ${name}, and lose nothing that was acknowledged`,
      async () => {
        for (let seed = SEED; seed < SEED + RUNS; seed++) {
          const random = new Random(seed);
          const run = await runOf(name, seed);
          const signal = random.pick(SIGNALS);
          const kill = { messages: messages(random), turns: random.integer(0, 30) };
          await run.attempt(random.pick(SIZES), { ...kill, signals: ['SIGTERM', signal] });
          await run.attempt(100);
          await run.judge();

          const code = signal === 'SIGINT' ? 130 : 143;
          expect(run.codes[0]).withContext(replay(seed)).toBe(code);
          expect(DONE)
            .withContext(replay(seed))
            .toContain(run.codes[1] as number);
          expect(run.problems).withContext(replay(seed)).toEqual([]);
        }
      },
      HOUR,
    );

    for (const how of ['exit', 'throw'] as const) {
      it(
        `should lose nothing that was acknowledged to user code, by ${name}, that ${how}s`,
        async () => {
          for (let seed = SEED; seed < SEED + RUNS; seed++) {
            const random = new Random(seed);
            const run = await runOf(name, seed);
            const crash = { at: random.integer(1, COUNT / 2), how };
            await run.attempt(random.pick(SIZES), undefined, { crash });
            await run.attempt(100);
            await run.judge();

            expect(run.codes[0])
              .withContext(replay(seed))
              .toBe(how === 'exit' ? 7 : 1);
            expect(DONE)
              .withContext(replay(seed))
              .toContain(run.codes[1] as number);
            expect(run.problems).withContext(replay(seed)).toEqual([]);
          }
        },
        HOUR,
      );
    }
  }
});
