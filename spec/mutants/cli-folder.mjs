const file = 'src/cli/folder.ts';
const spec = 'spec/cli/folder.node.spec.ts';

export default [
  {
    name: 'sluice: what JSON has no word for is changed',
    file: 'src/cli/results-command.ts',
    find: 'exactJson(value) ?? taggedJson(value) ??',
    replace: '',
    spec,
  },
  {
    name: 'sluice: what looks like a tag is written as one that means itself',
    file: 'src/cli/results-command.ts',
    find: 'exactJson(value) ?? taggedJson(value)',
    replace: 'taggedJson(value)',
    spec,
  },
  {
    name: 'sluice: the format of results is not heard',
    file,
    find: "given.oneOf('result-format', ['json', 'binary'])",
    replace: "given.oneOf('result-format', ['json', 'binary']) && 'json'",
    spec,
  },
  {
    name: 'sluice: compression is not heard',
    file,
    find: "given.oneOf('compression', COMPRESSIONS)",
    replace: "given.oneOf('compression', COMPRESSIONS) && 'none'",
    spec,
  },
  {
    name: 'sluice: a folder without a name is the one where it stands',
    file,
    find: "if (where === '')",
    replace: 'if (false)',
    spec,
  },
  {
    name: 'sluice: a run of the other format is said to be of this one',
    file: 'src/cli/explain.ts',
    find: "error.format === 'cbor' ? 'binary' : 'json'",
    replace: "error.format === 'cbor' ? 'json' : 'binary'",
    spec: 'spec/cli/explain.node.spec.ts',
  },
];
