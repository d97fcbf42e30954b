// Stand-in for Electron: what a sandboxed preload can require, in a world of its own beside the page's.
// oxlint-disable no-unused-vars -- these scripts are joined, and the next one uses it
const bridge = makeBridge('preload', 'page', () => undefined);
const sendToMain = globalThis.electronIpc;
const invoked = new Map();
const listeners = new Map();
let lastId = 0;

/** Files whose paths were asked for: the main process learns them from the browser. */
globalThis.electronFiles = [];

globalThis.electronReceive = (text) => {
  const message = fromWire(JSON.parse(text));
  if (message.kind === 'event') {
    for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...message.args);
    return;
  }
  const { resolve, reject } = invoked.get(message.id);
  invoked.delete(message.id);
  if (message.ok) resolve(message.value);
  else reject(new Error(message.value));
};

const ipcRenderer = {
  invoke: (channel, ...args) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      sendToMain(JSON.stringify(toWire({ id: lastId, channel, args })));
      invoked.set(lastId, { resolve, reject });
    }),
  on: (channel, listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  },
  off: (channel, listener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((other) => other !== listener),
    );
    return ipcRenderer;
  },
};

const electron = {
  contextBridge: { exposeInMainWorld: (key, value) => bridge.expose(key, value) },
  ipcRenderer,
  webUtils: {
    // The answer must come at once, and only the browser knows the path: this mark stands for it until the main process has it.
    getPathForFile: (file) => {
      if (!(file instanceof File)) throw new TypeError('getPathForFile needs a File');
      return `\u0000electron-file:${globalThis.electronFiles.push(file) - 1}`;
    },
  },
};

const require = (name) => {
  if (name !== 'electron') throw new Error(`module not found in a sandboxed preload: ${name}`);
  return electron;
};
