import { readFileSync } from 'node:fs';
import * as rx from 'rxjs';
import { SHAPES, verdictOn } from './canary-cases.js';
import { SOURCE_KINDS } from './canary-stall.js';

const page = readFileSync('docs/operators-that-hold-items.md', 'utf8');
const code = new Set(
  [...page.matchAll(/`([^`\n]+)`/g)].flatMap(([, text = '']) => text.split(/\W+/)),
);

describe('canary', () => {
  for (const shape of SHAPES) {
    const verdicts = SOURCE_KINDS.map((kind) => verdictOn(shape, kind).is);
    if (verdicts.every((verdict) => verdict === 'governed')) continue;

    it(`should find "${shape.shape}" in the page on operators that hold items`, () => {
      const [operators = ''] = shape.shape.split(/ to | of | with | \(/);
      const missing = operators.split(/\W+/).filter((name) => name in rx && !code.has(name));

      expect(missing).toEqual([]);
    });
  }
});
