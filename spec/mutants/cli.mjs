const spec = (name) => `spec/cli/${name}.node.spec.ts`;
const cli = (name) => `src/cli/${name}.ts`;

/** Faults in one file, which its own spec has to notice. */
const faults = (name, list, by = name) =>
  list.map(([fault, find, replace]) => ({
    name: `sluice: ${fault}`,
    file: cli(name),
    find,
    replace,
    spec: spec(by),
  }));

export default [
  ...faults('run-command', [
    ['a run that is done is read again', 'if (end !== undefined) {', 'if (end === null) {'],
    ['an input that is not there makes a run', 'await plan.check();', ''],
    ['the first signal stops nothing', "if (how === 'drain') watch.drain();", ''],
    [
      'the last line does not resume',
      "run(how !== 'done' && retryFailed ? '--retry-failed' : '--resume'),",
      'lines.run(given, runOptions, runId, undefined),',
    ],
    ['failed items exit with 0', 'failed > 0 ? EXIT.itemsFailed', 'failed > 9 ? EXIT.itemsFailed'],
    [
      'a stopped run exits as a failed one',
      "how === 'stopped' ? EXIT.stopped",
      "how === 'aborted' ? EXIT.stopped",
    ],
    [
      'a stopped run passes for done',
      "info?.state === 'completed' ? 'done'",
      "info !== undefined ? 'done'",
    ],
    ['the second signal exits with the code of a failure', 'EXIT[ending.signal]', 'EXIT.failed'],
    [
      'a broken work module fails the run',
      'ending.error instanceof UsageError',
      'ending.error === null',
    ],
    ['a failure is not explained', 'explain(ending.error) : []', '[] : []'],
    ['the log goes on after the end', 'shown.unsubscribe();', ''],
    ['stdin is not asked for again', 'readsStdin ?', 'where === runId ?'],
  ]),
  ...faults(
    'run-in-store',
    [
      [
        'a run is not told by whom it is written',
        'if (holder !== undefined) throw',
        'if (holder === null) throw',
      ],
      [
        'a run that exists goes on without --resume',
        'if (plan.resume === false) {',
        'if (plan.resume === null) {',
      ],
      ['the other name is taken, too', 'if (!taken.has(', 'if (taken.has('],
      [
        'an open run passes for done',
        "if (state !== 'completed' || (plan.retryFailed && failed > 0)) return undefined;",
        '',
      ],
      [
        'a run that cannot be read is run',
        "if (found?.state === 'unreadable') throw found.error;",
        '',
      ],
    ],
    'run-command',
  ),
  ...faults(
    'file-plan',
    [
      [
        'fewer calls than it is told',
        'maxConcurrentTargets: concurrency,',
        'maxConcurrentTargets: 1,',
      ],
      ['chunks of another size', 'chunkSize: chunk,', 'chunkSize: chunk + 1,'],
    ],
    'run-command',
  ),
  ...faults(
    'plan',
    [
      [
        'more lanes than there may be',
        'Math.ceil(concurrency / chunk) + 1, MOST_CALLS',
        'Math.ceil(concurrency / chunk) + 1, Infinity',
      ],
    ],
    'run-command',
  ),
  ...faults(
    'batch-watch',
    [
      ['the run is not drained', 'void this.#run?.drain();', ''],
      ['a run that has not begun is not drained', 'if (this.#draining) void run.drain();', ''],
      ['the run is not aborted', 'return () => void run.abort();', 'return () => undefined;'],
      [
        'a failed run passes for done',
        "if (state === 'failed') subscriber.error(error);\n        else",
        '',
      ],
      [
        'it ends before the run is given back',
        'this.#run?.done ?? Promise.resolve()',
        'Promise.resolve()',
      ],
    ],
    'batch-watch',
  ),
  ...faults(
    'batch-watch',
    [
      ['work on chunks is work on targets', 'if (process !== undefined) return', 'return'],
      ['a run of another name', '        runId,\n', ''],
      ['what is given does not win', '        ...options,\n', ''],
      ['a run that exists is always resumed', '        resume,\n', ''],
    ].map(([name, find, replace]) => [`run JOB: ${name}`, find, replace]),
    'run-job',
  ),
  ...faults('job-plan', [
    [
      'a store of the job may be another',
      'if (store !== undefined) refuse(',
      'if (store === null) refuse(',
    ],
    [
      '--input is ignored',
      "refuse(given, ['input', 'work', 'format'], ",
      "refuse(given, ['work', 'format'], ",
    ],
    ['--resume is ignored', "given.has('resume') ? resume || true : resume", 'resume'],
    ['--resume takes the force away', 'resume || true', 'true'],
    ['--chunk is ignored', '...sized,\n    ...(concurrency', '...(concurrency'],
    ['--concurrency is ignored', '...(concurrency && callsOf(job, chunkSize, concurrency)),', ''],
    [
      'the definition names no run',
      'runId === undefined ? runIdOf(file)',
      'runId !== null ? runIdOf(file)',
    ],
    [
      'too few chunks for the calls',
      'maxConcurrentChunks: lanesFor(calls, chunk) }',
      'maxConcurrentChunks: 4 }',
    ],
    ['sequential runs have several calls on chunks', "plan.mode === 'sequential' ? 1 : ", ''],
  ]),
  ...faults('job-module', [
    ['anything is a batch', "typeof definition === 'object' && typeof run === 'function'", 'true'],
    [
      'null is looked into',
      "typeof value !== 'object' || value === null",
      "typeof value !== 'object'",
    ],
    [
      'a function is not told what it needs',
      "typeof job === 'function'",
      "typeof job === 'string'",
    ],
  ]),
  ...faults('perform', [
    ['an abort goes on', 'aborts$.next(stop.signal)', 'void stop.signal'],
    [
      'it ends before the store is given back',
      'await firstValueFrom(merge(parts.closed(), aborts$));',
      '',
    ],
    ['a hanging disk is waited for', 'merge(parts.closed(), aborts$)', 'merge(parts.closed())'],
    ['uncaught errors are not heard', 'parts.crashes$.pipe(map(failedBy)),', ''],
    ['signals are kept', 'stops.unsubscribe();', ''],
  ]).map((mutant) => ({ ...mutant, spec: 'spec/cli/perform.spec.ts' })),
  ...faults('watched-store', [
    [
      'the writer is not closed',
      'close: (state) => writer.close(state),',
      'close: () => undefined,',
    ],
    [
      'why values could not be stored is not counted',
      'for (const reason of unstorable.values()) failures.add(reason);',
      '',
    ],
    [
      'failures are not counted',
      'for (const { reason } of record.failures.values()) failures.add(reason);',
      '',
    ],
    ['what could not be stored is not handed on', 'return answer;', ''],
    [
      'one record at a time',
      'const { info, done, failed, mark, concurrency = 1 } = writer;',
      'const { info, done, failed, mark } = writer; const concurrency = 1;',
    ],
    ['what was stored is not told', 'activity.written(record, unstorable.size);', ''],
  ]),
  ...faults('activity', [
    ['earlier failures count as ok', 'ok: items - failed + this.#ok', 'ok: items + this.#ok'],
    ['a call that throws runs for ever', 'if (!later) ended();', ''],
    [
      'what could not be stored counts as ok',
      'values.length - failures.size - unstorable',
      'values.length - failures.size',
    ],
    ['a chunk counts as one item', 'this.#running += size;', 'this.#running += 1;'],
    ['a chunk counts as many calls', 'this.#calls++;', 'this.#calls += size;'],
    [
      'only pull sources are read',
      'if (isPullSource(source)) this.#watch(source);',
      'this.#watch(source as never);',
    ],
    [
      'a thenable is asked twice',
      'Promise.resolve(answer).finally(ended)',
      '((answer as PromiseLike<unknown>).then(ended, ended), answer)',
    ],
    ['an Observable runs for ever', 'return answer.pipe(finalize(ended)) as A;', 'return answer;'],
    ['a pull is waited for after its end', '.finally(() => this.#pulls--)', ''],
    [
      'a stopped run is running again',
      "if (this.#phase === 'starting') this.enter('running');",
      "this.enter('running');",
    ],
  ]),
  ...faults('read-bytes', [
    [
      'what was stored before counts as speed',
      'this.#from = this.#to = placeOf(mark)',
      'this.#to = placeOf(mark)',
    ],
    ['more than all is stored', 'Math.min(this.#to.byte, total)', 'this.#to.byte'],
    ['what has ended and is not stored counts as left', 'perItem - settledBeyond', 'perItem'],
  ]),
  ...faults('frame', [
    [
      'a line is longer than the terminal is wide',
      'gap.length + text.length > room',
      'text.length > room',
    ],
    ['a long name wraps', 'text.slice(0, width - 1)', 'text'],
    ['never folded', 'const WIDE = 60;', 'const WIDE = 0;'],
    ['full before the end', 'Math.floor(share * length)', 'Math.ceil(share * length)'],
  ]),
  ...faults('region', [
    ['the region stays', 'region.end();', ''],
    ['the cursor is hidden', 'showCursor: true', 'showCursor: false'],
    [
      'a line is left standing',
      'if (frame.length !== this.#lines && this.#lines > 0) this.#log.clear();',
      '',
    ],
    ['what others write is drawn over', 'this.#clear();\n      this.#isMidLine', 'this.#isMidLine'],
    [
      'half a line of others is drawn over',
      "if (this.#isMidLine) this.#screen.write('\\n');\n    this.#isMidLine = false;",
      '',
    ],
    ['one column is believed', 'columns < LEAST.columns ?', 'columns < 0 ?'],
    ['wider than 80', 'Math.min(columns, USUAL.columns)', 'columns'],
    ['outputs are not given back', 'for (const restore of this.#restore) restore();', ''],
  ]),
  ...faults('quote', [
    ['a quote ends the argument', `.replaceAll("'", \`'\\\\''\`)`, ''],
    ['an empty argument is lost', '@%+-]+$/', '@%+-]*$/'],
    [
      'a newline breaks the line',
      'if (CONTROL.test(argument)) return',
      'if (argument === null) return',
    ],
  ]),
  ...faults('plain-text', [
    ['escapes reach the terminal', 'text.replace(UNSEEN, escaped)', 'text'],
    ['text is turned around', '\\u2028-\\u202e', '\\u2028\\u2029'],
  ]),
  ...faults('arguments', [
    [
      'a name that every object has is an option',
      'new Map(Object.entries({ ...command.options, help: HELP }))',
      'new Map(Object.entries({ ...command.options, help: HELP, constructor: HELP }))',
    ],
    [
      'an option is taken for a value',
      "inlineValue !== true && value.length > 1 && value.startsWith('-')",
      'inlineValue === null',
    ],
    ['- is no value', 'value.length > 1 && ', ''],
    ['an operand too many is ignored', 'if (surplus !== undefined) {', 'if (surplus === null) {'],
  ]),
  ...faults('command-lines', [
    [
      'a value is not quoted',
      'const quoted = quote(value, this.#platform);',
      'const quoted = value;',
    ],
    [
      'a value with a sign is taken for an option',
      "value.length > 1 && value.startsWith('-')",
      'value.length < 0',
    ],
    ['the job is forgotten', '...this.#operand(given),', ''],
    [
      'a job with a sign is taken for an option',
      "operand.startsWith('-')",
      "operand.startsWith('+')",
    ],
    ['npx is forgotten', "return 'npx sluice';", "return 'sluice';"],
    ['the store is forgotten', 'store === STORE ? []', 'store !== undefined ? []'],
  ]),
  ...faults('input', [
    ['.gz hides the format', ".replace(/\\.gz$/, '')", ''],
    ['a device names a run', 'isRunId(name) ? name : undefined', 'name'],
    ['a folder is read', 'if (found.isDirectory()) throw', 'if (found === null) throw'],
  ]),
  ...faults('failures', [
    ['messages fill the memory', 'this.#groups.size < MOST', 'this.#groups.size < Infinity'],
    ['malformed lines are not grouped', "? 'ERR_MALFORMED_LINE' : text", '? text : text'],
    ['the rest is not counted', 'sum + count, this.#others', 'sum, this.#others'],
  ]),
  ...faults(
    'output',
    [
      ['a closed pipe is a failure', "'EPIPE', ", ''],
      [
        'a full disk is no failure',
        'error == null',
        "error == null || error.message.includes('full')",
      ],
    ],
    'command-line',
  ),
  ...faults(
    'results-command',
    [
      [
        'failed items are printed',
        "outcome.status === 'fulfilled' ? `${json(outcome.value)}\\n` : ''",
        '`${json((outcome as { value?: unknown }).value)}\\n`',
      ],
      ['no value is no JSON', "return 'null';", "return 'undefined';"],
    ],
    'results-command',
  ),
  ...faults(
    'verify-command',
    [
      ['damage exits with 0', 'damaged ||= found.problems.length > 0;', ''],
      ['positions are off by one', 'end - 1}', 'end}'],
    ],
    'verify-command',
  ),
];
