const file = 'src/core/options.ts';
const table = 'spec/bad-input.spec.ts';
const core = 'spec/core/options.spec.ts';

export default [
  {
    name: 'options: fractions are integers',
    file,
    find: 'Number.isInteger(value) && value >= min',
    replace: 'value >= min',
    spec: table,
  },
  {
    name: 'options: Infinity is an integer everywhere',
    file,
    find: 'infinity && value === Infinity',
    replace: 'value === Infinity',
    spec: table,
  },
  {
    name: 'options: a duration may be longer than a timer',
    file,
    find: 'value >= min && value <= LONGEST_DURATION',
    replace: 'value >= min',
    spec: table,
  },
  {
    name: 'options: null is absent',
    file,
    find: 'if (value === undefined) continue;',
    replace: 'if (value === undefined || value === null) continue;',
    spec: table,
  },
  {
    name: 'options: unknown names are let through',
    file,
    find: 'if (rule === undefined) throw unknownOption(where, String(name), Object.keys(rules), path);',
    replace: 'if (rule === undefined) continue;',
    spec: table,
  },
  {
    name: 'options: names that every object has are known',
    file,
    find: 'Object.hasOwn(rules, name) ? rules[name as keyof O] : undefined',
    replace: 'rules[name as keyof O]',
    spec: core,
  },
  {
    name: 'options: an unknown name is told without its path',
    file: 'src/core/option-error.ts',
    find: 'quote(path + name)',
    replace: 'quote(name)',
    spec: core,
  },
  {
    name: 'options: a name is proposed without its path',
    file: 'src/core/option-error.ts',
    find: '"${path + near}"',
    replace: '"${near}"',
    spec: core,
  },
  {
    name: 'options: an option is read twice',
    file,
    find: 'checkValue(where, path + String(name), value, rule);',
    replace:
      'checkValue(where, String(name), (options as Record<PropertyKey, unknown>)[name], rule);',
    spec: core,
  },
  {
    name: 'options: instances of classes are options',
    file,
    find: 'return prototype === null || Object.getPrototypeOf(prototype) === null;',
    replace: 'return true;',
    spec: table,
  },
  {
    name: 'options: a text is an ObservableInput',
    file,
    find: "if (typeof value === 'string') return 'type';",
    replace: '',
    spec: table,
  },
  {
    name: 'options: what is on Object.prototype is an option',
    file,
    find: 'Object.create(null) as Record<string, unknown>',
    replace: '({}) as Record<string, unknown>',
    spec: core,
  },
  {
    name: 'options: a value out of range is of the wrong type',
    file: 'src/core/option-error.ts',
    find: "coded(new RangeError(message), 'ERR_OUT_OF_RANGE')",
    replace: "coded(new TypeError(message), 'ERR_INVALID_ARG_TYPE' as 'ERR_OUT_OF_RANGE')",
    spec: table,
  },
  {
    name: 'options: the first option is the nearest',
    file: 'src/core/option-error.ts',
    find: 'if (distance < least) {',
    replace: 'if (distance < least && best === undefined) {',
    spec: 'spec/core/option-error.spec.ts',
  },
  {
    name: 'options: a revoked proxy cannot be shown',
    file: 'src/core/inspect.ts',
    find: 'return Array.isArray(value);\n  } catch {\n    return false;\n  }',
    replace: 'return Array.isArray(value);\n  } finally {\n    void 0;\n  }',
    spec: 'spec/core/inspect.spec.ts',
  },
];
