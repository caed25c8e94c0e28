import { fuzz } from './fuzz.js';
import { Model } from './fuzz/model.js';
import { planOf, SOURCES, type Plan } from './fuzz/plan.js';
import { BranchProbe, Probe } from './fuzz/probe.js';
import { Random } from './fuzz/random.js';
import { StoreProbe } from './fuzz/store-probe.js';
import { resultOf } from './scripted-store.js';

const plans = Array.from({ length: 2000 }, (_, seed) => planOf(seed));

/** The first plan that is as wanted. */
function planWith(wanted: (plan: Plan) => boolean): Plan {
  const plan = plans.find(wanted);
  if (plan === undefined) throw new Error('no such plan');
  return plan;
}

const simple = planWith(
  ({ source, steps, bridge }) =>
    source.kind === 'generator' &&
    source.again === undefined &&
    steps.length === 0 &&
    bridge === 'none',
);

function probeOf(plan: Plan): { probe: Probe; branch: BranchProbe } {
  const probe = new Probe(new Model(plan));
  const branch = new BranchProbe(plan.branches[0] as Plan['branches'][number], probe.model);
  probe.branches.push(branch);
  return { probe, branch };
}

describe('fuzz', () => {
  it('should stand for the same pipeline whenever it has the same seed', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7)).not.toEqual(planOf(8));
  });

  it('should come upon every kind of source, step, stage and end', () => {
    const seen = new Set<string | undefined>();
    for (const { source, steps, bridge, branches } of plans) {
      for (const name of [source.kind, source.late, source.again, bridge]) seen.add(name);
      for (const { kind } of steps) seen.add(`step ${kind}`);
      for (const { stages, cut } of branches) {
        seen.add(cut?.how);
        for (const { kind } of stages) seen.add(`stage ${kind}`);
      }
    }
    const steps = [
      'map',
      'scan',
      'tap',
      'filter',
      'mergeMap',
      'pauseWhen',
      'mapConcurrent',
      'plain',
      'rateLimit',
    ];
    const stages = [
      'process',
      'mapConcurrent',
      'store',
      'pauseWhen',
      'valve',
      'split',
      'rateLimit',
    ];
    for (const name of [
      ...SOURCES,
      ...['concatMap', 'switchMap', 'concat', 'merge', 'repeat', 'retry', undefined],
      ...['none', 'share', 'subject', 'inside', 'later', 'take'],
      ...steps.map((kind) => `step ${kind}`),
      ...stages.map((kind) => `stage ${kind}`),
    ]) {
      expect(seen).withContext(String(name)).toContain(name);
    }
  });

  it('should draw numbers evenly', () => {
    const random = new Random(1);
    const drawn = random.list(1000, () => random.integer(1, 4));
    for (const number of [1, 2, 3, 4]) {
      const times = drawn.filter((each) => each === number).length;
      expect(times).toBeGreaterThan(200);
      expect(times).toBeLessThan(300);
    }
  });

  it('should see what is pulled after everybody has left', () => {
    const { probe, branch } = probeOf(simple);
    probe.pull(0, true);
    expect(probe.problems).toEqual([]);
    branch.state = 'left';
    probe.pull(1, true);

    expect(probe.problems).toEqual(['pulled after everybody had left']);
  });

  it('should let the one answer come that was under way', () => {
    const { probe, branch } = probeOf(simple);
    branch.state = 'left';
    probe.pull(0, false);
    expect(probe.problems).toEqual([]);
    probe.pull(1, false);

    expect(probe.problems).toEqual(['pulled after everybody had left']);
  });

  it('should see what is held beyond the bound', () => {
    const { probe, branch } = probeOf(simple);
    for (let id = 0; id < branch.bound; id++) probe.pull(id, true);
    expect(probe.problems).toEqual([]);
    expect(probe.worst).toBe(1);
    probe.pull(branch.bound, true);

    expect(probe.problems).toEqual([`held more than ${branch.bound} (law L3)`]);
  });

  it('should see what is pulled while paused, and before the store is open', () => {
    const { probe, branch } = probeOf(simple);
    probe.pausedAt.add(0);
    probe.pull(0, true);
    probe.pausedAt.delete(0);
    branch.opening = 1;
    probe.pull(1, true);

    expect(probe.problems).toEqual(['pulled while paused', 'pulled before the store was open']);
  });

  it('should see a result that is handed on before it is stored', () => {
    const { probe, branch } = probeOf(simple);
    const plan = { kind: 'store', prefetch: 0, pace: { clocks: [], seed: 0 } } as const;
    const store = new StoreProbe({ ...plan, failsAt: undefined }, probe, branch);
    store.expectDurable(resultOf([1]));

    expect(probe.problems).toEqual(['emitted before it was stored']);
  });

  it('should know what a plan comes to', () => {
    const { pace } = simple.source;
    const plan: Plan = {
      ...simple,
      source: { ...simple.source, count: 5, again: 'concat' },
      steps: [
        { kind: 'filter', keep: 2 },
        { kind: 'mergeMap', times: 2 },
      ],
    };
    const model = new Model(plan);

    expect(model.given).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(model.expected).toEqual([0, 1, 4, 5, 8, 9, 12, 13, 16, 17]);
    expect([0, 1, 2].map((id) => model.weightOf(id))).toEqual([2, 0, 2]);
    const chunk = { size: 10, maxWait: undefined, plain: false };
    const lanes = { concurrency: 3, prefetch: 1, ordered: true, pace };
    const stages = [{ kind: 'process', failing: 0, ...lanes }] as const;
    const branch = { chunk, stages, tracked: false, readAhead: 1, pace, cut: undefined };
    // The open chunk, four slots, two in the loop, and one pull that comes to two.
    expect(model.boundOf(branch)).toBe(10 + 40 + 20 + 2);
  });

  it('should take a warning for a failure, and say how to run it again', async () => {
    const { warn } = console;
    const running = fuzz({ runs: 3, seed: 1 });
    console.warn('slots are full');
    const { failures } = await running;

    expect(failures.map(({ problems, replay }) => [problems, replay])).toEqual([
      [['warned: slots are full'], 'npm run fuzz -- --runs 1 --seed 1'],
    ]);
    expect(console.warn).toBe(warn);
  });
});
