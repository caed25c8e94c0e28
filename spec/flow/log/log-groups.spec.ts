import { groupOf, readGroups } from '../../../src/flow/log/log-groups.js';

describe('readGroups', () => {
  const cases: Record<string, string[]> = {
    '': [],
    work: ['work'],
    'work,store': ['work', 'store'],
    ' work  store, ': ['work', 'store'],
    '*': ['source', 'work', 'store', 'control', 'health'],
    '*,-work': ['source', 'store', 'control', 'health'],
    '-source': ['work', 'store', 'control', 'health'],
    'work,store,-store': ['work'],
    wrok: [],
  };
  for (const [names, groups] of Object.entries(cases)) {
    it(`should read "${names}" as ${groups.join(', ') || 'none'}`, () => {
      expect([...readGroups(names).groups]).toEqual(groups as never[]);
    });
  }

  it('should give back what is no group', () => {
    expect(readGroups('work,wrok,-sotre,*').unknown).toEqual(['wrok', 'sotre']);
    expect(readGroups('work,-store,*').unknown).toEqual([]);
  });
});

describe('groupOf', () => {
  it('should know the group of an event', () => {
    expect(groupOf({ type: 'dropped', count: 1 })).toBe('source');
    expect(groupOf({ type: 'stalled', ms: 1, oldest: undefined })).toBe('health');
    expect(groupOf({ type: 'opened', runId: 'run', items: 0 })).toBe('store');
  });
});
