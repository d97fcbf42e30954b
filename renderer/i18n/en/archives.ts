// Room renderer/i18n: English words for archive formats and the names of artifacts, shared by import, export and Transfers.
export const archives = {
  formats: {
    dockerArchive: 'docker save archive',
    oci: 'OCI image layout',
    ociDocker: 'docker save archive with OCI layout',
    dockerFolder: 'Docker image folder',
    registryStorage: 'Registry storage folder',
    other: 'Image archive',
  },
  compressed: '{{format}}, {{compression}}',
  untagged: 'untagged',
  more_one: 'and {{count}} more',
  more_other: 'and {{count}} more',
  platformsHere: '{{present}} of {{all}} platforms here',
  absent: 'Not in the archive: {{platforms}}',
} as const;
