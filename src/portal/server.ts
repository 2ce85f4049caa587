/** A portal on a port of this machine, and of this machine alone. */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { DroppedConnection } from './errors.ts';
import type { Portal } from './portal.ts';

export interface PortalServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Port 0 takes any free one. A port in use is refused with words that say what to do. */
export async function servePortal(portal: Portal, listen: { port: number }): Promise<PortalServer> {
  const listener = getRequestListener(
    async (request, { outgoing }) => {
      try {
        return await portal.fetch(request);
      } catch (error) {
        if (!(error instanceof DroppedConnection)) throw error;
        outgoing.destroy();
        return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
      }
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  await listening(server, listen.port);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : listen.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is in use: stop what listens there, or choose another with --port`, {
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
