const [task] = process.argv.slice(2);
if (task === 'hang') for (;;);

function depth(): number {
  try {
    return 1 + depth();
  } catch {
    return 0;
  }
}
console.log(depth() < 2_500 ? 'shallow' : 'deep');
console.error(task);
process.exitCode = 3;
