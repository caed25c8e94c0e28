import { expectTypeOf } from 'expect-type';
import { bufferCount, of, type Observable } from 'rxjs';

// Shows the form; goes when the first operator has its own.
expectTypeOf(of(1).pipe(bufferCount(2))).toEqualTypeOf<Observable<number[]>>();

// @ts-expect-error the size is a number
bufferCount('2');
