import Jasmine from 'jasmine';
import { runnerCases } from './runner-cases.js';

const runner = new Jasmine();
runner.loadConfig({ random: false });
runnerCases(it);
await runner.execute();
