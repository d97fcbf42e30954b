// Room cli: the completion script for bash (3.2 and later), made from the command table.
import { type CommandName, commandNames, commandSpec } from '../command-table.ts';
import {
  allOptions,
  commandsTaking,
  commandsWithVerbs,
  fixedOperands,
  type OptionWords,
  optionsOf,
  spellings,
  takesPath,
  verbsOf,
} from './words.ts';

/** The script, to be sourced. References are completed by asking stowage itself. */
export function bashCompletion(): string {
  const valued = allOptions().filter(({ spec }) => spec.type === 'string');
  return `# bash completion for stowage
_stowage() {
  local line="\${COMP_LINE:0:COMP_POINT}" cur prev verb='' word skip='' colon
  cur="\${line##*[[:space:]]}"
  local words=()
  read -r -a words <<< "\${line%"$cur"}"
  prev="\${words[\${#words[@]}-1]}"
  for word in "\${words[@]:1}"; do
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${valued.flatMap(spellings).join('|')}) skip=1 ;;
      -*) ;;
      *) verb="$word"; break ;;
    esac
  done
  COMPREPLY=()
  case "$prev" in
${valued.map(valueCase).join('\n')}
    *)
      if [[ -z $verb ]]; then
        COMPREPLY=($(compgen -W "${commandNames.join(' ')} ${spell(optionsOf('help'))}" -- "$cur"))
${commandsWithVerbs().map(verbBranch).join('\n')}
      elif [[ $cur == -?* ]]; then
        case "$verb" in
${commandNames.map((name) => `          ${name}) COMPREPLY=($(compgen -W "${spell(optionsOf(name))}" -- "$cur")) ;;`).join('\n')}
        esac
      else
        case "$verb" in
          ${commandsTaking('file').join('|')}) COMPREPLY=($(compgen -f -- "$cur")) ;;
          ${commandsTaking('repository').join('|')}) COMPREPLY=($(compgen -W "$(stowage repos -q 2>/dev/null)" -- "$cur")) ;;
          ${commandsTaking('reference').join('|')})
            COMPREPLY=($(compgen -W "$(stowage repos -q 2>/dev/null; [[ $cur == *:* ]] && stowage tags -q "\${cur%:*}" 2>/dev/null)" -- "$cur")) ;;
${fixedCases()}
        esac
      fi ;;
  esac
  # Where bash splits words at colons, it replaces only what follows the last one.
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
    colon="\${cur%"\${cur##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$colon"}")
  fi
}
complete -o filenames -o nosort -F _stowage stowage 2>/dev/null || complete -o filenames -F _stowage stowage
`;
}

function spell(options: readonly OptionWords[]): string {
  return options.flatMap(spellings).join(' ');
}

function valueCase(option: OptionWords): string {
  const { values } = option.spec;
  const offer = values === undefined ? (takesPath(option) ? '-f' : '') : `-W "${values.join(' ')}"`;
  return `    ${spellings(option).join('|')}) ${offer === '' ? ':' : `COMPREPLY=($(compgen ${offer} -- "$cur"))`} ;;`;
}

/** The act stands right behind its command. */
function verbBranch(name: CommandName): string {
  return `      elif [[ $verb == ${name} && $prev == ${name} && $cur != -* ]]; then
        COMPREPLY=($(compgen -W "${verbsOf(name).join(' ')}" -- "$cur"))`;
}

function fixedCases(): string {
  return commandsTaking('shell', 'topic')
    .map(
      (name) =>
        `          ${name}) COMPREPLY=($(compgen -W "${fixedOperands(commandSpec(name).operandKind).join(' ')}" -- "$cur")) ;;`,
    )
    .join('\n');
}
