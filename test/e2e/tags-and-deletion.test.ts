// Room test/e2e: tags are given, moved and taken with a way back; deletion says beforehand what it frees, for one artifact and for
// several together, and keeps to it to the byte.
import { describe, expect, test } from 'vitest';
import { blobsIn, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { ArtifactPage } from './pages/artifact-page.ts';
import { exactBytes, Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const web = 'registry.example.com/team/web';

/** 1 and 2 share a layer with the other repository, 2 and 3 one between themselves. */
async function start(door: HostKind): Promise<{ app: Launched; frame: Frame; library: Library }> {
  const archive = await writeImages(journey.folder, 'team.tar', {
    [`${web}:1`]: ['base', 'first'],
    [`${web}:2`]: ['base', 'between', 'second'],
    [`${web}:3`]: ['between', 'third'],
    'registry.example.com/team/base:1': ['base'],
  });
  await withStore(journey.store, async (store) => await store.importPath(archive));
  const app = await journey.start(door);
  const frame = new Frame(app.page);
  const library = new Library(app.page);
  await library.repository(web).click();
  await library.artifact('1').waitFor();
  return { app, frame, library };
}

async function tagsOf(app: Launched): Promise<Readonly<Record<string, string>>> {
  const { items } = await ask(app, 'tag.list', { repository: web });
  return Object.fromEntries(items.map(({ tag, digest }) => [tag, digest]));
}

/** `du` as a client sees it, checked against the files themselves. */
async function diskBytes(app: Launched): Promise<number> {
  const usage = await ask(app, 'usage.show', {});
  const files = [...blobsIn(journey.store).values()].reduce((sum, bytes) => sum + bytes.length, 0);
  expect(usage.diskBytes).toBe(files);
  return usage.diskBytes;
}

describe.each(doors)('in %s, a tag', (door) => {
  test('that is added shows at once, and Undo takes it away', async () => {
    const { app, frame, library } = await start(door);
    const before = await tagsOf(app);
    await library.act(library.artifact('1'), 'Add tag…');
    const dialog = frame.dialog('Add tag');
    await dialog.getByRole('textbox').fill(`${web}:stable`);
    await dialog.getByRole('button', { name: 'Add tag' }).click();
    await library.artifact('stable').waitFor();
    expect(await tagsOf(app)).toEqual({ ...before, stable: before['1'] });
    await frame.undo('stable added to');
    await library.artifact('stable').waitFor({ state: 'hidden' });
    expect(await tagsOf(app)).toEqual(before);
  });

  test('that points elsewhere is said to move, and Undo moves it back', async () => {
    const { app, frame, library } = await start(door);
    const before = await tagsOf(app);
    await library.act(library.artifact('1'), 'Add tag…');
    const dialog = frame.dialog('Add tag');
    await dialog.getByRole('textbox').fill(`${web}:2`);
    await dialog.getByText('This tag now points to').waitFor();
    await dialog.getByRole('button', { name: 'Move tag' }).click();
    await frame.notice('2 moved from').waitFor();
    expect(await tagsOf(app)).toEqual({ ...before, 2: before['1'] });
    await frame.undo('2 moved from');
    await eventually(async () => await tagsOf(app)).toEqual(before);
  });

  test('that is removed leaves the artifact, and Undo gives it back', async () => {
    const { app, frame, library } = await start(door);
    const before = await tagsOf(app);
    await library.act(library.artifact('3'), 'Remove tag 3');
    await frame.notice('3 removed. The artifact stays.').waitFor();
    await library.artifacts.getByText('was').waitFor();
    expect((await ask(app, 'artifact.list', { repository: web })).total).toBe(3);
    await frame.undo('3 removed');
    await eventually(async () => await tagsOf(app)).toEqual(before);
    await library.artifacts.getByText('was').waitFor({ state: 'hidden' });
  });

  test('is added and removed on the page of its artifact, too', async () => {
    const { app, frame, library } = await start(door);
    const before = await tagsOf(app);
    await library.artifact('1').dblclick();
    const artifact = new ArtifactPage(app.page);
    await artifact.head.getByRole('button', { name: 'Add tag…' }).click();
    await frame.dialog('Add tag').getByRole('textbox').fill(`${web}:1-signed`);
    await frame.dialog('Add tag').getByRole('button', { name: 'Add tag' }).click();
    await artifact.tag('1-signed').click();
    await app.page.getByRole('menuitem', { name: 'Remove tag 1-signed' }).click();
    await artifact.tag('1-signed').waitFor({ state: 'hidden' });
    await frame.undo('1-signed removed');
    await artifact.tag('1-signed').waitFor();
    expect(await tagsOf(app)).toEqual({ ...before, '1-signed': before['1'] });
  });
});

describe.each(doors)('in %s, deletion', (door) => {
  test('of one artifact frees what its dialog says, to the byte', async () => {
    const { app, frame, library } = await start(door);
    const before = await diskBytes(app);
    await library.act(library.artifact('1'), 'Delete…');
    const question = frame.question('Delete this artifact?');
    await question.getByText('1 tag goes with it').waitFor();
    const act = question.getByRole('button', { name: /^Delete and free/ });
    await eventually(async () => await act.isEnabled()).toBe(true);
    const [frees = -1] = await exactBytes(question);
    // Whoever only presses Enter deletes nothing.
    expect(await question.getByRole('button', { name: 'Cancel' }).evaluate((each) => each === document.activeElement)).toBe(true);
    await act.click();
    await frame.notice('1 artifact deleted').waitFor();
    await library.artifact('1').waitFor({ state: 'hidden' });
    expect(frees).toBeGreaterThan(0);
    expect(before - (await diskBytes(app))).toBe(frees);
  });

  test('of several frees what they hold together, which is more than one by one', async () => {
    const { app, frame, library } = await start(door);
    const before = await diskBytes(app);
    await library.artifact('2').click();
    await library.artifact('3').click({ modifiers: ['ControlOrMeta'] });
    await library.inspector.getByRole('heading', { name: '2 artifacts selected' }).waitFor();
    await library.inspector.getByText(/is shared only between them/).waitFor();
    const { items } = await ask(app, 'artifact.list', { repository: web });
    const both = items.filter(({ tags }) => tags[0] === '2' || tags[0] === '3');
    const artifacts = both.map(({ repository, digest }) => ({ repository, digest }));
    const footprint = await ask(app, 'selection.footprint', { artifacts });
    const { sizeBytes, uniqueBytes, sharedBytes } = footprint;
    expect(await exactBytes(library.inspector)).toEqual([sizeBytes, uniqueBytes, sharedBytes]);
    const single = both.reduce((sum, artifact) => sum + artifact.uniqueBytes, 0);
    expect(footprint.sumOfSingleUniqueBytes).toBe(single);
    expect(uniqueBytes).toBeGreaterThan(single);

    await library.selectionBar.getByRole('button', { name: /^Delete, frees/ }).click();
    const question = frame.question('Delete 2 artifacts?');
    await question.getByRole('button', { name: /^Delete and free/ }).click();
    await frame.notice('2 artifacts deleted').waitFor();
    expect(before - (await diskBytes(app))).toBe(uniqueBytes);
    await eventually(async () => Object.keys(await tagsOf(app))).toEqual(['1']);
  });

  test('of a repository wants its name typed', async () => {
    const { app, frame, library } = await start(door);
    await library.act(library.repository(web), 'Delete repository…');
    const question = frame.question('Delete the repository registry.example.com/team/web?');
    const act = question.getByRole('button', { name: /^Delete and free/ });
    await question.getByText('3 tags go with it').waitFor();
    expect(await act.isDisabled()).toBe(true);
    await question.getByRole('textbox').fill('web');
    await act.click();
    await library.repository(web).waitFor({ state: 'hidden' });
    expect((await ask(app, 'repository.list', {})).items.map(({ repository }) => repository)).toEqual([
      'registry.example.com/team/base',
    ]);
  });
});
