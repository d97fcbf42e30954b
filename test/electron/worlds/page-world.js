// Stand-in for Electron: the page's end of the context bridge.
makeBridge('page', 'preload', (key, value) => Object.defineProperty(window, key, { value, enumerable: true }));
