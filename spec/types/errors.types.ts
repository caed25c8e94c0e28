import { expectTypeOf } from 'expect-type';
import {
  SluiceError,
  type BufferOverflowError,
  type RunExistsError,
  type SourceConsumedError,
  type SourceTypeError,
  type WeightError,
  type WorkResultError,
} from '../../src/index.js';

// Each code belongs to one class, so that a switch over codes tells them apart.
type AnyError =
  | BufferOverflowError
  | RunExistsError
  | SourceConsumedError
  | SourceTypeError
  | WeightError
  | WorkResultError;
expectTypeOf<AnyError>().toExtend<SluiceError>();
expectTypeOf<AnyError['code']>().toEqualTypeOf<
  | 'ERR_BUFFER_OVERFLOW'
  | 'ERR_RUN_EXISTS'
  | 'ERR_SOURCE_CONSUMED'
  | 'ERR_SOURCE_TYPE'
  | 'ERR_WEIGHT'
  | 'ERR_WORK_RESULT'
>();
expectTypeOf<AnyError['name']>().toEqualTypeOf<
  | 'BufferOverflowError'
  | 'RunExistsError'
  | 'SourceConsumedError'
  | 'SourceTypeError'
  | 'WeightError'
  | 'WorkResultError'
>();

declare const error: AnyError;
if (error.code === 'ERR_BUFFER_OVERFLOW') {
  expectTypeOf(error).toEqualTypeOf<BufferOverflowError>();
  expectTypeOf(error.operator).toBeString();
  expectTypeOf(error.held).toBeNumber();
  expectTypeOf(error.limit).toBeNumber();
}
if (error.code === 'ERR_RUN_EXISTS') expectTypeOf(error.runId).toBeString();
if (error.code === 'ERR_SOURCE_TYPE') expectTypeOf(error.received).toBeUnknown();
if (error.code === 'ERR_WEIGHT') {
  expectTypeOf(error.item).toBeUnknown();
  expectTypeOf(error.weight).toBeUnknown();
}
if (error.code === 'ERR_WORK_RESULT') {
  expectTypeOf(error.expected).toBeNumber();
  expectTypeOf(error.received).toBeUnknown();
}

declare const caught: unknown;
if (caught instanceof SluiceError) expectTypeOf(caught.code).toBeString();

// @ts-expect-error what they have in common is no error of its own
new SluiceError('message');
