import { net, protocol } from 'electron';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pageFile } from './page-file.ts';

/** The window's own scheme: unlike file:, it gives the page an origin and reaches one folder only. */
const scheme = 'quillwave';
export const pageUrl = `${scheme}://window/index.html`;

/** Nothing is allowed that the page does not need; it needs nothing from anywhere but here. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  // Drawings of experiments; as images they can neither run nor fetch anything.
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** To be called before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** Serves the built window from `folder`, and nothing outside it. */
export function servePage(folder: string): void {
  protocol.handle(scheme, async (request) => {
    const file = pageFile(folder, request.url);
    const type = file === undefined ? undefined : contentTypes[extname(file)];
    if (file === undefined || type === undefined || request.method !== 'GET') {
      return new Response('Not found', { status: 404 });
    }
    const response = await net.fetch(pathToFileURL(file).href).catch(() => undefined);
    if (response?.ok !== true) return new Response('Not found', { status: 404 });
    return new Response(response.body, {
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      },
    });
  });
}
