import { MEMORY, PAUSED, SLOTS, STARTING } from '../../src/flow/gate.js';
import type { StageState } from '../../src/flow/tree.js';
import { waitingOn } from '../../src/progress/waiting-on.js';

const stage = (kind: StageState['kind'], mask = 0): StageState => ({
  kind,
  mask,
  running: 0,
  waiting: 0,
});

describe('waitingOn', () => {
  it('should be nothing without stages', () => {
    expect(waitingOn([])).toBe('nothing');
  });

  it('should be the source while every stage has room', () => {
    expect(waitingOn([stage('chunker'), stage('work'), stage('store')])).toBe('source');
  });

  it('should be work while a stage of work is full', () => {
    expect(waitingOn([stage('chunker'), stage('work', SLOTS)])).toBe('work');
    expect(waitingOn([stage('map', SLOTS)])).toBe('work');
  });

  it('should be the rate where nothing but a rate limit is full', () => {
    expect(waitingOn([stage('rate', SLOTS), stage('work')])).toBe('rate');
    expect(waitingOn([stage('rate', SLOTS), stage('work', SLOTS)])).toBe('work');
    expect(waitingOn([stage('rate', SLOTS), stage('store', SLOTS)])).toBe('store');
  });

  it('should be the store while it is full, since that is what fills the lanes above', () => {
    expect(waitingOn([stage('work', SLOTS), stage('store', SLOTS)])).toBe('store');
    expect(waitingOn([stage('work'), stage('store', SLOTS)])).toBe('store');
    expect(waitingOn([stage('work', SLOTS), stage('store')])).toBe('work');
  });

  it('should be what is left of a source that is over, since nothing more comes of that', () => {
    const ended = (kind: StageState['kind']) => ({ ...stage(kind), over: true });
    expect(waitingOn([stage('chunker'), ended('work'), stage('store')])).toBe('work');
    expect(waitingOn([ended('map')])).toBe('work');
    expect(waitingOn([ended('store')])).toBe('store');
    expect(waitingOn([ended('work'), stage('store', SLOTS)])).toBe('store');
    expect(waitingOn([ended('work'), stage('pause', PAUSED)])).toBe('work');
    expect(waitingOn([ended('work'), stage('store', STARTING)])).toBe('start');
  });

  it('should be the memory, the start or the pause before anything that is full', () => {
    const full = [stage('work', SLOTS), stage('store', SLOTS)];
    expect(waitingOn([...full, stage('work', MEMORY)])).toBe('memory');
    expect(waitingOn([...full, stage('store', STARTING)])).toBe('start');
    expect(waitingOn([...full, stage('pause', PAUSED)])).toBe('pause');
  });

  it('should be what has to end first, where there are several', () => {
    const pause = stage('pause', PAUSED);
    const start = stage('store', STARTING | SLOTS);
    const memory = stage('work', MEMORY | SLOTS);
    expect(waitingOn([memory, start, pause])).toBe('pause');
    expect(waitingOn([memory, start])).toBe('start');
    expect(waitingOn([memory])).toBe('memory');
  });
});
