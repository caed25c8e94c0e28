import { toArray } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import type { MalformedLineError } from '../../src/sources/index.js';
import { isMalformed, readJsonLines } from '../../src/sources/index.js';

fromSource(readJsonLines(process.stdin), { flow: null })
  .pipe(toArray())
  .subscribe((items) => {
    const shown = items.map((item) => {
      if (!isMalformed(item)) return item;
      const { file, line } = item.reason as MalformedLineError;
      return `${file}:${line}`;
    });
    console.log(JSON.stringify(shown));
  });
