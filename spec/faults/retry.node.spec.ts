import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../support/fuzz/random.js';
import { bundleScript } from '../support/run-script.js';
import { RetryRun } from './support/retry-run.js';
import { killedStores } from './support/stores.js';
import { IDENTITIES } from './support/targets.js';

/** By `npm run faults`: more kills, from another seed, of one store. */
const RETRIES = process.env['FAULTS_RETRIES'];
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
const COUNT = 3000;
const SIZES = [20, 37, 100];
const HOUR = 3_600_000;

for (const store of killedStores()) {
  const wanted = Number(RETRIES ?? (store === 'jsonLinesStore' ? 6 : 1));

  describe(`a run in ${store}, in a process that is killed while it tries again what failed`, () => {
    it(
      'should leave of each item the last outcome that was stored, and try again what still fails',
      async () => {
        const dir = await mkdtemp(join(tmpdir(), 'sluice-retry-'));
        const script = await bundleScript('spec/faults/kill.script.ts');
        try {
          let [kills, tried] = [0, 0];
          for (let seed = SEED; kills < wanted; seed++) {
            const random = new Random(seed);
            const folder = await mkdtemp(join(dir, `${seed}-`));
            const launch = { script, args: (task: unknown) => [JSON.stringify(task)] };
            const run = new RetryRun(folder, launch, {
              seed,
              count: COUNT,
              input: random.pick(['file', 'generator']),
              identity: random.pick(IDENTITIES),
              store,
              durability: random.pick(['process', 'power']),
            });
            await run.run.prepare();
            const attempt = (retryFailed: boolean, killed: boolean) => {
              const kill = { messages: random.integer(1, 120), turns: random.integer(0, 30) };
              const size = random.pick(SIZES);
              return run.attempt({ size, retryFailed, kill: killed ? kill : undefined });
            };
            await attempt(false, random.chance(0.5));
            for (let left = 4; left > 0; left--) await attempt(random.chance(0.8), true);
            await attempt(false, false);
            tried += run.failed;
            if (!(await attempt(true, false))) run.problems.push('it did not end');
            await run.run.judge();
            kills += run.run.kills;

            const replay = `npm run faults -- --retries 1 --seed ${seed} --store ${store}`;
            expect(run.problems).withContext(replay).toEqual([]);
            if (run.problems.length > 0) break;
          }
          expect(tried).toBeGreaterThan(0);
          console.log(
            `${store}: ${kills} kills while failed items were tried again, seeds from ${SEED}`,
          );
        } finally {
          await rm(dir, { recursive: true, force: true });
        }
      },
      HOUR,
    );
  });
}
