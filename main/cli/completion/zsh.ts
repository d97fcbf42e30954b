// Room cli: the completion script for zsh, made from the command table.
import { type CommandName, commandNames, commandSpec } from '../command-table.ts';
import { fixedOperands, type OptionWords, optionsOf, spellings, takesPath, verbsOf } from './words.ts';

/** The script, to be sourced after compinit or put into fpath as `_stowage`. */
export function zshCompletion(): string {
  return `#compdef stowage
# zsh completion for stowage
_stowage_repositories() {
  local -a names=("\${(@f)$(stowage repos -q 2>/dev/null)}")
  compadd -a names
}
_stowage_references() {
  local -a names=("\${(@f)$(stowage repos -q 2>/dev/null)}")
  [[ $PREFIX == *:* ]] && names+=("\${(@f)$(stowage tags -q "\${PREFIX%:*}" 2>/dev/null)}")
  compadd -a names
}
_stowage() {
  local context state line
  local -a commands=(
${commandNames.map((name) => `    ${quoted(`${name}:${commandSpec(name).summary}`)}`).join('\n')}
  )
  _arguments -C \\
${argumentLines(optionsOf('version'))}
    '1: :->command' '*:: :->operands'
  case "$state" in
    command) _describe command commands ;;
    operands)
      case "$words[1]" in
${commandNames.map(commandCase).join('\n')}
      esac ;;
  esac
}
if [[ "$funcstack[1]" == _stowage ]]; then _stowage "$@"; else compdef _stowage stowage; fi
`;
}

function commandCase(name: CommandName): string {
  return `        ${name}) _arguments \\
${argumentLines(optionsOf(name))}
          ${operands(name)} ;;`;
}

function argumentLines(options: readonly OptionWords[]): string {
  return options
    .flatMap((option) => spellings(option).map((spelling) => `          ${argument(option, spelling)} \\`))
    .join('\n');
}

function argument(option: OptionWords, spelling: string): string {
  const { spec } = option;
  const explained = `${spelling}[${spec.summary.replaceAll(/[[\]:]/g, ' ')}]`;
  if (spec.type === 'boolean') return quoted(explained);
  const offer = spec.values === undefined ? (takesPath(option) ? '_files' : ' ') : `(${spec.values.join(' ')})`;
  return quoted(`${spec.multiple === true ? '*' : ''}${explained}:value:${offer}`);
}

function operands(name: CommandName): string {
  const { operandKind, atMost } = commandSpec(name);
  if (atMost === 0) return "'*: :'";
  const offers = { file: '_files', reference: '_stowage_references', repository: '_stowage_repositories', digest: ' ' } as const;
  const offer =
    operandKind === 'shell' || operandKind === 'topic' ? `(${fixedOperands(operandKind).join(' ')})` : offers[operandKind];
  const verbs = verbsOf(name);
  const first = verbs.length === 0 ? '' : `${quoted(`1:act:(${verbs.join(' ')})`)} `;
  return first + quoted(`*:${operandKind}:${offer}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
