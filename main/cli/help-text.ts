// Room cli: help as lines, made from the command table. Two topics are no commands: exit codes and JSON.

import { valueName } from './command-line.ts';
import type { CommandSpec, OptionSpec, OptionSpecs } from './command-spec.ts';
import { type CommandName, commandNames, commandSpec, globalOptions } from './command-table.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { faint, type Line, strong } from './text/line.ts';
import { table } from './text/table.ts';

export const helpTopics = ['exit-codes', 'json'] as const;

const groups: readonly CommandSpec['group'][] = ['Move', 'Look', 'Change', 'Keep', 'More'];
const pair = [{ heading: '' }, { heading: '' }] as const;

/** The overview: every command by group, and the options all of them take. */
export function overviewHelp(): readonly Line[] {
  const commands = groups.flatMap((group) => {
    const names = commandNames.filter((name) => commandSpec(name).group === group);
    return ['', [strong(group)], ...rows(names.map((name) => [name, commandSpec(name).summary]))];
  });
  return [
    'Stowage keeps container images and other OCI artifacts offline, each blob once.',
    '',
    [strong('Usage'), ': stowage COMMAND [OPTION …]'],
    ...commands,
    '',
    [strong('Options of every command')],
    ...optionRows(globalOptions),
    '',
    'See stowage help COMMAND, stowage help exit-codes, stowage help json.',
  ];
}

export function commandHelp(name: CommandName): readonly Line[] {
  const spec = commandSpec(name);
  const acts = Object.entries(spec.verbs ?? {}).map(([verb, { operands, summary }]): readonly [string, string] => [
    `${verb} ${operands}`.trimEnd(),
    summary,
  ]);
  const options = Object.keys(spec.options).length === 0 ? [] : ['', [strong('Options')], ...optionRows(spec.options)];
  const usage = `stowage ${name}${spec.operands === '' ? '' : ` ${spec.operands}`} [OPTION …]`;
  return [
    `${spec.summary}.`,
    ...spec.notes,
    '',
    [strong('Usage'), `: ${usage}`],
    ...(acts.length === 0 ? [] : ['', [strong('Acts')], ...rows(acts)]),
    ...options,
    '',
    [strong('Options of every command')],
    ...optionRows(globalOptions),
    '',
    [strong('Examples')],
    ...spec.examples.flatMap(([line, does]): readonly Line[] => [
      ['  ', line],
      ['      ', faint(does)],
    ]),
  ];
}

export function exitCodesHelp(): readonly Line[] {
  const columns = [{ heading: 'Code', align: 'right' }, { heading: 'Meaning' }] as const;
  return table(columns, Object.entries(exitCodeMeanings), null);
}

export function jsonHelp(): readonly Line[] {
  return [
    'With --json a command prints one JSON document on stdout: the model of the contract',
    '(preload/contract/), with bytes as integers, times in RFC 3339 (UTC), digests and names in full.',
    '',
    ...rows([
      ['import', 'ImportReport, with the refusals and warnings of every archive in it; --dry-run gives the same shape'],
      ['export', 'ExportReport (on stderr when -o is -)'],
      ['pull, push, sync', 'PullReport; PushReport; SyncReport; --dry-run gives the same shapes'],
      ['repos, tags, manifests', '{"items": [RepositorySummary | TagSummary | ArtifactSummary], "total": N}'],
      ['show, layers', 'ArtifactDetail; [LayerInfo]'],
      ['manifest', 'ManifestText: digest, mediaType, text, digestMatches'],
      ['cat', '{"digest", "sizeBytes"}, on stderr; stdout has the bytes'],
      ['du, status', 'Usage; StoreSummary'],
      ['tag, untag', 'TagChange; [TagChange]'],
      ['rm, undo', 'RemovalReport; UndoReport; with --dry-run RemovalPlan; UndoOffer or null'],
      [
        'cleanup',
        'CleanupReport, with --dry-run CleanupPlan: groups, kept, blockers; totals.fullBytes, .staysBytes, .freedBytes',
      ],
      ['lock, unlock', 'LockInfo, or null where no lock is left; lock alone: [LockInfo]'],
      ['verify, repair', 'VerifyReport; RepairReport'],
      ['why, log', 'BlobExplanation; {"items": [LogEntry], "total": N}'],
      ['store', 'create, open: StoreInfo; move: StoreMoveReport; copy: StoreCopyReport; list, forget: [StoreInfo]'],
      ['rebuild, version', 'RebuildReport; {"version"}'],
      ['serve', '{"url", "certificateFingerprint", "certificatePath"}, on one line, as soon as it listens'],
    ]),
    '',
    'A failure is one line on stderr: {"error": {"code", "params", "message", "remedy"}}. Codes are stable, messages are not.',
    'With --progress json every step of a job is one line on stderr: {"progress": {"phase", "doneBytes", "totalBytes",',
    '"item", "newBytes", "sharedBytes"}}; totalBytes is null where the length cannot be known.',
  ];
}

function rows(pairs: readonly (readonly [string, string])[]): readonly Line[] {
  return table(pair, pairs, null, '  ');
}

function optionRows(options: OptionSpecs): readonly Line[] {
  return rows(Object.entries(options).map(([name, spec]) => [optionUsage(name, spec), spec.summary]));
}

function optionUsage(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  return `${short}--${name}${spec.type === 'boolean' ? '' : ` ${valueName(spec)}`}`;
}
