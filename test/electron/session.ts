// Stand-in for Electron: the session: handlers of own schemes and of permissions. Chromium is told what the app decided.
import type { BrowserContext } from 'playwright-core';
import { fromBrowser } from './browser.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;
type RequestHandler = (contents: unknown, permission: string, done: (granted: boolean) => void, details: unknown) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: unknown) => boolean;

/** Electron's name of a permission → Chromium's. */
const permissions: Readonly<Record<string, string>> = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  media: 'camera',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
};

class Protocol {
  readonly schemes = new Map<string, SchemeHandler>();
  readonly privileged: unknown[] = [];

  registerSchemesAsPrivileged(schemes: readonly unknown[]): void {
    this.privileged.push(...schemes);
  }

  handle(scheme: string, handler: SchemeHandler): void {
    this.schemes.set(scheme, handler);
  }
}

export class Session {
  readonly protocol = new Protocol();
  requestHandler: RequestHandler = (_contents, _permission, done) => done(true);
  checkHandler: CheckHandler = () => true;
  deviceHandler: (details: unknown) => boolean = () => true;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler;
  }

  setDevicePermissionHandler(handler: (details: unknown) => boolean): void {
    this.deviceHandler = handler;
  }

  setDisplayMediaRequestHandler(): void {
    // Chromium without a head shares no screen.
  }

  /** Grants in Chromium what the app's handlers grant, before a page loads. */
  async applyPermissions(context: BrowserContext, contents: unknown, origin: string): Promise<void> {
    const granted: string[] = [];
    for (const [name, chromiumName] of Object.entries(permissions)) {
      const requested = await new Promise<boolean>((resolve) => this.requestHandler(contents, name, resolve, {}));
      if (requested && this.checkHandler(contents, name, origin, {})) granted.push(chromiumName);
    }
    await context.grantPermissions(granted, { origin });
  }

  /** The app's answer to a request of its own scheme, or undefined. */
  async answer(request: { readonly url: string; readonly method: string }): Promise<Response | undefined> {
    const url = fromBrowser(request.url);
    const handler = this.protocol.schemes.get(new URL(url).protocol.slice(0, -1));
    return handler === undefined ? undefined : await handler(new Request(url, { method: request.method }));
  }
}

export const session = { defaultSession: new Session() };
