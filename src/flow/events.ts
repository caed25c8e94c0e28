/** What went unnoticed in a pipeline that cannot keep its promise. */
export type WarningCode = 'NO_FLOW' | 'NOBODY_LISTENS' | 'UNASKED';

/** What a pipeline has to tell that is no result. */
export type FlowEvent =
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string }
  /** A hot source overflowed: `count` items were dropped since it was subscribed. */
  | { readonly type: 'dropped'; readonly count: number }
  /** A source failed while it was being closed. */
  | { readonly type: 'closeFailed'; readonly reason: unknown };
