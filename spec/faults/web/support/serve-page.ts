import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a page on this machine that runs a script of the specs; it stays there while browsers die. */
export async function servePage(script: string): Promise<ServedPage> {
  const outdir = 'build/scripts/page';
  const { outputFiles } = await build({
    entryPoints: [script],
    outdir,
    entryNames: 'page',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  const files = new Map(
    outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf('/')), text]),
  );
  const server = createServer(({ url = '' }, response) => {
    const text = files.get(url);
    if (text !== undefined)
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
    else {
      const body = url === '/' ? '<script type="module" src="/page.js"></script>' : 'another';
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${body}`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
