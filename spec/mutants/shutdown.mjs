const faults = (file, spec, list) =>
  list.map(([name, find, replace]) => ({ name: `shutdown: ${name}`, file, find, replace, spec }));

export default [
  ...faults('src/node/stops-of.ts', 'spec/node/stops-of.spec.ts', [
    ['the first signal aborts', 'heard++ === 0', 'heard++ === 1'],
    ['an echo of npm aborts', 'if (byNpm && now - at < ECHO) return EMPTY;', ''],
    ['two signals at once are one without npm', 'byNpm && now', 'now'],
    [
      'every command of npm starts programs',
      "includes(env['npm_command'] ?? '')",
      "includes('run')",
    ],
  ]),
  ...faults('src/node/drain-on-signals.ts', 'spec/node/drain-on-signals.node.spec.ts', [
    ['the second signal drains', "stop.how === 'drain'", 'true'],
    ['the reason does not name the signal', 'new SignalReceivedError(stop.signal)', 'stop'],
    ['a third signal aborts once more', 'heard > 2', 'heard > 3'],
    ['a third signal is swallowed', 'actByDefault(stop.signal);', ''],
    ['those who listen besides are told twice', 'process.listenerCount(signal) === 0', 'true'],
    [
      'the deadline is forgotten',
      'void run.drain({ deadline })',
      'void run.drain({ deadline: 9 })',
    ],
    ['a run that failed keeps its listeners', 'then(ended, ended)', 'then(ended, () => undefined)'],
    ['the echo ends the process', 'if (byNpm && heard > 0)', 'if (byNpm && heard > 9)'],
    ['an echo is waited for where none can come', 'byNpm && heard > 0', 'byNpm'],
    ['nobody is told', 'onStop?.(stop);', ''],
  ]),
  ...faults('src/node/process-signals.ts', 'spec/node/drain-on-signals.node.spec.ts', [
    ['a signal that is named twice counts twice', 'of new Set(names)', 'of names'],
    ['a listener stays', 'process.off(name, listen)', 'void name'],
    ['any word is a signal', 'value.every((name) => known.includes(name))', 'true'],
    ['no signal is enough', 'value.length > 0 && ', ''],
  ]),
  ...faults('src/node/stop-signals.ts', 'spec/node/stop-signals.node.spec.ts', [
    ['the first signal aborts', 'stop.how === how', 'stop.how !== how'],
    ['the echo after the end ends the process', 'byNpm ? echoOver$ : of(true)', 'of(true)'],
    ['an echo is waited for without npm', 'byNpm ? echoOver$ : of(true)', 'echoOver$'],
    ['the signals are fixed', 'processSignals(signals)', 'processSignals(USUAL)'],
  ]),
  ...faults('src/node/exit-code-of.ts', 'spec/node/exit-code-of.node.spec.ts', [
    ['failed items pass for done', '?? 0) > 0', '?? 0) > 1'],
    ['a failed run is to be tried again', "if (state === 'failed') return EXIT.failed;", ''],
    ['any abort is a signal', '!(error instanceof SignalReceivedError)', 'error === undefined'],
    ['all signals are SIGINT', 'constants.signals[error.signal] ?? 0', '2'],
  ]),
  ...faults('src/browser/page-life.ts', 'spec/browser/page-life.spec.ts', [
    ['a frozen page goes on', "[true, 'frozen']", "[false, 'frozen']"],
    ['a page that wakes sleeps on', "[false, 'frozen']", "[true, 'frozen']"],
    ['a page that is kept is gone', '!persisted', 'true'],
    ['a page that goes away is kept', 'filter(({ persisted }) => persisted)', 'filter(() => true)'],
    ['a page that comes back stays frozen', "[false, 'stored', 'frozen']", "[false, 'stored']"],
    ['one cause of several wakes it', 'causes.size > 0', 'causes.size === 1'],
    ['what has not changed is told', 'distinctUntilChanged(),', ''],
    ['a page that is shown first wakes', 'skip(1),', ''],
    ['pages out of sight always sleep', 'if (hidden) {', 'if (hidden !== undefined) {'],
    ['what is seen sleeps', "document.visibilityState === 'hidden'", 'true'],
  ]),
  ...faults('src/browser/follow-page-life.ts', 'spec/browser/follow-page-life.spec.ts', [
    ['a page that wakes leaves the run paused', 'else run.resume();', ''],
    ['a page that goes away drains', 'run.abort(new PageGoneError())', 'run.pause()'],
    [
      'a run that failed keeps its listeners',
      'then(remove, remove)',
      'then(remove, () => undefined)',
    ],
    [
      'a run that ended keeps its listeners',
      'then(remove, remove)',
      'then(() => undefined, remove)',
    ],
    ['it hears not that the page is gone', 'listening.add(gone$', 'void (gone$'],
  ]),
  ...faults('src/cli/limits.ts', 'spec/cli/limits.node.spec.ts', [
    ['retries are not given', ': { retry })', ': {})'],
    ['a minute is an hour', 'min: 60_000', 'min: 3_600_000'],
    ['a rate of nothing is taken', 'limit > 0 && ', ''],
    [
      'what was not given wins',
      'tolerate === undefined ? {}',
      'tolerate === undefined ? { tolerate }',
    ],
    ['nothing can be tolerated', "given.integer('tolerate', 0,", "given.integer('tolerate', 1,"],
    ['a call has no time limit', ': { timeout })', ': {})'],
  ]),
];
