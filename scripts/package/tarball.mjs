/** What a release holds, and nothing else. */
const TOP = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json'];
const BUILT = /^dist\/(.*[.](js|d[.]ts)([.]map)?|cli\/LICENSES[.]txt)$/;

export function checkTarball(files) {
  const top = [...new Set(files.map((file) => file.split('/')[0]))];
  return [
    ...TOP.filter((name) => !top.includes(name)).map((name) => `${name} is missing`),
    ...files
      .filter((file) => (file.includes('/') ? !BUILT.test(file) : !TOP.includes(file)))
      .map((file) => `${file} does not belong into the package`),
  ];
}
