export default [
  {
    name: 'sqlite: looks at a file while another process makes its tables',
    file: 'src/sqlite/sqlite-connection.ts',
    find: 'const isMade = readTransaction(connection, () => checkSchema(connection, file, schema));',
    replace: 'const isMade = checkSchema(connection, file, schema);',
    spec: 'spec/sqlite/sqlite-connection.node.spec.ts',
  },
];
