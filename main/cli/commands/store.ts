// Room cli: `stowage store create|open|move|copy|list|forget`.
import type { StoreCopyReport, StoreInfo, StoreMoveReport } from '../../../preload/contract/upkeep-model.ts';
import { StowageError } from '../../errors.ts';
import type { CommandRun, Session, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { faint, type Line, notice, strong } from '../text/line.ts';
import { type Cell, table } from '../text/table.ts';
import { count } from '../text/words.ts';

export const run: CommandRun<'store'> = async (session, [verb = '', ...operands], options) => {
  if (options.name !== undefined && verb !== 'create')
    throw new StowageError('usage', { reason: '--name goes with stowage store create.', command: 'store' });
  const [folder = ''] = operands;
  // The command line knows no other verb: the command table lists them.
  if (verb === 'list') {
    answerList(session, await session.call('store.list', {}));
  } else if (verb === 'forget') {
    answerList(session, await session.call('store.forget', { path: folder }));
  } else if (verb === 'create') {
    answerOpened(
      session,
      await session.call('store.create', { folder: await offer(session, folder), name: options.name }),
      'Made',
    );
  } else if (verb === 'open') {
    const readOnly = options['read-only'];
    answerOpened(session, await session.call('store.open', { folder: await offer(session, folder), readOnly }), 'Opened');
  } else if (verb === 'move') {
    const report = await session.job('store.move', { folder: await offer(session, folder) });
    session.answer(report, { lines: () => [moveLine(report)], names: () => [report.to] });
  } else {
    const report = await session.job('store.copy', { references: operands.slice(1), folder: await offer(session, folder) });
    session.answer(report, {
      lines: () => [copyLine(report)],
      names: () => report.artifacts.map(({ digest }) => digest),
    });
  }
  return 0;
};

async function offer(session: Session, path: string): Promise<string> {
  return await session.offer({ kind: 'path', path });
}

function answerList(session: Session, stores: readonly StoreInfo[]): void {
  session.answer(stores, { lines: (view) => storeListLines(stores, view), names: () => stores.map(({ path }) => path) });
}

function answerOpened(session: Session, store: StoreInfo, did: 'Made' | 'Opened'): void {
  session.answer(store, { lines: () => [openedLine(store, did)], names: () => [store.path] });
  session.remark([[faint('It is used from now on, where no --store and no STOWAGE_STORE says otherwise.')]]);
}

export function openedLine({ name, path, readOnly }: StoreInfo, did: 'Made' | 'Opened'): Line {
  return [`${did} `, strong(name), ` at ${path}${readOnly ? ', read-only' : ''}`];
}

export function storeListLines(stores: readonly StoreInfo[], view: View): readonly Line[] {
  const columns = [{ heading: 'Name' }, { heading: 'State' }, { heading: 'Path' }] as const;
  const rows = stores.map((store): readonly Cell[] => [
    store.current ? strong(store.name) : store.name,
    state(store),
    store.path,
  ]);
  return table(columns, rows, view.screen);
}

function state({ current, readOnly, exists }: StoreInfo): Cell {
  if (!exists) return notice('not there');
  const words = [current ? 'open' : '', readOnly ? 'read-only' : ''].filter((word) => word !== '');
  return faint(words.join(', '));
}

export function moveLine({ from, to, fileCount, sizeBytes }: StoreMoveReport): Line {
  return [`Moved ${count(fileCount, 'file')}, ${bytesText(sizeBytes)}, from ${from} to `, strong(to)];
}

export function copyLine({ to, artifacts, newBytes, heldBytes }: StoreCopyReport): Line {
  return [
    `Copied ${count(artifacts.length, 'artifact')} to `,
    strong(to),
    `: ${bytesText(newBytes)} new, ${bytesText(heldBytes)} already held`,
  ];
}
