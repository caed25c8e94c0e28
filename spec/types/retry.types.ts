import { expectTypeOf } from 'expect-type';
import { of, retry, throwError, type Observable, type RetryConfig } from 'rxjs';
import {
  backoff,
  classifyError,
  type ErrorClass,
  type RetryDelay,
  type RetryOptions,
} from '../../src/index.js';

expectTypeOf(backoff()).toEqualTypeOf<(error: unknown, retryCount: number) => Observable<0>>();
expectTypeOf(backoff()).toExtend<RetryDelay>();
throwError(() => 1).pipe(retry({ count: 3, delay: backoff({ initial: 10, jitter: 'none' }) }));
backoff({ initial: undefined, random: () => 0.5 });
// @ts-expect-error a word that is not listed
backoff({ jitter: 'equal' });
// @ts-expect-error an unknown option
backoff({ base: 10 });
// @ts-expect-error milliseconds are a number
backoff({ max: '10s' });

expectTypeOf(classifyError('anything')).toEqualTypeOf<ErrorClass>();

// What RxJS takes is taken.
expectTypeOf<RetryConfig>().toExtend<RetryOptions>();
expectTypeOf<RetryOptions['classify']>().toEqualTypeOf<
  ((error: unknown) => ErrorClass) | undefined
>();
const options: RetryOptions = { count: 3, delay: (_error, retryCount) => of(retryCount) };
// @ts-expect-error options are not changed
options.count = 5;
// @ts-expect-error a class of errors that there is none of
options.classify satisfies () => 'passing';
