import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loopbackCertificate } from '../support/certificate.ts';
import { SCHEMAS } from './schemas.ts';

export interface Uploaded {
  readonly zip: Buffer;
  /** What the CLI says of the project beside the files: its components as it read them. */
  readonly request: {
    readonly projectName: string;
    readonly buildMessage: string;
    readonly intermediateNodesIndexedByUid: { readonly [uid: string]: { readonly componentType: string } };
  };
  readonly platformVersion: string;
}

/** What answers HubSpot's CLI on this machine; it stores nothing and builds nothing. */
export interface UploadService {
  readonly port: number;
  /** PEM of the authority that the CLI has to trust. */
  readonly authority: string;
  /** `METHOD /path` of every call, in order. */
  readonly calls: readonly string[];
  readonly uploads: readonly Uploaded[];
  close(): Promise<void>;
}

/**
 * Stands in for the part of HubSpot that its CLI talks to at `project validate` and `project upload`.
 *
 * It judges configurations by our own schemas ({@link SCHEMAS}), since HubSpot's are not published: what it takes is well formed and
 * well packed, and not thereby accepted by HubSpot.
 */
export async function startUploadService(accountId: number): Promise<UploadService> {
  const { key, cert } = loopbackCertificate();
  const calls: string[] = [];
  const uploads: Uploaded[] = [];
  const answers: readonly (readonly [RegExp, (body: Buffer, type: string) => unknown])[] = [
    [
      /\/localdevauth\/v1\/auth\/refresh/,
      () => ({
        hubId: accountId,
        userId: 1,
        oauthAccessToken: 'access-for-a-test',
        expiresAtMillis: Date.now() + 3_600_000,
        scopeGroups: [],
        enabledFeatures: {},
        hubName: 'test',
        accountType: 'STANDARD',
      }),
    ],
    [/\/project-schemas\/v3\//, () => SCHEMAS],
    [
      /\/upload\/new-api/,
      (body, type) => {
        uploads.push(uploadOf(body, type));
        return { createdBuildId: 7, buildResultsByComponent: {} };
      },
    ],
    [
      /\/developer\/projects\/v1\/by-name\//,
      () => ({ id: 99, name: 'return-visits', portalId: accountId, createdAt: 1, updatedAt: 1, isLocked: false }),
    ],
    [
      /\/builds\/7\/status/,
      () => ({
        buildId: 7,
        status: 'SUCCESS',
        isAutoDeployEnabled: false,
        subbuildStatuses: [],
        activitySource: { type: 'HUBSPOT_USER' },
        uploadMessage: '',
        portalId: accountId,
        projectName: 'return-visits',
        buildTrigger: 'UPLOAD',
        autoDeployId: 0,
        deployableState: 'DEPLOYABLE',
      }),
    ],
    [/\/structure/, () => ({ topLevelComponentsWithChildren: {} })],
  ];
  const server = createServer({ key, cert }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = (request.url ?? '').replace(/^\/\.com/, '').replace(/^\/+/, '/');
      calls.push(`${request.method} ${path.split('?')[0]}`);
      const answer = answers.find(([pattern]) => pattern.test(path))?.[1];
      const type = request.headers['content-type'] ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ? answer(Buffer.concat(parts), type) : {}));
    });
  });
  // On a busy machine the CLI thinks for longer than the five seconds after which a kept connection would be closed under it.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    authority: cert,
    calls,
    uploads,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The parts of the multipart form. */
function uploadOf(body: Buffer, contentType: string): Uploaded {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const part = (name: string): Buffer => {
    const header = body.indexOf(`name="${name}"`);
    const start = body.indexOf('\r\n\r\n', header) + 4;
    return body.subarray(start, body.indexOf(`\r\n--${boundary}`, start));
  };
  return {
    zip: part('projectFilesZip'),
    request: JSON.parse(part('uploadRequest').toString()) as Uploaded['request'],
    platformVersion: part('platformVersion').toString(),
  };
}
