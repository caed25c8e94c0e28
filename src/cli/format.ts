import type { RunHolder } from '../store/result-store.js';
import { plainText } from './plain-text.js';

/** `1,234,567`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1,000 items`, `1 item`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `512 B`, `12.1 MB`: powers of 1,000, as disks have it. */
export function bytes(value: number): string {
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  if (value < 1000) return `${value} B`;
  let at = -1;
  let rest = value;
  // What would round to 1,000 is 1 of the next.
  while (rest >= 999.5 && at < units.length - 1) {
    rest /= 1000;
    at++;
  }
  return `${rest.toFixed(rest < 99.95 ? 1 : 0)} ${units[at]}`;
}

/** `0.4 s`, `45 s`, `3 m 2 s`, `2 h 5 m`, `4 d 3 h`. */
export function duration(ms: number): string {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `1 m 30 s to 2 m 5 s`. */
export function range({ low, high }: { readonly low: number; readonly high: number }): string {
  // Tenths of a second would claim what nobody knows.
  const [from, to] = [low, high].map((ms) => duration(Math.max(1, Math.round(ms / 1000)) * 1000));
  const tidy = (text = '') => text.replace('.0 s', ' s');
  return from === to ? tidy(from) : `${tidy(from)} to ${tidy(to)}`;
}

/** `2026-11-23 15:04:05 UTC`. */
export function date(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `process 123 on host, since ...`. */
export function holderText({ pid, host, since }: Pick<RunHolder, 'pid' | 'host' | 'since'>) {
  return `process ${pid} on ${plainText(host)}, since ${date(since)}`;
}
