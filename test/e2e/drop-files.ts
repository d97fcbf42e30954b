// Room test/e2e: drags files from outside over a page and drops them there: the browser makes the events and the File objects, as
// for a drag from a file manager.
import type { Page } from 'playwright-core';

const shiftModifier = 8;

/** In three steps, so that a test can look at the page in between. */
export async function dragFiles(
  page: Page,
  paths: readonly string[],
  types: readonly ('dragEnter' | 'dragOver' | 'dragCancel' | 'drop')[],
  shift = false,
): Promise<void> {
  // A page behind another gets no drag events.
  await page.bringToFront();
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  try {
    for (const type of types) {
      await session.send('Input.dispatchDragEvent', {
        type,
        x: Math.round(width / 2),
        y: Math.round(height / 2),
        data,
        modifiers: shift ? shiftModifier : 0,
      });
    }
  } finally {
    await session.detach();
  }
}

export async function dropFiles(page: Page, paths: readonly string[], shift: boolean): Promise<void> {
  await dragFiles(page, paths, ['dragEnter', 'dragOver', 'drop'], shift);
}
