const throwing = (): never => {
  throw new Error('asked');
};

function circle(): unknown {
  const error: { cause?: unknown; response?: unknown; headers?: unknown } = new Error('circle');
  error.cause = error;
  error.response = error;
  error.headers = error;
  return error;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** What work may throw: anything. */
export const HOSTILE: readonly unknown[] = [
  null,
  undefined,
  0,
  NaN,
  '',
  'text',
  5n,
  Symbol('s'),
  [],
  () => undefined,
  Object.create(null),
  circle(),
  revoked(),
  new Proxy({}, { get: throwing, getPrototypeOf: throwing, ownKeys: throwing }),
  ...['status', 'statusCode', 'response', 'cause', 'inner', 'code', 'name', 'message'].map((name) =>
    Object.defineProperty({}, name, { get: throwing }),
  ),
  ...['headers', 'retryAfter'].map((name) => Object.defineProperty({}, name, { get: throwing })),
  { headers: { get: throwing } },
  { headers: { get: () => Symbol('s') } },
  { headers: Object.defineProperty({}, 'retry-after', { enumerable: true, get: throwing }) },
  { headers: new Proxy({}, { ownKeys: throwing }) },
  { status: Symbol('s'), code: Symbol('s'), message: Symbol('s'), retryAfter: 5n },
  { status: NaN, statusCode: '404', response: null, code: {}, message: {}, headers: null },
];
