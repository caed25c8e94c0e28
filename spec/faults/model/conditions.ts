import type { When } from './command.js';

/** When a command makes sense. */
export const isOn: When = ({ pipeline, ledger }) => pipeline !== undefined && !ledger.over;
export const isOff: When = ({ pipeline }) => pipeline === undefined;
export const isStarted: When = ({ ledger }) => ledger.starts > 0;
export const isStoreBroken: When = ({ ports: { store } }) =>
  store.holds || store.fails !== undefined;
export const mayGive: When = ({ ledger }) => !ledger.complete && ledger.elements.length < 60;
export const mayRepeat: When = (harness) =>
  mayGive(harness) && harness.setup.identity === 'key' && harness.ledger.elements.length > 0;
/** Where chunks have lanes. */
export const mayConfigure: When = (harness) =>
  isOn(harness) && !['sequential', 'streaming'].includes(harness.setup.form);
export const hasCalls: When = ({ ports }) => ports.work.open.length > 0;
