const announcer = 'src/flow/announcer.ts';
const announcerSpec = 'spec/flow/announcer.spec.ts';
const commits = 'src/store/commits.ts';
const commitsSpec = 'spec/store/commits.events.spec.ts';
const groups = 'src/flow/log/log-groups.ts';
const groupsSpec = 'spec/flow/log/log-groups.spec.ts';
const line = 'src/flow/log/log-line.ts';
const lineSpec = 'spec/flow/log/log-line.spec.ts';
const log = 'src/flow/log/event-log.ts';
const logSpec = 'spec/flow/debug-log.spec.ts';
const measure = 'src/flow/log/measure-chunk.ts';
const measureSpec = 'spec/flow/log/measure-chunk.spec.ts';
const life = 'src/run/run-life.ts';
const runSpec = 'spec/run/running-batch.events.spec.ts';
const stats = 'src/run/run-stats.ts';
const statsSpec = 'spec/run/run-stats.spec.ts';
const rate = 'src/progress/health/error-rate.ts';
const rateSpec = 'spec/progress/health/error-rate.spec.ts';
const stall = 'src/progress/health/stall.ts';
const stallSpec = 'spec/progress/health/stall.spec.ts';
const health = 'src/progress/health-watch.ts';
const healthSpec = 'spec/progress/health-watch.spec.ts';
const lane = 'src/flow/lane.ts';

export default [
  {
    name: 'health: time without a turn counts for a stall',
    file: health,
    find: '    this._stall.leaveOut(late);\n',
    replace: '',
    spec: healthSpec,
  },
  {
    name: 'health: late timers of a hidden page are told',
    file: health,
    find: ' || document?.hidden === true',
    replace: '',
    spec: healthSpec,
  },
  {
    name: 'health: a loop that is blocked for exactly as long is not told',
    file: health,
    find: 'if (late >= blockedAfter) this',
    replace: 'if (late > blockedAfter) this',
    spec: healthSpec,
  },
  {
    name: 'run events: they do not complete',
    file: life,
    find: "if (event.type === 'ended') this.#events$.complete();",
    replace: '',
    spec: runSpec,
  },
  {
    name: 'run events: chunks are not told of',
    file: life,
    find: 'subscriber.add(this.gate.want());',
    replace: '',
    spec: runSpec,
  },
  {
    name: 'run stats: a call that is not made again counts as a retry',
    file: stats,
    find: "if (event.next === 'retry') this.#retries++;",
    replace: 'this.#retries++;',
    spec: statsSpec,
  },
  {
    name: 'run stats: the latest block counts as the longest',
    file: stats,
    find: 'Math.max(this.#longestBlock, event.ms)',
    replace: 'event.ms',
    spec: statsSpec,
  },
  {
    name: 'run stats: a stall never ends',
    file: stats,
    find: '    this.#isStalled = false;\n',
    replace: '',
    spec: statsSpec,
  },
  {
    name: 'error rate: at its limit it is high',
    file: rate,
    find: 'ratio > limit && done',
    replace: 'ratio >= limit && done',
    spec: rateSpec,
  },
  {
    name: 'error rate: a few items decide',
    file: rate,
    find: ' && done >= minItems',
    replace: '',
    spec: rateSpec,
  },
  {
    name: 'error rate: it is low again at its limit',
    file: rate,
    find: 'ratio > limit * RETURN',
    replace: 'ratio > limit',
    spec: rateSpec,
  },
  {
    name: 'error rate: old buckets are counted on',
    file: rate,
    find: 'bucket.done = bucket.failed = 0;',
    replace: 'bucket.done = 0;',
    spec: rateSpec,
  },
  {
    name: 'error rate: classes of old buckets are counted on',
    file: rate,
    find: 'bucket.classes.clear();',
    replace: '',
    spec: rateSpec,
  },
  {
    name: 'error rate: classes are without number',
    file: rate,
    find: 'sums.has(name) || sums.size < MOST_CLASSES',
    replace: 'true',
    spec: rateSpec,
  },
  {
    name: 'error rate: time goes back',
    file: rate,
    find: 'if (to <= this.#at) return;',
    replace: '',
    spec: rateSpec,
  },
  {
    name: 'stall: told again and again',
    file: stall,
    find: 'if (this.#isTold || ms < limit)',
    replace: 'if (ms < limit)',
    spec: stallSpec,
  },
  {
    name: 'stall: what settles is not seen',
    file: stall,
    find: 'this.begin(now);',
    replace: '',
    spec: stallSpec,
  },
  {
    name: 'stall: time without a turn counts',
    file: stall,
    find: 'this.#movedAt += ms;',
    replace: '',
    spec: stallSpec,
  },
  {
    name: 'health: it looks on while nothing runs',
    file: health,
    find: 'if (!this._isRunning) return;',
    replace: '',
    spec: healthSpec,
  },
  {
    name: 'health: work that begins later is not looked after',
    file: health,
    find: 'const unwatch = this._pulse.watch(() => {\n      this._wake();\n    });',
    replace:
      'const unwatch = this._pulse.watch(() => {\n      if (this._dueAt === 0) this._wake();\n    });',
    spec: healthSpec,
  },
  {
    name: 'health: its timer is left behind',
    file: health,
    find: '      this._timer?.unsubscribe();\n',
    replace: '',
    spec: healthSpec,
  },
  {
    name: 'health: the youngest work is named',
    file: lane,
    find: 'a.beganAt - b.beganAt || a.place - b.place',
    replace: 'b.place - a.place',
    spec: healthSpec,
  },
  {
    name: 'health: ten times the usual is not waited for',
    file: health,
    find: 'Math.max(SHORTEST_STALL, usual)',
    replace: 'SHORTEST_STALL',
    spec: healthSpec,
  },
  {
    name: 'health: skipped items are failures',
    file: health,
    find: "if (kind === 'rejected') this",
    replace: 'this',
    spec: healthSpec,
  },
  {
    name: 'health: it is judged only with results',
    file: health,
    find: '    this._judge(now);\n    if (!this._isRunning)',
    replace: '    if (!this._isRunning)',
    spec: healthSpec,
  },
  {
    name: 'debugLog: a minus alone switches nothing on',
    file: groups,
    find: "on.includes('*') || (on.length === 0 && off.length > 0)",
    replace: "on.includes('*')",
    spec: groupsSpec,
  },
  {
    name: 'debugLog: a minus goes for nothing',
    file: groups,
    find: '(all || on.includes(group)) && !off.includes(group)',
    replace: '(all || on.includes(group))',
    spec: groupsSpec,
  },
  {
    name: 'debugLog: what a terminal obeys is printed',
    file: line,
    find: 'char.charCodeAt(0)',
    replace: '(char === "\\u009b" ? 0 : char.charCodeAt(0))',
    spec: lineSpec,
  },
  {
    name: 'debugLog: a name of a run is printed as it is',
    file: line,
    find: '` ${plain(run)}`',
    replace: '` ${run}`',
    spec: lineSpec,
  },
  {
    name: 'debugLog: lines are as long as their values',
    file: line,
    find: 'escaped.length <= LONGEST ? escaped',
    replace: 'escaped.length > 0 ? escaped',
    spec: lineSpec,
  },
  {
    name: 'debugLog: groups that are off are printed',
    file: log,
    find: 'if (!groups.has(groupOf(event))) return;',
    replace: '',
    spec: logSpec,
  },
  {
    name: 'debugLog: what it is given to print with ends the run when it throws',
    file: log,
    find: 'line$.next(logLine(event, now - startedAt, run));',
    replace: '(wish.to ?? writeToHost)(logLine(event, now - startedAt, run));',
    spec: logSpec,
  },
  {
    name: 'debugLog: the run is not known',
    file: log,
    find: "if ('runId' in event) run = event.runId;",
    replace: '',
    spec: logSpec,
  },
  {
    name: 'debugLog: a process prints among its data',
    file: log,
    find: 'if (process?.stderr === undefined) console.debug(line);',
    replace: 'if (process !== null) console.debug(line);',
    spec: 'spec/flow/log/event-log.node.spec.ts',
  },
  {
    name: 'debugLog: a page that may store nothing fails',
    file: log,
    find: '} catch {\n    // A page that may not store anything.\n    return undefined;',
    replace: '} catch (error) {\n    throw error;',
    spec: 'spec/flow/log/event-log.spec.ts',
  },
  {
    name: 'debugLog: measures pile up',
    file: measure,
    find: 'performance?.clearMeasures?.(NAME);',
    replace: '',
    spec: measureSpec,
  },
  {
    name: 'debugLog: a chunk is measured from before time began',
    file: measure,
    find: 'Math.max(0, now - ms)',
    replace: 'now - ms',
    spec: measureSpec,
  },
  {
    name: 'debugLog: the gate of a pipeline is not logged',
    file: 'src/flow/create-flow.ts',
    find: 'if (log !== undefined) gate.observe(log);',
    replace: '',
    spec: logSpec,
  },
  {
    name: 'storeTo: what is opened is not told',
    file: commits,
    find: "this.gate.announce({ type: 'opened', runId, items: writer.info.items });",
    replace: '',
    spec: commitsSpec,
  },
  {
    name: 'storeTo: a record is said to have taken no time',
    file: 'src/store/commit-lane.ts',
    find: 'boundary.stored(record, boundary.clock() - this._startedAt);',
    replace: 'boundary.stored(record, 0);',
    spec: commitsSpec,
  },
  {
    name: 'storeTo: positions of records are told from 0',
    file: commits,
    find: 'const position = ranges[0]?.[0];',
    replace: 'const position = 0;',
    spec: commitsSpec,
  },
  {
    name: 'announcer: explicit flows are not asked whether anybody hears',
    file: announcer,
    find: 'for (const explicit of this.named) if (explicit.hasObservers) return true;',
    replace: '',
    spec: announcerSpec,
  },
  {
    name: 'announcer: those below are not asked whether anybody hears',
    file: announcer,
    find: 'for (const parent of this.below) if (parent.isObserved) return true;',
    replace: '',
    spec: announcerSpec,
  },
  {
    name: 'announcer: an observer that has left is still asked for',
    file: announcer,
    find: 'return this.#wishes.size > 0;',
    replace: 'return this.#observers !== undefined;',
    spec: announcerSpec,
  },
  {
    name: 'announcer: an event is not told to explicit flows',
    file: announcer,
    find: 'for (const explicit of this.named) explicit.hear(event, telling);',
    replace: '',
    spec: announcerSpec,
  },
  {
    name: 'gate: one that has left tells nobody below',
    file: 'src/flow/gate.ts',
    find: 'this.#parent = undefined;\n    this.#others = NONE;',
    replace: 'this.#parent = undefined;\n    this.#others = NONE;\n    this.below = NONE;',
    spec: announcerSpec,
  },
];
