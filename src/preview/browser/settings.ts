/** What the preview remembers between visits; a browser that forbids storage only forgets. */
type Name = 'language' | 'owner';

export function remembered(name: Name): string | null {
  try {
    return localStorage.getItem(`preview.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: Name, value: string): void {
  try {
    localStorage.setItem(`preview.${name}`, value);
  } catch {
    // Nothing is lost but the memory.
  }
}
