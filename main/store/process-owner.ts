// Room store: who this process is, and whether the process behind a lease still runs (I8). A process id alone proves
// nothing: it is compared within one boot and one process-id namespace, with the start time where the system tells it.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { LeaseOwner } from '../catalog/leases.ts';
import { errnoOf } from '../errors.ts';

let self: LeaseOwner | undefined;

/** This process as a lease owner. */
export function processOwner(): LeaseOwner {
  self ??= { host: hostMark(), processId: process.pid, startMark: startMark(process.pid) };
  return self;
}

/** Name of the user this process runs as; null where the system has none for the number. */
export function hostUser(): string | null {
  try {
    return userInfo().username || null;
  } catch {
    return null;
  }
}

/** True while the owner runs, false when it is gone, undefined when that cannot be told from this host. */
export function ownerRuns(owner: LeaseOwner): boolean | undefined {
  if (owner.host !== processOwner().host) return undefined;
  try {
    process.kill(owner.processId, 0);
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    if (errnoOf(error) === 'ESRCH') return false;
  }
  return owner.startMark === startMark(owner.processId);
}

function hostMark(): string {
  const parts = [
    hostname(),
    tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    tryRead(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return parts.join(' ');
}

/** Start time of a process in clock ticks since boot (proc(5), stat, field 22); empty where there is no /proc. */
function startMark(processId: number): string {
  return tryRead(() => {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  });
}

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
