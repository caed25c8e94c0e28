import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../support/fuzz/random.js';
import { IDENTITIES } from '../support/targets.js';
import { servePage, type ServedPage } from './support/serve-page.js';
import { WEB_STORES } from './support/page-faults.js';
import { WebRun, type Ending } from './support/web-run.js';

/** By `npm run faults`: more of them, from another seed. */
const KILLS = Number(process.env['FAULTS_BROWSERS'] ?? 3);
const PAGES = Number(process.env['FAULTS_PAGES'] ?? 4);
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
const COUNT = 3000;
const SIZES = [20, 50, 37, 110];
const PAGE_ENDINGS = ['crash', 'close', 'leave', 'reload'] as const;
const HOUR = 3_600_000;

describe('a run in a page', () => {
  let dir: string;
  let served: ServedPage;

  beforeAll(async () => {
    served = await servePage('spec/faults/web/page.script.ts');
  });

  afterAll(() => served.close());

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sluice-web-'));
  });

  afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));

  /** Ended some times, at any step; then left alone until it is completed. */
  async function endAtRandom(
    store: (typeof WEB_STORES)[number],
    seed: number,
    hows: readonly Ending['how'][],
  ): Promise<WebRun> {
    const random = new Random(seed);
    const identity = random.pick(IDENTITIES);
    const durability = random.pick(['relaxed', 'strict'] as const);
    const profile = await mkdtemp(join(dir, `${seed}-`));
    const run = new WebRun(profile, served.url, {
      ...{ store, durability, identity, seed, count: COUNT },
    });
    const times = random.integer(1, 4);
    try {
      for (let at = 0; at < times; at++) {
        const size = random.pick(SIZES);
        const all = COUNT / size + (identity === 'outcomes' ? COUNT : COUNT / size);
        // One in five ends while it is opened; the others share what there is to do.
        const steps = random.chance(0.2) ? 1 : random.integer(2, all / times);
        const how = hows[(seed + at) % hows.length] ?? 'kill';
        if (await run.attempt(size, { how, steps, turns: random.integer(0, 30) })) break;
      }
      if (run.ends === times && !(await run.attempt(random.pick(SIZES)))) {
        run.problems.push('it did not end');
      }
      await run.judge();
    } finally {
      await run.close();
    }
    return run;
  }

  for (const store of WEB_STORES) {
    for (const [what, most, hows, flag] of [
      ['its browser was killed', KILLS, ['kill'], 'browsers'],
      ['it was crashed, closed, left and reloaded', PAGES, PAGE_ENDINGS, 'pages'],
    ] as const) {
      it(
        `should leave each item stored once in ${store}, however often ${what}`,
        async () => {
          let ends = 0;
          for (let seed = SEED; ends < most; seed++) {
            const run = await endAtRandom(store, seed, hows);
            ends += run.ends;
            const replay = `npm run faults -- --${flag} 1 --seed ${seed}`;
            expect(run.problems).withContext(replay).toEqual([]);
            if (run.problems.length > 0) break;
          }
          expect(ends).toBeGreaterThanOrEqual(most);
        },
        HOUR,
      );
    }
  }
});
