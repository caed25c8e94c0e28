/** What a file of ours holds. */
export interface Schema {
  /** In the header of the file: whose it is, and of which format. */
  readonly application: number;
  readonly version: number;
  /** What a new file is given, in one transaction. */
  readonly sql: string;
  /** What makes its tables and views, as `OBJECTS` gives them. */
  readonly statements: readonly string[];
}

/** `type name` of each, with its text: a file that has anything else was made by somebody else. */
export const OBJECTS = `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'`;

/** A schema of statements, each with a semicolon at the end of its last line. */
export function schemaOf(application: number, version: number, sql: string): Schema {
  const statements = sql
    .split(';\n')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  const marks = `PRAGMA application_id = ${application};\nPRAGMA user_version = ${version};\n`;
  return { application, version, sql: `${sql}${marks}`, statements };
}
