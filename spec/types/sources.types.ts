import type { Observable } from 'rxjs';
import { expectTypeOf } from 'expect-type';
import { fromSource } from '../../src/index.js';
import { readCsv, readJsonLines, readLines, type CsvRow } from '../../src/sources/index.js';

// Every input
readLines('a.txt');
readLines(new URL('file:///a.txt'));
readLines(new Blob([]));
readLines(new File([], 'a.txt'));
readLines(new Uint8Array());
readLines(new ReadableStream<Uint8Array>());
readLines(({ signal }) => (signal.aborted ? 'a.txt' : Promise.resolve(new Blob([]))));
// @ts-expect-error -- a number is no input
readLines(5);
// @ts-expect-error -- an unknown option
readLines('a.txt', { encoding: 'utf8' });
// @ts-expect-error -- an unknown compression
readLines('a.txt', { compression: 'br' });
// @ts-expect-error -- the delimiter belongs to readCsv
readJsonLines('a.txt', { delimiter: ';' });

// What they read
expectTypeOf(fromSource(readLines('a.txt'))).toEqualTypeOf<Observable<string>>();
expectTypeOf(fromSource(readJsonLines('a'))).toEqualTypeOf<Observable<unknown>>();
expectTypeOf(fromSource(readJsonLines<{ id: number }>('a'))).toEqualTypeOf<
  Observable<{ id: number }>
>();
expectTypeOf(fromSource(readCsv('a'))).toEqualTypeOf<Observable<CsvRow>>();
expectTypeOf(fromSource(readCsv('a', { delimiter: ';' }))).toEqualTypeOf<Observable<CsvRow>>();
expectTypeOf(fromSource(readCsv<'a' | 'b'>('a'))).toEqualTypeOf<Observable<CsvRow<'a' | 'b'>>>();
expectTypeOf(fromSource(readCsv('a', { header: ['a', 'b'] }))).toEqualTypeOf<
  Observable<CsvRow<'a' | 'b'>>
>();
expectTypeOf(fromSource(readCsv('a', { header: false }))).toEqualTypeOf<Observable<string[]>>();
expectTypeOf(fromSource(readCsv('a', { header: true as boolean }))).toEqualTypeOf<
  Observable<CsvRow | string[]>
>();
