import { readdirSync, readFileSync } from 'node:fs';

interface ErrorClass {
  readonly name: string;
  readonly code: string;
}

/** All that extend SluiceError, with their codes, as the sources say. */
function errorClasses(): ErrorClass[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .flatMap((text) => text.split(/^export class /m).slice(1))
    .filter((text) => /^\w+(<.*?>)? extends SluiceError\b/.test(text))
    .map((text) => ({
      name: /^\w+/.exec(text)?.[0] ?? '',
      code: /readonly code = '(\w+)'/.exec(text)?.[1] ?? '',
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The sections of the page, by their heading. */
const sections = new Map(
  readFileSync('docs/errors.md', 'utf8')
    .split(/^###? /m)
    .map((text): [string, string] => [text.split('\n', 1)[0] ?? '', text]),
);

describe('docs/errors.md', () => {
  const classes = errorClasses();

  it('should find the error classes', () => {
    expect(classes.length).toBeGreaterThan(25);
    expect(classes.filter(({ code }) => !code.startsWith('ERR_'))).toEqual([]);
    expect(new Set(classes.map(({ code }) => code)).size).toBe(classes.length);
  });

  for (const { name, code } of classes) {
    it(`should say of ${name} what it means, and what to do`, () => {
      const section = sections.get(name) ?? 'no section';

      expect(section).toContain(`\n\`${code}\``);
      expect(section).toMatch(/^\*\*It means:\*\* .{20}/m);
      expect(section).toMatch(/^\*\*What to do:\*\* .{20}/m);
    });
  }

  it('should have no section of a class that there is not, and have them in order', () => {
    const named = [...sections.keys()].filter((name) => /^\w+Error$/.test(name));

    expect(named).toEqual(classes.map(({ name }) => name));
  });
});
