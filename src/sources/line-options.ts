import { integer, oneOf } from '../core/options.js';
import type { Compression } from './open-bytes.js';

/** What the readers of lines have in common. */
export interface LineOptions {
  /**
   * How the input is packed; `'auto'` is gzip if the name ends in `.gz` or the first bytes say so.
   * @default 'auto'
   */
  readonly compression?: Compression | undefined;
  /**
   * Most bytes of a line, or of a record; one that is longer is malformed, and is not held. An integer
   * >= 1. @default 67108864
   */
  readonly maxLineBytes?: number | undefined;
}

export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The rules of the options that the readers of lines have in common. */
export const lineRules = {
  compression: /* @__PURE__ */ oneOf('auto', 'none', 'gzip'),
  maxLineBytes: /* @__PURE__ */ integer(1),
};
