import { inspect } from '../../core/inspect.js';
import { exactJson } from './exact-json.js';

/** An error as it is stored: what reads back is this, no instance. */
export interface StoredError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | number;
  readonly cause?: StoredError;
}

const LONGEST_MESSAGE = 8192;
const MOST_CAUSES = 5;

/** Why an item has no value, as members of an object: `,"error":{...}`, `,"reason":...` or nothing. */
export function reasonMembers(reason: unknown): string {
  if (reason === undefined) return '';
  if (isError(reason)) return `,"error":${JSON.stringify(storedError(reason, MOST_CAUSES))}`;
  const json = exactJson(reason);
  if (json !== undefined) return `,"reason":${json}`;
  return `,"error":${JSON.stringify(storedError(reason, 0))}`;
}

/** Reads no more of it than is stored, each member once, since getters may throw. */
function storedError(error: unknown, causes: number): StoredError {
  if (!isError(error)) return { name: 'Error', message: inspect(error) };
  const code = read(error, 'code');
  const cause = read(error, 'cause');
  return {
    name: text(read(error, 'name')) ?? 'Error',
    message: text(read(error, 'message')) ?? '',
    ...(typeof code === 'string' || Number.isFinite(code) ? { code: code as string | number } : {}),
    ...(cause !== undefined && causes > 0 ? { cause: storedError(cause, causes - 1) } : {}),
  };
}

function isError(value: unknown): value is object {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    return false;
  }
}

function read(error: object, name: string): unknown {
  try {
    return (error as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.length > LONGEST_MESSAGE ? `${value.slice(0, LONGEST_MESSAGE)}…` : value;
}
