const file = 'src/flow/pause-when.ts';
const spec = 'spec/flow/pause-when.spec.ts';
const flow = 'spec/flow/pause-when.flow.spec.ts';

export default [
  {
    name: 'pauseWhen: true goes on, false pauses',
    file,
    find: 'if (paused) this.gate.close(PAUSED);',
    replace: 'if (!paused) this.gate.close(PAUSED);',
    spec,
  },
  {
    name: 'pauseWhen: the source comes before the notifier',
    file,
    find: 'passage.mind(notifier$);\n      if (!subscriber.closed) passage.connect(source, inlet);',
    replace: 'passage.connect(source, inlet);\n      passage.mind(notifier$);',
    spec: flow,
  },
  {
    name: 'pauseWhen: a source is subscribed although the notifier has failed',
    file,
    find: 'if (!subscriber.closed) passage.connect(',
    replace: 'passage.connect(',
    spec: flow,
  },
  {
    name: 'pauseWhen: the error of the notifier is lost',
    file,
    find: 'error: (error: unknown) => {\n            this.below.error(error);',
    replace: 'error: (error: unknown) => {\n            void error;',
    spec: flow,
  },
  {
    name: 'pauseWhen: it keeps its flow closed when it has left',
    file,
    find: 'this.gate.dispose();',
    replace: '',
    spec: flow,
  },
  {
    name: 'pauseWhen: the notifier outlives the result',
    file,
    find: 'this.below.add(\n        from(notifier$).subscribe(',
    replace: 'String(\n        from(notifier$).subscribe(',
    spec,
  },
  {
    name: 'pauseWhen: what nobody asked for comes in a turn',
    file,
    find: 'tree.depth === 0 && this.gate.blockerBelow() !== undefined',
    replace: 'false as boolean',
    spec: flow,
  },
  {
    name: 'pauseWhen: an arrival is no turn',
    file,
    find: 'tree.depth === 0 && this.gate.blockerBelow() !== undefined',
    replace: 'true as boolean',
    spec: flow,
  },
];
