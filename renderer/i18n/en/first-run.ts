// Room renderer/i18n: English texts of the first run.
export const firstRun = {
  title: 'Your store is empty',
  text: 'Bring in archives and every layer is kept once, however many images use it.',
  drop: 'Drop archives anywhere in this window',
  kinds: 'docker save .tar, .tar.gz, .tar.zst, OCI archive, OCI layout folder',
  choose: 'Choose files…',
  sample: 'Try the sample archive',
  sampleText: 'A few small images that share layers, to look around with',
  folder: 'Import an OCI layout folder',
  folderText: 'Copies what is in the folder into the store; the folder stays as it is',
  keptIn: 'Kept in',
  free: '{{size}} free',
  otherStore: 'Open another store…',
  offline: 'Works offline: no network is contacted.',
} as const;
