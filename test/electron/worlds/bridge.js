// Stand-in for Electron: one end of the context bridge. Functions of the other world are called at once, through an event whose
// detail the browser clones between worlds: nothing but clones ever crosses.
// oxlint-disable no-unused-vars -- these scripts are joined, and the next one uses it
function makeBridge(here, there, onExposed) {
  const own = [];
  const promised = new Map();
  let answer;

  const send = (message) => window.dispatchEvent(new CustomEvent(`electron-bridge-${there}`, { detail: message }));

  const encode = (value) => {
    if (typeof value === 'function') return { bridged: 'function', id: own.push(value) - 1 };
    if (value instanceof Promise) {
      const id = own.push(value) - 1;
      const settle = (ok) => (result) =>
        send({ kind: 'settle', id, ok, value: encode(ok ? result : String(result?.message ?? result)) });
      value.then(settle(true), settle(false));
      return { bridged: 'promise', id };
    }
    if (Array.isArray(value)) return value.map(encode);
    if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
    }
    return value;
  };

  const decode = (value) => {
    if (Array.isArray(value)) return value.map(decode);
    if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
    if (value.bridged === 'function') return (...args) => call(value.id, args);
    if (value.bridged === 'promise') return new Promise((resolve, reject) => promised.set(value.id, { resolve, reject }));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
  };

  const call = (id, args) => {
    send({ kind: 'call', id, args: encode(args) });
    const { ok, value } = answer;
    if (!ok) throw new Error(value);
    return decode(value);
  };

  const run = ({ id, args }) => {
    try {
      return { kind: 'answer', ok: true, value: encode(own[id](...decode(args))) };
    } catch (error) {
      return { kind: 'answer', ok: false, value: String(error?.message ?? error) };
    }
  };

  window.addEventListener(`electron-bridge-${here}`, (event) => {
    const message = event.detail;
    if (message.kind === 'call') send(run(message));
    if (message.kind === 'answer') answer = message;
    if (message.kind === 'expose') onExposed(message.key, Object.freeze(decode(message.value)));
    if (message.kind === 'settle') {
      const { resolve, reject } = promised.get(message.id);
      promised.delete(message.id);
      if (message.ok) resolve(decode(message.value));
      else reject(new Error(decode(message.value)));
    }
  });
  return { expose: (key, value) => send({ kind: 'expose', key, value: encode(value) }) };
}
