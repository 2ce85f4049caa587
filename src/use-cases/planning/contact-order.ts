/** Whether a contact comes after another one: their ids are numbers of any length. */
export function isAfter(id: string, other: string): boolean {
  return id.length === other.length ? id > other : id.length > other.length;
}
