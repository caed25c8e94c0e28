import { Pulse } from '../../src/flow/pulse.js';

describe('Pulse', () => {
  it('should tell all who watch that work begins, until they leave', () => {
    const pulse = new Pulse();
    const told: string[] = [];
    const leave = pulse.watch(() => told.push('a'));
    pulse.watch(() => told.push('b'));

    pulse.began();
    leave();
    pulse.began();

    expect(told).toEqual(['a', 'b', 'b']);
  });
});
