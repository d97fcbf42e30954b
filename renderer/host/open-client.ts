// Room renderer/host: chooses the carrier of this window, once: the desktop bridge where the preload put one, else HTTP.
import { type DesktopBridge, DesktopCarrier } from './desktop-carrier.ts';
import type { HostClient } from './host-client.ts';
import { HttpCarrier } from './http-carrier.ts';

declare global {
  interface Window {
    readonly stowage?: DesktopBridge;
  }
}

export function openHostClient(): HostClient {
  return window.stowage === undefined ? new HttpCarrier() : new DesktopCarrier(window.stowage);
}
