import { test } from 'node:test';
import { runnerCases } from './runner-cases.js';

runnerCases((name, body) => void test(name, body));
