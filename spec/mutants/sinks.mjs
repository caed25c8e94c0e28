const output = { file: 'src/sinks/file-output.ts', spec: 'spec/sinks/file-output.node.spec.ts' };
const lines = {
  file: 'src/sinks/json-lines-file.ts',
  spec: 'spec/sinks/json-lines-file.node.spec.ts',
};
const csv = { file: 'src/sinks/csv-file.ts', spec: 'spec/sinks/csv-file.node.spec.ts' };
const writes = { file: 'src/sinks/writes.ts', spec: 'spec/sinks/write-to.spec.ts' };
const sql = { file: 'src/sinks/sql-table.ts', spec: 'spec/sinks/sql-table.node.spec.ts' };
const sqlRows = { file: 'src/sinks/sql-rows.ts', spec: 'spec/sinks/sql-table.node.spec.ts' };
const dexie = { file: 'src/sinks/dexie-table.ts', spec: 'spec/sinks/dexie-table.spec.ts' };
const input = 'spec/sinks/bad-input.node.spec.ts';
const cells = { file: 'src/sinks/csv-cells.ts', spec: 'spec/sinks/csv-file.node.spec.ts' };

export default [
  {
    ...output,
    name: 'file sink: acknowledges what is not on the device',
    find: 'await file.handle.datasync();',
    replace: '',
  },
  {
    ...output,
    name: 'file sink: leaves half a batch',
    find: 'await this.#cutBack(file).catch(() => undefined);',
    replace: '',
  },
  {
    ...output,
    name: 'file sink: forgets that there is something to cut off',
    find: 'file.isTorn = true;',
    replace: '',
  },
  {
    ...output,
    name: 'file sink: writes over what somebody else has written',
    find: 'if (size !== file.size) {',
    replace: 'if (size < file.size) {',
  },
  {
    ...output,
    name: 'file sink: takes a short write for a whole one',
    find: 'while (done < bytes.length) {',
    replace: 'if (done < bytes.length) {',
  },
  {
    ...output,
    name: 'file sink: writes its head before each batch',
    find: "file.before = '';",
    replace: '',
  },
  {
    ...lines,
    name: 'jsonLinesFile: takes half a number for a row',
    find: "isJson(tail) && typeof JSON.parse(tail) !== 'number'",
    replace: 'isJson(tail)',
  },
  {
    ...lines,
    name: 'jsonLinesFile: cuts off a row that lacks its newline',
    find: "return { size, before: '\\n' };",
    replace: "return { size: start, before: '' };",
  },
  {
    ...lines,
    name: 'jsonLinesFile: writes behind a row that lacks its newline',
    find: "before: '\\n'",
    replace: "before: ''",
  },
  {
    ...lines,
    name: 'jsonLinesFile: looks at one block for the beginning of a line',
    find: 'to = from;',
    replace: 'return 0;',
  },
  {
    ...lines,
    name: 'jsonLinesFile: cuts a file that is none of JSON lines',
    find: 'if (!isOurs) throw',
    replace: 'if (size < 0) throw',
  },
  {
    ...lines,
    name: 'jsonLinesFile: writes "undefined" for a row without JSON',
    find: 'if (json === undefined) throw',
    replace: 'if (row === null) throw',
  },
  {
    ...csv,
    name: 'csvFile: takes a newline within quotes for the end of a row',
    find: 'byte === NEWLINE && !isQuoted',
    replace: 'byte === NEWLINE',
  },
  {
    ...csv,
    name: 'csvFile: forgets the quotes of an earlier block',
    find: 'const bytes = await file.read(from, Math.min(size, from + BLOCK));',
    replace: 'isQuoted = false; const bytes = await file.read(from, Math.min(size, from + BLOCK));',
  },
  {
    ...csv,
    name: 'csvFile: keeps a torn row',
    find: "return { size: end, before: '' };",
    replace: "return { size, before: '' };",
  },
  {
    ...csv,
    name: 'csvFile: goes on below another header',
    find: 'if (begin !== head) throw',
    replace: 'if (size < 0) throw',
  },
  {
    ...csv,
    name: 'csvFile: takes a file that is no CSV for a torn header',
    find: 'size < header.length && head.startsWith(begin)',
    replace: 'size < header.length',
  },
  {
    ...csv,
    name: 'csvFile: writes half a header twice',
    find: 'return { size: 0, before: head };',
    replace: 'return { size, before: head };',
  },
  {
    ...cells,
    name: 'csvFile: lets a spreadsheet run text',
    find: "FORMULA.test(text) ? `'${text}` : text",
    replace: 'text',
  },
  {
    ...cells,
    name: 'csvFile: has numbers as text',
    find: "typeof value === 'number' || typeof value === 'bigint'",
    replace: "typeof value === 'bigint'",
  },
  {
    ...cells,
    name: 'csvFile: writes an empty line for a row',
    find: "cells.length === 1 && cells[0] === '' ? '\"\"' : cells.join(',')",
    replace: "cells.join(',')",
  },
  {
    ...cells,
    name: 'csvFile: does not double quotes',
    find: ".replaceAll('\"', '\"\"')",
    replace: '',
  },
  {
    ...writes,
    name: 'writeTo: writes several results at once',
    find: 'concurrency: 1,',
    replace: 'concurrency: 2,',
  },
  {
    ...writes,
    name: 'writeTo: hands results on out of turn or not at all once left',
    find: 'this._controller.abort();',
    replace: '',
  },
  {
    ...writes,
    name: 'writeTo: leaves a sink open when it is left',
    find: 'if (!this._isWriting) this._closeAfterwards();',
    replace: '',
  },
  {
    ...writes,
    name: 'writeTo: leaves a sink open when it is left during a write',
    find: `if (this.below.closed) this._closeAfterwards();
      else then();`,
    replace: 'then();',
  },
  {
    ...writes,
    name: 'writeTo: closes a sink during a write',
    find: 'if (!this._isWriting) this._closeAfterwards();',
    replace: 'this._closeAfterwards();',
  },
  {
    ...writes,
    name: 'writeTo: tells the end before the sink is closed',
    find: 'this._close(tell, (error) => {',
    replace: `tell();
    this._close(() => undefined, (error) => {`,
  },
  {
    ...writes,
    name: 'writeTo: hides that a sink cannot be closed',
    find: 'else this.abort(error);',
    replace: '',
  },
  {
    ...writes,
    name: 'writeTo: hides that a sink cannot be closed once it is left',
    find: `this.gate.announce({ type: 'closeFailed', reason });`,
    replace: 'void reason;',
  },
  {
    ...writes,
    name: 'writeTo: asks for nothing to be written',
    find: 'if (rows.length === 0) done();',
    replace: 'if (rows.length < 0) done();',
  },
  {
    ...writes,
    name: 'writeTo: hands a result on before its failed items are written',
    find: `if (failed === undefined) done();
        else`,
    replace: `done();
        if (failed !== undefined)`,
  },
  {
    ...writes,
    name: 'writeTo: makes rows of failed items',
    find: `if (outcome.status !== 'fulfilled') failures.push(outcome);`,
    replace: `if (outcome.status === 'skipped') failures.push(outcome as never);`,
  },
  {
    ...writes,
    name: 'writeTo: passes on what is no result',
    find: 'if (isStorable(input)) super.arrive(input);',
    replace: 'if (isStorable(input) || input !== undefined) super.arrive(input);',
  },
  {
    ...writes,
    name: 'writeTo: closes a sink twice',
    find: 'if (this._isClosed) return;',
    replace: '',
  },
  {
    ...writes,
    name: 'writeTo: forgets the second sink where the first cannot be closed',
    find: `closeOther(() => {
          failed(error);
        });`,
    replace: 'failed(error);',
  },
  {
    ...writes,
    name: 'writeTo: does not close the sink of failed items',
    find: 'whenDone(() => other?.close?.(), then, failed);',
    replace: 'then();',
  },
  {
    ...sql,
    name: 'sqlTable: writes without a transaction',
    find: `await run(isSqlite ? 'BEGIN IMMEDIATE' : 'BEGIN', []);`,
    replace: '',
  },
  {
    ...sql,
    name: 'sqlTable: leaves a transaction open',
    find: 'await rollBack(run);',
    replace: '',
  },
  {
    ...sql,
    name: 'sqlTable: writes batches at once',
    find: 'last.then(() => inTransaction(run, isSqlite, statements))',
    replace: 'inTransaction(run, isSqlite, statements)',
  },
  {
    ...sql,
    name: 'sqlTable: writes no more after a failed batch',
    find: 'last = done.catch(() => undefined);',
    replace: 'last = done;',
  },
  {
    ...sql,
    name: 'sqlTable: does not make rows',
    find: 'row === undefined ? given : given.map((each) => row(each))',
    replace: 'given',
  },
  {
    ...sqlRows,
    name: 'sqlTable: writes rows beside those with the same key',
    find: `\`ON CONFLICT (\${this.#keys.map(quoteName).join(', ')}) \` +
      (sets === '' ? 'DO NOTHING' : \`DO UPDATE SET \${sets}\`)`,
    replace: `''`,
  },
  {
    ...sqlRows,
    name: 'sqlTable: keeps the first of two rows',
    find: '`DO UPDATE SET ${sets}`',
    replace: `'DO NOTHING'`,
  },
  {
    ...sqlRows,
    name: 'sqlTable: keeps rows of a batch with one key apart',
    find: 'byKey.set(this.#keyOf(row), values);',
    replace: 'byKey.set(`${byKey.size}${this.#keyOf(row)}`, values);',
  },
  {
    ...sqlRows,
    name: 'sqlTable: takes a row without a key',
    find: 'if (value === null) throw invalid',
    replace: 'if (value === undefined) throw invalid',
  },
  {
    ...sqlRows,
    name: 'sqlTable: stores NaN as NULL',
    find: `typeof value === 'number' && !Number.isNaN(value)`,
    replace: `typeof value === 'number'`,
  },
  {
    ...sqlRows,
    name: 'sqlTable: leaves columns out that the first row lacks',
    find: 'if (own.length !== columns.length || ',
    replace: 'if (',
  },
  {
    ...sqlRows,
    name: 'sqlTable: writes the rest of a batch again',
    find: 'all.slice(from, from + most)',
    replace: 'all.slice(from)',
  },
  {
    ...sqlRows,
    name: 'sqlTable: binds more values than a statement takes',
    find: 'const MOST_VALUES = 999;',
    replace: 'const MOST_VALUES = 999_999;',
  },
  {
    ...sqlRows,
    name: 'sqlTable: does not number placeholders',
    find: '`$${++value}`',
    replace: `'$1'`,
  },
  {
    ...dexie,
    name: 'dexieTable: adds rows without a key',
    find: 'value !== undefined && value !== null',
    replace: 'value !== null',
  },
  {
    ...dexie,
    name: 'dexieTable: takes null for a key',
    find: 'value !== undefined && value !== null',
    replace: 'value !== undefined',
  },
  {
    ...dexie,
    name: 'dexieTable: writes without a transaction',
    find: `await table.db.transaction('rw', [table] as never, () =>
        table.bulkPut(rows as readonly never[], keys as never),
      );`,
    replace:
      'for (const [i, each] of rows.entries()) await table.bulkPut([each] as readonly never[], (keys && [keys[i]]) as never);',
  },
  {
    ...dexie,
    name: 'dexieTable: acknowledges what is not written',
    find: 'await table.db.transaction(',
    replace: 'void table.db.transaction(',
  },
  {
    ...dexie,
    name: 'dexieTable: looks for keys at the first column only',
    find: 'for (const path of paths) checkKey',
    replace: 'for (const path of paths.slice(0, 1)) checkKey',
  },
  {
    ...dexie,
    name: 'dexieTable: does not make rows',
    find: 'row === undefined ? given : given.map((each) => row(each))',
    replace: 'given',
  },
  {
    ...dexie,
    name: 'dexieTable: takes a key where rows have one',
    find: 'if (isInside === (key !== undefined)) {',
    replace: 'if (!isInside && key === undefined) {',
  },
  {
    file: 'src/sinks/text-sink.ts',
    spec: input,
    name: 'file sink: takes a path that no file can have',
    find: "given === '' || ",
    replace: '',
  },
];
