// Room renderer/i18n: the shape another language must have: the same keys, without the singular forms it does not know.

/** Every key of the English texts must be there, and no other. */
export type Twin<Texts> = {
  readonly [Key in keyof Texts as Key extends `${string}_one` ? never : Key]: Texts[Key] extends string
    ? string
    : Twin<Texts[Key]>;
};
