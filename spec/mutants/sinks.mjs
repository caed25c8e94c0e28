const output = { file: 'src/sinks/file-output.ts', spec: 'spec/sinks/file-output.node.spec.ts' };
const lines = {
  file: 'src/sinks/json-lines-file.ts',
  spec: 'spec/sinks/json-lines-file.node.spec.ts',
};
const csv = { file: 'src/sinks/csv-file.ts', spec: 'spec/sinks/csv-file.node.spec.ts' };
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
];
