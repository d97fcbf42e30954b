// Room renderer/i18n: English texts of adding and removing tags.
export const tagging = {
  added: '{{tag}} added to {{digest}}',
  moved: '{{tag}} moved from {{from}} to {{digest}}',
  removed: '{{tag}} removed. The artifact stays.',
  add: {
    title: 'Add tag',
    reference: 'Repository and tag',
    hint: 'Another repository is allowed too; nothing is copied.',
    moves: 'This tag now points to {{digest}}. It moves; the other artifact stays.',
    same: 'This artifact already has the tag.',
    invalid:
      'A tag is up to 128 letters, digits, dots, dashes and underscores, and begins with a letter, a digit or an underscore.',
    needed: 'Give a repository and a tag, such as {{example}}.',
    add: 'Add tag',
    move: 'Move tag',
  },
  remove: { title: 'Remove which tag?', text: 'Only the name goes. The artifact stays.', act: 'Remove tag {{tag}}' },
} as const;
