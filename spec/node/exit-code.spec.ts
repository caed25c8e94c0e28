import { EXIT } from '../../src/node/exit-code.js';

describe('EXIT', () => {
  it('should be what scripts rely on', () => {
    expect(EXIT).toEqual({
      done: 0,
      failed: 1,
      usage: 2,
      itemsFailed: 3,
      stopped: 75,
      SIGINT: 130,
      SIGTERM: 143,
    });
  });
});
