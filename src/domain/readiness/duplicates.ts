/** What two contacts have in common that should be one's own. */
export const DUPLICATE_KINDS = ['phone', 'email', 'name_and_company'] as const;
export type DuplicateKind = (typeof DUPLICATE_KINDS)[number];

export interface DuplicateGroup {
  readonly by: DuplicateKind;
  /** In the order they came; the first few of many. */
  readonly ids: readonly string[];
  readonly contacts: number;
}

/** What a contact is compared by; each a hash, so that no name and no number has to be kept. */
export type DuplicateKeys = { readonly [kind in DuplicateKind]?: string };

const MOST_IDS = 20;

/**
 * What a contact is compared by: the phone as read or its digits (seven at least), the e-mail without case and blanks, the name with
 * the company without case, blanks and width. Two contacts without a company are not the same for having one name.
 */
export function duplicateKeys(contact: {
  readonly name?: string | undefined;
  readonly company?: string | undefined;
  readonly email?: string | undefined;
  /** In international form where it could be read. */
  readonly phone?: string | undefined;
}): DuplicateKeys {
  const digits = contact.phone?.normalize('NFKC').replace(/\D/g, '') ?? '';
  const email = contact.email?.normalize('NFKC').trim().toLowerCase() ?? '';
  const [name, company] = [contact.name, contact.company].map((text) =>
    (text ?? '').normalize('NFKC').toLowerCase().replace(/\s+/g, ''),
  );
  return {
    ...(digits.length >= 7 ? { phone: hashOf(digits) } : {}),
    ...(email ? { email: hashOf(email) } : {}),
    ...(name && company ? { name_and_company: hashOf(`${name}\n${company}`) } : {}),
  };
}

/** Contacts that share a phone, an e-mail or a name with its company. */
export class DuplicateFinder {
  readonly #seen: { readonly [kind in DuplicateKind]: Map<string, string | { ids: string[]; contacts: number }> } = {
    phone: new Map(),
    email: new Map(),
    name_and_company: new Map(),
  };

  add(id: string, keys: DuplicateKeys): void {
    for (const kind of DUPLICATE_KINDS) {
      const key = keys[kind];
      if (key === undefined) continue;
      const seen = this.#seen[kind].get(key);
      if (seen === undefined) this.#seen[kind].set(key, id);
      else if (typeof seen === 'string') {
        if (seen !== id) this.#seen[kind].set(key, { ids: [seen, id], contacts: 2 });
      } else if (!seen.ids.includes(id)) {
        seen.contacts += 1;
        if (seen.ids.length < MOST_IDS) seen.ids.push(id);
      }
    }
  }

  /** The largest first. */
  groups(): readonly DuplicateGroup[] {
    return DUPLICATE_KINDS.flatMap((by) =>
      [...this.#seen[by].values()].flatMap((seen): readonly DuplicateGroup[] =>
        typeof seen === 'string' ? [] : [{ by, ids: seen.ids, contacts: seen.contacts }],
      ),
    ).sort((a, b) => b.contacts - a.contacts);
  }
}

/** Two FNV-1a sums of 32 bits, the second stirred by the first. */
function hashOf(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code ^ (low >>> 15), 0x01000197);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36).padStart(7, '0');
}
