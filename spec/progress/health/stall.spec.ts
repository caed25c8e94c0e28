import { Stall } from '../../../src/progress/health/stall.js';

describe('Stall', () => {
  it('should be told once, when nothing has settled for as long as the limit', () => {
    const stall = new Stall(0);

    expect(stall.look(99, 0, 100)).toBeUndefined();
    expect(stall.isTold).toBeFalse();
    expect(stall.look(110, 0, 100)).toBe(110);
    expect(stall.isTold).toBeTrue();
    expect(stall.look(500, 0, 100)).toBeUndefined();
  });

  it('should begin anew with all that settles', () => {
    const stall = new Stall(0);
    stall.look(90, 1, 100);

    expect(stall.look(189, 1, 100)).toBeUndefined();
    expect(stall.look(190, 1, 100)).toBe(100);
    expect(stall.look(191, 2, 100)).toBeUndefined();
    expect(stall.isTold).toBeFalse();
    expect(stall.look(300, 2, 100)).toBe(109);
  });

  it('should count from when work began', () => {
    const stall = new Stall(0);
    stall.begin(1000);

    expect(stall.look(1099, 0, 100)).toBeUndefined();
    expect(stall.look(1100, 0, 100)).toBe(100);
  });

  it('should leave out time in which nobody had a turn', () => {
    const stall = new Stall(0);
    stall.leaveOut(1000);

    expect(stall.look(1050, 0, 100)).toBeUndefined();
    expect(stall.look(1100, 0, 100)).toBe(100);
  });
});
