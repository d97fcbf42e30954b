// Room registry, client: which addresses are this machine itself, where plain HTTP is nobody else's to read. Pure.

/** `host[:port]` of this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d+)?$/.test(address);
}
