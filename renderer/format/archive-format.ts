// Room renderer/format: what a format of the contract is called on screen.
import { useTranslation } from 'react-i18next';

const known = {
  oci: 'oci',
  'docker-archive': 'dockerArchive',
  'oci+docker-archive': 'ociDocker',
  'docker-dir': 'dockerFolder',
  'registry-storage': 'registryStorage',
} as const;

/** `docker save archive, gzip`. */
export function useArchiveFormat(): (format: string, compression: string | null) => string {
  const { t } = useTranslation('archives');
  return (format, compression) => {
    const name = t(`formats.${known[format as keyof typeof known] ?? 'other'}`);
    return compression === null || compression === 'none' ? name : t('compressed', { format: name, compression });
  };
}

/** The last part of a path as the user gave it, on either kind of system. */
export function fileName(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) || path
  );
}
