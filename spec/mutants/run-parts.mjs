const pipeline = 'src/run/pipeline.ts';
const modes = 'spec/run/pipeline.spec.ts';
const stats = 'src/run/run-stats.ts';
const statsSpec = 'spec/run/run-stats.spec.ts';
const durations = 'src/core/durations.ts';
const durationsSpec = 'spec/core/durations.spec.ts';
const delivery = 'src/run/delivery.ts';
const deliverySpec = 'spec/run/delivery.spec.ts';
const generated = 'src/run/generated.ts';
const generatedSpec = 'spec/run/generated.spec.ts';
const processor = 'src/run/batch-processor.ts';
const processorSpec = 'spec/run/batch-processor.spec.ts';
const define = 'src/run/define-batch.ts';
const defineSpec = 'spec/run/define-batch.spec.ts';

export default [
  {
    name: 'pipeline: a sequential run forms a chunk before it is asked for',
    file: pipeline,
    find: '{ concurrency: 1, prefetch: 0, ordered: true }',
    replace: '{ concurrency: 1, ordered: true }',
    spec: modes,
  },
  {
    name: 'pipeline: a sequential run goes on while a chunk is written',
    file: pipeline,
    find: 'sequential ? 0 : undefined',
    replace: 'undefined',
    spec: modes,
  },
  {
    name: 'pipeline: a parallel run does not keep the order that is asked for',
    file: pipeline,
    find: ": { concurrency: settings.of('maxConcurrentChunks'), ordered: orderOf(plan) };",
    replace: ": { concurrency: settings.of('maxConcurrentChunks') };",
    spec: modes,
  },
  {
    name: 'pipeline: a streaming run does not keep the order that is asked for',
    file: pipeline,
    find: '      ordered: orderOf(plan),\n      outcomes: true,',
    replace: '      outcomes: true,',
    spec: modes,
  },
  {
    name: 'pipeline: a streaming run shows what it has not stored only later',
    file: pipeline,
    find: "chunkBy({ maxSize: settings.of('chunkSize'), maxWait: LONGEST_WAIT })",
    replace: "chunkBy({ maxSize: settings.of('chunkSize') })",
    spec: modes,
  },
  {
    name: 'pipeline: the source does not mind the flow of the run',
    file: pipeline,
    find: 'const target$ = fromSource(targets, { flow }).pipe(drainWhen(drain$));\n  const byStrategy',
    replace: 'const target$ = fromSource(targets).pipe(drainWhen(drain$));\n  const byStrategy',
    spec: modes,
  },
  {
    name: 'pipeline: a failure goes on that is to end the run',
    file: pipeline,
    find: 'enableErrorRecovery ? result$ : result$.pipe(map(refuseFailure))',
    replace: 'result$',
    spec: modes,
  },
  {
    name: 'pipeline: a result processor is not waited for',
    file: pipeline,
    find: 'for (const processor of processors) await processor(outcomes, { signal });',
    replace: 'for (const processor of processors) void processor(outcomes, { signal });',
    spec: 'spec/run/running-batch.processors.spec.ts',
  },
  {
    name: 'pipeline: result processors are called for several chunks at once',
    file: pipeline,
    find: '{ concurrency: 1, prefetch: 0 }));',
    replace: '{ concurrency: 9, prefetch: 0 }));',
    spec: 'spec/run/running-batch.processors.spec.ts',
  },
  {
    name: 'stats: targets of a chunk are measured by the whole of it',
    file: stats,
    find: 'duration / values.length, values.length',
    replace: 'duration, values.length',
    spec: statsSpec,
  },
  {
    name: 'stats: what was skipped counts as a class of failures',
    file: stats,
    find: "if (kind !== 'rejected') return;",
    replace: '',
    spec: statsSpec,
  },
  {
    name: 'stats: every way to fail is remembered',
    file: stats,
    find: "known ? name : 'other'",
    replace: 'name',
    spec: statsSpec,
  },
  {
    name: 'stats: time goes on when the run has ended',
    file: stats,
    find: 'this.#endedAt ?? this.#clock()',
    replace: 'this.#clock()',
    spec: statsSpec,
  },
  {
    name: 'stats: the time since the start counts for each sample',
    file: stats,
    find: 'elapsed - this.#sampledAt',
    replace: 'elapsed',
    spec: statsSpec,
  },
  {
    name: 'durations: buckets are too wide',
    file: durations,
    find: 'STEPS_PER_DOUBLING = 8',
    replace: 'STEPS_PER_DOUBLING = 6',
    spec: durationsSpec,
  },
  {
    name: 'durations: quantiles are told by the end of their bucket',
    file: durations,
    find: '(bucket - 0.5)',
    replace: 'bucket',
    spec: durationsSpec,
  },
  {
    name: 'durations: a quantile is longer than the longest',
    file: durations,
    find: 'Math.min(this.#max, ',
    replace: 'Math.min(Infinity, ',
    spec: durationsSpec,
  },
  {
    name: 'timed: a thenable runs twice',
    file: 'src/run/timed.ts',
    find: 'answer instanceof Promise ? answer : Promise.resolve(answer)',
    replace: 'answer',
    spec: 'spec/run/timed.spec.ts',
  },
  {
    name: 'timed: an Observable that is given up is not told',
    file: 'src/run/timed.ts',
    find: 'finalize(stop)',
    replace: 'tap({ complete: stop, error: stop })',
    spec: 'spec/run/timed.spec.ts',
  },
  {
    name: 'delivery: a large chunk overflows who is slow',
    file: delivery,
    find: 'joined.turn(() => {',
    replace: '[0].forEach(() => {',
    spec: deliverySpec,
  },
  {
    name: 'delivery: the rest of a chunk is handed on after the run was given up',
    file: delivery,
    find: 'if (this.#signal.aborted) return;',
    replace: '',
    spec: deliverySpec,
  },
  {
    name: 'delivery: who has left holds up the run',
    file: delivery,
    find: 'joined.leave();',
    replace: '',
    spec: deliverySpec,
  },
  {
    name: 'delivery: who comes too late is not told the end',
    file: delivery,
    find: 'this.#end = end;',
    replace: '',
    spec: deliverySpec,
  },
  {
    name: 'generated: targets are not left that an async generator waits for',
    file: generated,
    find: ', { signal })',
    replace: ')',
    spec: generatedSpec,
  },
  {
    name: 'generated: what is left of an iterator passes for the whole',
    file: generated,
    find: '{ [Symbol.iterator]: () => iteratorOf(source as Iterable<T>) }',
    replace: 'source as Iterable<T>',
    spec: generatedSpec,
  },
  {
    name: 'generated: targets that are no iterable are refused only when they are read',
    file: generated,
    find: "if (typeof targets !== 'function') checkIterable(where, targets);",
    replace: '',
    spec: generatedSpec,
  },
  {
    name: 'options: a store without a name for the run is taken',
    file: 'src/run/check-stored.ts',
    find: 'else if (runId === undefined) {',
    replace: 'else if (false) {',
    spec: 'spec/run/batch-options.spec.ts',
  },
  {
    name: 'options: a key without a store is taken',
    file: 'src/run/check-stored.ts',
    find: "['runId', 'key', 'resume', 'retryFailed']",
    replace: "['runId', 'resume', 'retryFailed']",
    spec: 'spec/run/batch-options.spec.ts',
  },
  {
    name: 'processor: a stream goes by keys',
    file: processor,
    find: 'if (key !== undefined && (ordered',
    replace: 'if (false && (ordered',
    spec: processorSpec,
  },
  {
    name: 'processor: a callback that was taken away is told on',
    file: processor,
    find: 'subscription.unsubscribe();',
    replace: '',
    spec: processorSpec,
  },
  {
    name: 'processor: the length of an array wins over the total that was given',
    file: processor,
    find: 'lengthOf(job.targets), own)',
    replace: 'own, lengthOf(job.targets))',
    spec: processorSpec,
  },
  {
    name: 'batch: the options of a run lose against those of the definition',
    file: define,
    find: "{ ...read, ...readRunOptions<T>('run', own) }",
    replace: "{ ...readRunOptions<T>('run', own), ...read }",
    spec: defineSpec,
  },
  {
    name: 'batch: both kinds of work are taken',
    file: define,
    find: '(process === undefined) === (processChunks === undefined)',
    replace: 'process === undefined && processChunks === undefined',
    spec: defineSpec,
  },
  {
    name: 'progress: what remains is that of all starts',
    file: 'src/run/without-resumed.ts',
    find: 'left / (total - done)',
    replace: '1',
    spec: 'spec/run/without-resumed.spec.ts',
  },
];
