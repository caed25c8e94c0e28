import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../support/fuzz/random.js';
import { bundleScript } from '../support/run-script.js';
import { KillRun, type Launch, type RunPlan } from './support/kill-run.js';
import { killedStores } from './support/stores.js';
import { IDENTITIES } from './support/targets.js';

/** By `npm run faults`: more kills, from another seed, of one store. */
const KILLS = process.env['FAULTS_KILLS'];
const HOOKS = process.env['FAULTS_HOOKS'];
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
const COUNT = 20_000;
const SIZES = [100, 100, 37, 250];
const HOUR = 3_600_000;

for (const store of killedStores()) {
  // Few where most of the code is that of the first.
  const wanted = Number(KILLS ?? (store === 'jsonLinesStore' ? 30 : 4));
  const hooks = Number(HOOKS ?? (store === 'jsonLinesStore' ? 3 : 1));

  describe(`a run in ${store}, in a process that is killed`, () => {
    let dir: string;
    let launch: Launch;

    beforeAll(async () => {
      const script = await bundleScript('spec/faults/kill.script.ts');
      launch = { script, args: (task) => [JSON.stringify(task)] };
    });

    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'sluice-kill-'));
    });

    afterEach(() => rm(dir, { recursive: true, force: true }));

    /** A run in a folder of its own. */
    async function runOf(seed: number, plan: Omit<RunPlan, 'seed'>): Promise<KillRun> {
      const folder = await mkdtemp(join(dir, `${seed}-`));
      const run = new KillRun(folder, launch, { ...plan, seed });
      await run.prepare();
      return run;
    }

    /** Killed some times, at any moment; one in five is while it resumes. */
    async function killAtRandom(seed: number, often: boolean): Promise<KillRun> {
      const random = new Random(seed);
      const identity = random.pick(IDENTITIES);
      const run = await runOf(seed, {
        count: COUNT,
        input: random.pick(['file', 'generator']),
        identity,
        store,
        durability: random.chance(0.2) ? 'power' : 'process',
      });
      const times = often ? random.integer(5, 7) : random.integer(1, 4);
      for (let left = times; left > 0; left--) {
        const size = random.pick(SIZES);
        const early = random.chance(0.2);
        // A message when it begins, one for each start and each result; each attempt has less to do.
        const all = COUNT / size + (identity === 'outcomes' ? COUNT : COUNT / size);
        const messages = early ? 1 : random.integer(1, 1 + all / times);
        if (await run.attempt(size, { messages, turns: random.integer(0, 30) })) return run;
      }
      if (!(await run.attempt(random.pick(SIZES)))) run.problems.push('it did not end');
      return run;
    }

    it(
      'should leave each item stored once, whenever it was killed and however often',
      async () => {
        let [kills, again] = [0, 0];
        for (let at = 0; kills < wanted; at++) {
          const seed = SEED + at;
          const run = await killAtRandom(seed, at % 10 === 0);
          await run.judge();
          kills += run.kills;
          again = Math.max(again, run.again / Math.max(1, run.kills));
          const replay = `npm run faults -- --kills 1 --seed ${seed} --store ${store}`;
          expect(run.problems).withContext(replay).toEqual([]);
          if (run.problems.length > 0) break;
        }
        expect(kills).toBeGreaterThanOrEqual(wanted);
        console.log(
          `${store}: ${kills} kills, seeds from ${SEED}; at most ${Math.round(again)} items again for one`,
        );
      },
      HOUR,
    );

    it(
      'should work again on what was not committed, and not on what was and nobody was told',
      async () => {
        let killed = 0;
        for (let at = 0; at < 2 * hooks; at++) {
          const seed = SEED + at;
          const random = new Random(seed);
          const when = at % 2 === 0 ? 'result' : 'commit';
          const run = await runOf(seed, {
            count: 2000,
            input: random.pick(['file', 'generator']),
            identity: random.pick(['position', 'outcomes']),
            store,
            durability: random.pick(['process', 'power']),
          });
          const hook = { at: random.integer(1, 15), when } as const;
          await run.attempt(100, undefined, { hook });
          killed += run.kills;
          const stored = await run.stored();
          const ids = (await run.ledger()).find(({ word }) => word === 'kill')?.ids ?? [];
          await run.attempt(60);
          await run.judge();
          const later = (await run.ledger())
            .filter(({ word, attempt }) => word === 'start' && attempt === 1)
            .flatMap((line) => line.ids);

          const context = `npm run faults -- --hooks 1 --seed ${seed} --store ${store}`;
          expect(ids.length).withContext(context).toBeGreaterThan(0);
          const known = when === 'commit' ? ids.length : 0;
          expect(ids.filter((id) => stored.has(id)).length)
            .withContext(context)
            .toBe(known);
          const again = ids.filter((id) => later.includes(id)).length;
          expect(again)
            .withContext(context)
            .toBe(ids.length - known);
          expect(run.problems).withContext(context).toEqual([]);
        }
        expect(killed).toBe(2 * hooks);
      },
      HOUR,
    );
  });
}
