import { fuzz } from '../support/fuzz.js';

/** A page's timers wait 4 ms where Node's wait 1, so it gets fewer. */
const HALF = typeof process === 'object' ? 1000 : 300;

/** Random pipelines, each decided by its seed: `npm run fuzz` runs more of them, and any one again. */
describe('flow, under random pipelines', () => {
  it('should keep its rules with the seeds that it has always been tried with', async () => {
    await expectNothingWrong(1, HALF);
  });

  it('should keep its rules with seeds that it has never been tried with', async () => {
    await expectNothingWrong(1_000_000 + (Date.now() % 1e9), HALF);
  });
});

async function expectNothingWrong(seed: number, runs: number): Promise<void> {
  const { failures, worst, results } = await fuzz({ seed, runs, lanes: 64 });
  console.log(
    `fuzz: seeds ${seed} to ${seed + runs - 1}, at most ${worst.toFixed(2)} of the bound`,
  );

  const wrong = failures.map(({ problems, replay }) => `${problems.join('; ')}: ${replay}`);
  expect(wrong)
    .withContext(`seeds ${seed} to ${seed + runs - 1}`)
    .toEqual([]);
  expect(results).toBeGreaterThan(runs);
}
