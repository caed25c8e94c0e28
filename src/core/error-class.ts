/**
 * What an error of work says of the next call. Retryable: it may end well. Tolerable: it would fail again,
 * for what the call was about. Fatal: no other call would end well either, so the run is to end.
 */
export type ErrorClass = 'retryable' | 'tolerable' | 'fatal';
