// Feature import-plan: asks the browser for files, in its own chooser.

/** The files the user chose; none when the chooser was dismissed. Must be called while handling a press. */
export async function chooseFiles(): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  const files = new Promise<readonly File[]>((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
  });
  input.click();
  return await files;
}
