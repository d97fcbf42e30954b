// Room cli: what one command is, as data. Parsing, help and completion all read these descriptions and nothing else.

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** The option may be given several times; every value counts. */
  readonly multiple?: true;
  /** What help calls the value. */
  readonly value?: string;
  /** The only values it takes. */
  readonly values?: readonly string[];
  readonly summary: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What completion offers for an operand. */
export type OperandKind = 'file' | 'reference' | 'repository' | 'digest' | 'shell' | 'topic';

/** One of the acts of a command that has several. */
export interface VerbSpec {
  readonly summary: string;
  readonly operands: string;
  readonly atLeast: number;
  readonly atMost: number;
}

export interface CommandSpec {
  readonly group: 'Move' | 'Look' | 'Change' | 'Keep' | 'More';
  readonly summary: string;
  /** How help writes the operands. */
  readonly operands: string;
  readonly operandKind: OperandKind;
  readonly atLeast: number;
  readonly atMost: number;
  /** The acts of the command: the first operand names one, the others are that one's. */
  readonly verbs?: Readonly<Record<string, VerbSpec>>;
  readonly options: OptionSpecs;
  /** What the summary has no room for: one sentence or two a line. */
  readonly notes: readonly string[];
  /** Command lines that work as they stand, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

export type CommandSpecs = Readonly<Record<string, CommandSpec>>;

type ValueOf<Spec> = Spec extends { readonly values: readonly (infer Value)[] }
  ? Value
  : Spec extends { readonly type: 'boolean' }
    ? boolean
    : string;

/** The values that parsing yields for options described so: an option that was not given is absent. */
export type OptionValues<Specs> = {
  readonly [Name in keyof Specs]?: Specs[Name] extends { readonly multiple: true }
    ? readonly ValueOf<Specs[Name]>[]
    : ValueOf<Specs[Name]>;
};

/** Values as parsing collects them, before their types are known. */
export type RawOptionValues = Readonly<Record<string, string | boolean | readonly string[]>>;
