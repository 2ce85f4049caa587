/** A day as HubSpot's date field takes it: months count from 0. */
export interface FieldDate {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

/** @example fieldDate('2026-02-14') // { year: 2026, month: 1, date: 14 } */
export function fieldDate(text: string): FieldDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match ? { year: Number(match[1]), month: Number(match[2]) - 1, date: Number(match[3]) } : null;
}

/** A cleared field comes back as null or undefined. */
export function dayText(value: FieldDate | null | undefined): string {
  if (!value) return '';
  const two = (part: number) => String(part).padStart(2, '0');
  return `${value.year}-${two(value.month + 1)}-${two(value.date)}`;
}
