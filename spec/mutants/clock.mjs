const file = 'src/core/clock.ts';
const spec = 'spec/faults/clock.spec.ts';

export default [
  {
    name: 'clock: durations go by the wall clock',
    find: 'const monotonic: Clock = () => performance.now();',
    replace: 'const monotonic: Clock = () => Date.now();',
  },
  {
    name: 'clock: durations go by the clock of the scheduler',
    find: 'return isVirtual(scheduler) ? () => scheduler.now() : monotonic;',
    replace: 'return () => scheduler.now();',
  },
].map((mutant) => ({ file, spec, ...mutant }));
