// Room store, transfer: the memory limits every worker thread is started with. Each `new Worker` names its file literally
// where it stands, or a bundler would not find it; only this part can be shared.

/** The young heap is kept small: content goes through buffers outside of it. */
export const WORKER_LIMITS = { maxYoungGenerationSizeMb: 8 } as const;
