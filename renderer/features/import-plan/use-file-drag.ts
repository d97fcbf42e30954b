// Feature import-plan: follows a drag of files over the window to its drop.
import { useEffect, useState } from 'react';

export interface DropTargetProps {
  /** A browser cannot hand over folders. */
  readonly canTakeFolders: boolean;
  readonly onFiles: (files: readonly File[], withoutReview: boolean) => void;
  /** Folders were dropped where they cannot be taken. */
  readonly onFolders: (withoutReview: boolean) => void;
}

export interface FileDrag {
  /** 0 where the browser does not tell. */
  readonly count: number;
  readonly isShift: boolean;
}

/** What hangs over the window now, or null. */
export function useFileDrag({ canTakeFolders, onFiles, onFolders }: DropTargetProps): FileDrag | null {
  const [drag, setDrag] = useState<FileDrag | null>(null);
  useEffect(() => {
    let isOwn = false;
    const isFiles = (event: DragEvent): boolean => !isOwn && (event.dataTransfer?.types.includes('Files') ?? false);
    const over = (event: DragEvent): void => {
      if (!isFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const next = { count: countFiles(event.dataTransfer), isShift: event.shiftKey };
      setDrag((now) => (now?.count === next.count && now.isShift === next.isShift ? now : next));
    };
    // Leaving an element for one inside it is no leaving: the window itself has nothing it goes to.
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDrag(null);
    };
    const drop = (event: DragEvent): void => {
      setDrag(null);
      if (!isFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      const { files, hasFolders } = filesOf(event.dataTransfer, canTakeFolders);
      if (hasFolders) onFolders(event.shiftKey);
      if (files.length > 0) onFiles(files, event.shiftKey);
    };
    const startOwn = (): void => {
      isOwn = true;
    };
    const endOwn = (): void => {
      isOwn = false;
    };
    const listeners = { dragenter: over, dragover: over, dragleave: leave, drop, dragstart: startOwn, dragend: endOwn } as const;
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener as EventListener);
    };
  }, [canTakeFolders, onFiles, onFolders]);
  return drag;
}

function countFiles({ items }: DataTransfer): number {
  return [...items].filter(({ kind }) => kind === 'file').length;
}

const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry()?.isDirectory === true;

/** Must be read during the drop itself. */
function filesOf(
  { items, files }: DataTransfer,
  canTakeFolders: boolean,
): { readonly files: readonly File[]; readonly hasFolders: boolean } {
  if (canTakeFolders) return { files: [...files], hasFolders: false };
  const entries = [...items].filter(({ kind }) => kind === 'file');
  const own = entries.flatMap((item) => (isFolder(item) ? [] : [item.getAsFile()])).filter((file) => file !== null);
  return { files: own, hasFolders: entries.some(isFolder) };
}
