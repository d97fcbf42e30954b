// Room registry, server: the worker thread that compares passwords, one after the other: bcrypt takes its time on purpose, which
// pulls and pushes shall not wait for.
import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';

/** To the worker. */
export interface PasswordQuestion {
  readonly id: number;
  readonly password: string;
  /** bcrypt. */
  readonly hash: string;
}

/** From it. */
export interface PasswordAnswer {
  readonly id: number;
  readonly fits: boolean;
}

const port = parentPort;
if (port === null) throw new Error('password-worker is a worker thread');
port.on('message', ({ id, password, hash }: PasswordQuestion) => {
  port.postMessage({ id, fits: compareSync(password, hash) } satisfies PasswordAnswer);
});
