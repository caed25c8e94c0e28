const tree = 'src/flow/tree.ts';
const spec = 'spec/flow/tree.joined.spec.ts';

export default [
  {
    name: 'Tree: an explicit flow does not join the trees of those who name it',
    file: 'src/flow/gate.ts',
    find: 'else this.tree.join(boundary.tree);',
    replace: '',
    spec,
  },
  {
    name: 'Tree: opens while another of its group is in a turn',
    file: tree,
    find: 'for (const tree of this.group) if (tree.depth > 0) return;',
    replace: '',
    spec,
  },
  {
    name: 'Tree: joins without what had opened in the other',
    file: tree,
    find: 'dirty.push(...from.dirty);',
    replace: '',
    spec,
  },
  {
    name: 'Tree: keeps all that ever joined it',
    file: tree,
    find: 'this.left = true;',
    replace: '',
    spec,
  },
  {
    name: 'Tree: lets one go that is in a turn',
    file: tree,
    find: '!tree.left || tree.depth > 0',
    replace: '!tree.left',
    spec,
  },
  {
    name: 'Tree: one that has joined again is let go all the same',
    file: tree,
    find: 'this.left = other.left = false;',
    replace: '',
    spec,
  },
];
