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

export default [
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
    file: commits,
    find: 'boundary.stored(record, boundary.clock() - startedAt);',
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
    find: 'return this.#observers !== undefined && this.#observers.size > 0;',
    replace: 'return this.#observers !== undefined;',
    spec: announcerSpec,
  },
  {
    name: 'announcer: an event is not told to explicit flows',
    file: announcer,
    find: 'for (const explicit of this.named) explicit.hear(event, told);',
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
