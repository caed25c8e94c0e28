/** Far more than any step takes, also on a machine that is busy. */
const LIMIT = 60_000;

/** The promise; or an error that names the step, where it does not settle: a hang that says where. */
export async function within<T>(step: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it hung: ${step}`)), LIMIT);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
