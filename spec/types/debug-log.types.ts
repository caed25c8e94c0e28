import { expectTypeOf } from 'expect-type';
import { debugLog, type FlowEvent, type RunningWork } from 'sluice';

debugLog();
debugLog('work,store');
debugLog('*', (line) => {
  expectTypeOf(line).toEqualTypeOf<string>();
});
// @ts-expect-error names are one text
debugLog(['work']);

declare const event: FlowEvent;
if (event.type === 'stalled') expectTypeOf(event.oldest).toEqualTypeOf<RunningWork | undefined>();
if (event.type === 'chunkSettled') expectTypeOf(event.ms).toEqualTypeOf<number>();
