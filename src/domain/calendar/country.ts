/** `none`, or two letters that ISO 3166 gives to a country or territory. */
export function isCountry(code: string): boolean {
  if (code === 'none') return true;
  if (!/^[A-Z]{2}$/.test(code)) return false;
  const known = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(code);
  return known !== undefined && known !== 'Unknown Region';
}
