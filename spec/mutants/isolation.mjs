const file = 'src/work/isolate/isolation.ts';
const spec = 'spec/work/isolate/isolation.spec.ts';

export default [
  {
    name: 'isolation: a right half that must be bad is called',
    file,
    find: 'Math.max(1, suspects >> 1)',
    replace: 'Math.max(1, (this.#from === 0 ? suspects >> 1 : suspects - 1))',
    spec,
  },
  {
    name: 'isolation: a part that failed is called once more',
    file,
    find: 'Math.max(1, suspects >> 1)',
    replace: 'Math.max(1, suspects)',
    spec,
  },
  {
    name: 'isolation: what is right of a bad item must be bad too',
    file,
    find: '    this.#suspectTo = 0;\n    this.#badItems++;',
    replace: '    this.#suspectTo = this.#size;\n    this.#badItems++;',
    spec,
  },
  {
    name: 'isolation: an item that must be bad is not called',
    file,
    find: 'passed(): void {\n    this.#settle();',
    replace:
      'passed(): void {\n    this.#settle();\n    if (this.#suspectTo - this.#from === 1) {\n      this.#to = this.#suspectTo;\n      this.#settle();\n    }',
    spec,
  },
  {
    name: 'isolation: the rest is never called as a whole',
    file,
    find: 'if (this.#badItems < 2) return',
    replace: 'if (this.#badItems < 1) return',
    spec,
  },
  {
    name: 'isolation: the rest is always called as a whole',
    file,
    find: 'if (this.#badItems < 2) return',
    replace: 'if (this.#badItems < 99999) return',
    spec,
  },
  {
    name: 'isolation: what passed since the last bad item counts for nothing',
    file,
    find: 'Math.max(this.#goodFrom / this.#badItems, this.#from - this.#goodFrom)',
    replace: 'this.#goodFrom / this.#badItems',
    spec,
  },
  {
    name: 'isolation: only what passed since the last bad item counts',
    file,
    find: 'Math.max(this.#goodFrom / this.#badItems, this.#from - this.#goodFrom)',
    replace: 'this.#from - this.#goodFrom',
    spec,
  },
  {
    name: 'isolation: scans too late',
    file,
    find: 'const LEAST_GAP = 6;',
    replace: 'const LEAST_GAP = 2;',
    spec,
  },
  {
    name: 'isolation: scans too soon',
    file,
    find: 'const LEAST_GAP = 6;',
    replace: 'const LEAST_GAP = 12;',
    spec,
  },
  {
    name: 'isolation: one half of what was too large must be bad',
    file,
    find: 'if (tooLarge) this.#ends.push',
    replace: 'if (tooLarge) this.#suspectTo = this.#to;\n      if (tooLarge) this.#ends.push',
    spec,
  },
  {
    name: 'isolation: what was too large is made smaller by one item only',
    file,
    find: 'this.#ends.push((this.#from + this.#to) >> 1)',
    replace: 'this.#ends.push(this.#to - 1)',
    spec,
  },
];
