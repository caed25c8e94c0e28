const faults = (file, spec, list) =>
  list.map(([name, find, replace]) => ({
    name: `loadConfig: ${name}`,
    file: `src/node/${file}.ts`,
    find,
    replace,
    spec: `spec/node/${spec}`,
  }));

export default [
  ...faults('config/config-text', 'config/config-text.node.spec.ts', [
    ['a byte less than may be', 'found.size > MOST', 'found.size >= MOST'],
    ['a file of any size is read', 'if (found.size > MOST)', 'if (found.size < 0)'],
    ['a folder is no folder', 'if (found.isDirectory())', 'if (found.isFIFO())'],
    ['bytes that are no UTF-8 are read', '{ fatal: true }', '{ fatal: false }'],
    ['columns from 0', 'offset - before.lastIndexOf', 'offset - 1 - before.lastIndexOf'],
    ['lines from 0', "before.split('\\n').length", "before.split('\\n').length - 1"],
    [
      'the cause is forgotten',
      '`it cannot be read (${code})`, error)',
      '`it cannot be read (${code})`)',
    ],
  ]),
  ...faults('config/config-entries', 'config/config-entries.node.spec.ts', [
    ['the shape is not looked at', 'new Shape(place).check(tokens);', ''],
    ['a second document is ignored', 'if (second !== undefined)', 'if (second === null)'],
    [
      'a list passes for a map',
      "value.start.type === 'flow-map-start'",
      'value.start !== undefined',
    ],
    ['names may be nested', 'for (const token of [key, item])', 'for (const token of [item])'],
    ['values may be nested', 'for (const token of [key, item])', 'for (const token of [key])'],
    ['tags are taken', "type !== 'anchor' && type !== 'tag'", "type !== 'anchor'"],
    ['anchors are taken', "type !== 'anchor' && type !== 'tag'", "type !== 'tag'"],
    ['aliases are taken', "if (type === 'alias')", "if (type === 'space')"],
    ['a mark before the map is taken', 'this.#checkMarks(document.start);', ''],
    ['a mark before a name is taken', '[...start, ...(sep ?? [])]', '[...(sep ?? [])]'],
    ['what the parser warns of is taken', ', ...(document?.warnings ?? [])', ''],
    ['what the parser refuses is taken', '...(document?.errors ?? []), ', ''],
    ['a text on several lines is refused', " || type === 'block-scalar'", ''],
    ['a file may ask for YAML 1.1', "schema: 'core',", ''],
  ]),
  ...faults('config/config-options', 'config/config-options.node.spec.ts', [
    [
      'options can be changed',
      'Object.freeze(Object.fromEntries(options))',
      'Object.fromEntries(options)',
    ],
    [
      'names that every object has are known',
      'Object.hasOwn(RULES, name) ? RULES[name] : undefined',
      'RULES[name]',
    ],
    ['the last of two wins', 'if (options.has(name))', 'if (options.has(valueAt as never))'],
    ['a wrong value is told at its name', 'place(valueAt)', 'place(nameAt)'],
    ['a strategy of any name', "strategy: oneOf('fixed'),", ''],
    [
      'a store can stand in a file',
      "['store', 'whenFull', 'retention',",
      "['whenFull', 'retention',",
    ],
    ['snake_case is unknown', ".replace(/[^A-Za-z0-9]/g, '')", ''],
    [
      'what is not available yet is unknown',
      'if (NOT_YET.some(isMeant))',
      'if (NOT_YET.includes(name))',
    ],
    [
      'the nearest name is not told',
      'const near = nearest(name, known);',
      'const near = nearest(name, []);',
    ],
  ]),
  ...faults('load-config', 'load-config.node.spec.ts', [
    ['an URL is no path', 'fileURLToPath(file)', 'String(file)'],
    [
      'an URL of the web is read',
      "value.protocol === 'file:' ? 'ok'",
      "value.protocol !== '' ? 'ok'",
    ],
    ['NUL in a path', "value === '' || value.includes('\\0')", "value === ''"],
  ]),
  ...faults('config/config-error', 'config/config-error.spec.ts', [
    ['the column is not told', '`${file}:${line}:${column ?? 1}`', '`${file}:${line}`'],
    ['the code is another', "'ERR_CONFIG'", "'ERR_INPUT'"],
  ]),
];
