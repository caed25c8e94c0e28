const file = 'src/flow/live.ts';
const spec = 'spec/flow/live.spec.ts';
const chunker = 'src/chunk/chunker.ts';
const bounds = 'spec/chunk/chunk-by.live.spec.ts';

export default [
  {
    name: 'live: a value of the Observable is not checked',
    file,
    find: 'checkValue(where, name, value, rule);',
    replace: '',
    spec,
  },
  {
    name: 'live: an Observable that emits in one go is not stopped',
    file,
    find: 'takeWhile(() => !owner.closed),',
    replace: '',
    spec,
  },
  {
    name: 'live: the Observable finds the gate that it is to change',
    file,
    find: 'const before = swapAmbient(undefined);',
    replace: 'const before = swapAmbient(undefined); swapAmbient(before);',
    spec,
  },
  {
    name: 'live: the Observable outlives the operator',
    file,
    find: 'owner.add(value$.subscribe({ next: set, error: (error: unknown) => owner.error(error) }));',
    replace: 'value$.subscribe({ next: set, error: (error: unknown) => owner.error(error) });',
    spec,
  },
  {
    name: 'live: a plain value is looked at as none',
    file,
    find: 'option === undefined || isObservable(option) ? otherwise : option',
    replace: 'otherwise',
    spec,
  },
  {
    name: 'chunkBy: what is open is not judged by a new size',
    file: chunker,
    find: 'if (this._items.length > 0) this._plain = false;',
    replace: '',
    spec: bounds,
  },
  {
    name: 'chunkBy: an open part of a page takes more than the new size',
    file: chunker,
    find: "if (open >= this._maxSize) {\n      this._cut('size');\n      return start;\n    }",
    replace: '',
    spec: bounds,
  },
  {
    name: 'chunkBy: pages are cut by the first size',
    file: chunker,
    find: 'this._maxSize = this._limits.maxSize;',
    replace: '',
    spec: bounds,
  },
  {
    name: 'chunkBy: a new wait is not heard',
    file: chunker,
    find: 'if (this._deadline !== undefined) this._deadline.maxWait = this._limits.maxWait ?? Infinity;',
    replace: '',
    spec: bounds,
  },
  {
    name: 'chunkBy: a wrong bound ends the run without the open chunk',
    file: 'src/chunk/chunk-by.ts',
    find: 'inlet.error(error);',
    replace: 'below.error(error);',
    spec: bounds,
  },
];
