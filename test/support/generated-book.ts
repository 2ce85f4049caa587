/** Headers of a customers CSV that the generated book fills, in the order of its columns. */
const BOOK_HEADERS = [
  'email',
  'firstname',
  'lastname',
  'company',
  'hubspot_owner_id',
  'lifecyclestage',
  'rv_tier',
  'rv_stage',
  'rv_stage_entered_on',
  'rv_flags',
  'rv_signed_on',
  'rv_first_purchase_on',
  'rv_last_purchase_on',
  'rv_delivered_on',
  'rv_accepted_on',
  'rv_contract_ends_on',
  'rv_project_started_on',
  'rv_project_done_on',
  'rv_service_due_on',
  'rv_churn_risk_on',
  'rv_profile_checked_on',
  'rv_birthday',
  'rv_customer_kind',
  'rv_products',
  'rv_cadence_days',
  'rv_cadence_reason',
  'rv_cadence_until',
  'rv_last_touch_at',
  'rv_last_touch_kind',
  'rv_consents',
  'rv_refusals',
  'rv_preferred_channel',
  'rv_paused_until',
  'rv_do_not_visit',
  'rv_service_owner',
  'rv_care_owner',
  'rv_language',
] as const;

const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', 'Novak', 'Costa', 'Meyer', 'Okafor'];
const GIVEN = ['伟', '芳', '敏', '静', '磊', '洋', '婷', '强', 'Ana', 'Ben', 'Chidi', 'Dora'];
const COMPANIES = [
  '华信科技',
  '远航物流',
  '青禾食品',
  '明泰机械',
  'Northwind',
  'Brightwell',
  'Halden',
  'Quarry & Sons',
];
const TOUCHES = [
  'call:out',
  'call:out',
  'call:in',
  'video:out',
  'on_site:out',
  'meeting:out',
  'email:in',
  'message:in',
  'survey:in',
];

/**
 * A book of invented customers over all stages and tiers, their dates within a year of `today` (`YYYY-MM-DD`), some without owner,
 * paused, refused, out of scope or with dates that contradict each other. The same seed gives the same book.
 *
 * About a third are new customers in the middle of their first days, so that milestones and go-live meet.
 */
export function generatedBook(seed: number, count: number, today: string): Record<string, string>[] {
  const random = mulberry32(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const chance = (p: number): boolean => random() < p;
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const start = Date.parse(`${today}T00:00:00Z`) / 86_400_000;
  const at = (offset: number): string => new Date((start + offset) * 86_400_000).toISOString().slice(0, 10);
  const owners = Array.from({ length: 20 }, (_, i) => String(7_001 + i));

  return Array.from({ length: count }, (_, i) => {
    const row: Record<string, string> = Object.fromEntries(BOOK_HEADERS.map((header) => [header, '']));
    const set = (header: (typeof BOOK_HEADERS)[number], value: string): void => {
      row[header] = value;
    };
    set('email', `c${seed}-${i}@example.test`);
    set('firstname', pick(GIVEN));
    set('lastname', pick(SURNAMES));
    set('company', pick(COMPANIES));
    set('rv_language', chance(0.6) ? 'zh' : 'en');
    set(
      'lifecyclestage',
      pick(['customer', 'customer', 'customer', 'customer', 'customer', 'evangelist', 'opportunity', 'lead']),
    );
    if (chance(0.75)) set('rv_tier', pick(['A', 'B', 'B', 'C', 'C']));
    if (chance(0.94)) set('hubspot_owner_id', pick(owners));
    if (chance(0.2)) set('rv_service_owner', pick(owners));
    if (chance(0.2)) set('rv_care_owner', pick(owners));

    const life = random();
    if (life < 0.35) {
      // The first weeks: signing, purchase and delivery close together.
      const began = -below(45);
      if (chance(0.8)) set('rv_signed_on', at(began));
      if (chance(0.7)) set('rv_first_purchase_on', at(began + below(6)));
      if (chance(0.4)) set('rv_delivered_on', at(began + below(20)));
      if (chance(0.4)) touched(began + below(Math.max(1, -began)));
    } else {
      const first = -below(366);
      if (chance(0.5)) set('rv_signed_on', at(-below(366)));
      if (chance(0.85)) set('rv_first_purchase_on', at(first));
      if (chance(0.7)) set('rv_last_purchase_on', at(first + below(-first + 1)));
      if (chance(0.3)) set('rv_delivered_on', at(first + below(40)));
      if (chance(0.2)) set('rv_accepted_on', at(first + below(80)));
      if (chance(0.8)) touched(-below(366));
    }
    if (chance(0.3)) set('rv_contract_ends_on', at(below(731) - 365));
    if (chance(0.25)) {
      const stage = pick(['prospect', 'new', 'established', 'loyal', 'loyal', 'dormant', 'dormant', 'lost']);
      set('rv_stage', stage);
      if (chance(0.8)) set('rv_stage_entered_on', at(-below(200)));
    }
    if (chance(0.25)) {
      const flags = pick([
        'high_value_program',
        'high_value_program',
        'high_value_program;in_project',
        'high_value_program;in_project',
        'churn_risk',
        'in_project',
        'churn_risk;in_project',
      ]);
      set('rv_flags', flags);
      if (flags.includes('in_project') && chance(0.9)) {
        const began = -below(70);
        set('rv_project_started_on', at(began));
        if (chance(0.4)) set('rv_service_due_on', at(below(60)));
        if (chance(0.2)) set('rv_accepted_on', at(began + below(80)));
      }
      if (flags.includes('churn_risk') && chance(0.9)) set('rv_churn_risk_on', at(-below(8)));
    }
    if (chance(0.06)) set('rv_project_done_on', at(-below(12)));
    if (chance(0.1)) set('rv_accepted_on', at(-below(10)));
    if (chance(0.3)) set('rv_profile_checked_on', at(-below(120)));
    if (chance(0.3))
      set('rv_birthday', pick(['02-29', '01-01', '12-31', at(below(20)).slice(5), at(below(366)).slice(5)]));
    if (chance(0.5)) set('rv_customer_kind', pick(['b2b', 'b2c']));
    if (chance(0.3)) set('rv_products', pick(['Alpha', 'Beta', 'Alpha;Beta']));
    if (chance(0.08)) {
      set('rv_cadence_days', String(pick([7, 20, 45, 100, 200])));
      if (chance(0.9)) set('rv_cadence_reason', pick(['contract', 'contract', 'agreed with Ms Li']));
      if (chance(0.5)) set('rv_cadence_until', at(below(200) - 30));
    }
    if (chance(0.35)) {
      set(
        'rv_consents',
        pick([
          'call',
          'call;email',
          'email;greeting',
          'call;email;greeting',
          'sms;greeting',
          'survey',
          'call;sms;survey',
        ]),
      );
    }
    if (chance(0.08))
      set('rv_refusals', pick(['call', 'email', 'greeting', 'sms;email', 'call;email;sms;greeting;survey']));
    if (chance(0.2)) set('rv_preferred_channel', pick(['phone', 'on_site', 'email', 'sms', 'wechat']));
    if (chance(0.07)) set('rv_paused_until', at(below(120) - 30));
    if (chance(0.03)) set('rv_do_not_visit', 'true');
    return row;

    function touched(offset: number): void {
      // Midday in China: the same civil day in every zone the tests run in.
      set('rv_last_touch_at', `${at(offset)}T04:00:00Z`);
      set('rv_last_touch_kind', pick(TOUCHES));
    }
  });
}

/** A small seeded generator (mulberry32, public domain): good enough to vary data, the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
