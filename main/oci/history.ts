// Room main/oci: an image's history beside its layers, in words a person can read. History is a builder's own account: nothing
// here is proof of what is in a layer.

/** One entry of an image config's `history` (OCI image spec, config.md); without `emptyLayer` it claims a layer. */
export interface HistoryEntry {
  readonly created?: string;
  readonly createdBy?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly emptyLayer: boolean;
}

/**
 * One entry of the history. `line` and `layerNumber` count from 1, oldest and lowest first. `instruction` is the Dockerfile
 * keyword or empty, `text` what follows it without the builder's wrapping; `createdBy` is the entry as written.
 */
export interface HistoryLine {
  readonly line: number;
  readonly createdBy: string;
  readonly instruction: string;
  readonly text: string;
  readonly createdAt?: string;
  readonly comment?: string;
  readonly emptyLayer: boolean;
  readonly layerNumber?: number;
}

const SHELL = /^(?:\/bin\/[a-z]{0,2}sh (?:-[a-z]+ (?:pipefail )?)*?-[a-z]*c |cmd \/S \/C )/;
const NOP = /^#\(nop\)\s*/;
const BUILD_ARGUMENTS = /^\|\d+ (?:[^]*? )??(?=\/bin\/[a-z]{0,2}sh -|cmd \/S \/C )/;
const KEYWORD =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?:\s+|$)/;
const MAKES_NO_LAYER: ReadonlySet<string> = new Set(
  'ARG CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME'.split(' '),
);

/**
 * Gives history entries their layers. `exact` is true when as many entries claim a layer as there are layers: then each has its
 * own, in order. Otherwise the account is incomplete, and:
 * - fewer claims than layers: the newest entries get the newest layers, since what builders drop is the base image's history;
 * - more claims, of which only ADD, COPY, RUN and the like are as many as the layers: those get them (a builder forgot
 *   `empty_layer`);
 * - more claims otherwise: no entry gets a layer.
 */
export function alignHistory(
  config: { readonly history: readonly HistoryEntry[] },
  layerCount: number,
): { readonly lines: readonly HistoryLine[]; readonly exact: boolean } {
  const lines = config.history.map(readLine);
  const claims = lines.filter((line) => !line.emptyLayer);
  const exact = claims.length === layerCount;
  const hasTooMany = claims.length > layerCount;
  const claimants = hasTooMany ? claims.filter((line) => !MAKES_NO_LAYER.has(line.instruction)) : claims;
  if (hasTooMany && claimants.length !== layerCount) return { lines, exact };

  const below = layerCount - claimants.length;
  const layerNumbers = new Map(claimants.map((line, at) => [line.line, below + at + 1]));
  const aligned = lines.map((line) => {
    const layerNumber = layerNumbers.get(line.line);
    return layerNumber === undefined ? line : { ...line, layerNumber };
  });
  return { lines: aligned, exact };
}

function readLine(entry: HistoryEntry, at: number): HistoryLine {
  const createdBy = entry.createdBy ?? '';
  return {
    line: at + 1,
    createdBy,
    ...readable(createdBy),
    ...(entry.created === undefined ? {} : { createdAt: entry.created }),
    ...(entry.comment === undefined ? {} : { comment: entry.comment }),
    emptyLayer: entry.emptyLayer,
  };
}

/**
 * Undoes what builders wrap around an instruction: `/bin/sh -c #(nop) CMD …` (docker's classic builder, buildah),
 * `|1 A=b /bin/sh -c …` (build arguments), `RUN /bin/sh -c … # buildkit`.
 */
function readable(createdBy: string): Pick<HistoryLine, 'instruction' | 'text'> {
  const written = splitKeyword(createdBy.trim().replace(/\s# buildkit$/, ''));
  if (written.instruction !== '' && written.instruction !== 'RUN') return written;

  const command = written.text.replace(BUILD_ARGUMENTS, '');
  const shell = SHELL.exec(command);
  const text = shell === null ? command : command.slice(shell[0].length).trimStart();
  if (NOP.test(text)) return splitKeyword(text.replace(NOP, ''));
  return { instruction: shell === null ? written.instruction : 'RUN', text };
}

function splitKeyword(text: string): Pick<HistoryLine, 'instruction' | 'text'> {
  const [match = '', instruction = ''] = KEYWORD.exec(text) ?? [];
  return { instruction, text: text.slice(match.length) };
}
