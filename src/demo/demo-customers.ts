import { addDays, type Day, formatDay } from '../domain/calendar/day.ts';

export const DEMO_OWNERS = [
  { id: '1001', firstName: '敏', lastName: '王', email: 'wang.min@returnvisits.example' },
  { id: '1002', firstName: '强', lastName: '李', email: 'li.qiang@returnvisits.example' },
  { id: '1003', firstName: 'Grace', lastName: 'Miller', email: 'grace.miller@returnvisits.example' },
  { id: '1004', firstName: '雪', lastName: '赵', email: 'zhao.xue@returnvisits.example' },
] as const;
/** Leads the others: what is escalated is hers. */
export const DEMO_LEAD = '1004';

/** Offsets in days from today; minus is past. */
interface Story {
  readonly first: string;
  readonly last: string;
  readonly company: string;
  readonly owner: '1001' | '1002' | '1003' | '';
  readonly tier?: 'A' | 'B' | 'C';
  readonly stage?: 'prospect' | 'new' | 'established' | 'loyal' | 'dormant' | 'lost';
  readonly entered?: number;
  readonly signed?: number;
  readonly bought?: number;
  readonly lastBought?: number;
  readonly delivered?: number;
  readonly accepted?: number;
  readonly ends?: number;
  readonly touched?: number;
  readonly kind?: string;
  readonly products?: string;
  readonly tags?: string;
  readonly phone?: string;
  readonly more?: { readonly [name: string]: string };
}

const GREETING = { rv_consents: 'call;email;greeting' };

const STORIES: readonly Story[] = [
  // New: signed or delivered these days.
  {
    first: '伟',
    last: '陈',
    company: '杭州云帆科技',
    owner: '1001',
    signed: -1,
    products: '客服系统',
    tags: '偏好微信沟通;关注售后服务时效',
  },
  {
    first: 'Emma',
    last: 'Clark',
    company: 'Northwind Logistics',
    owner: '1003',
    signed: -2,
    products: 'Route planner',
  },
  {
    first: '静',
    last: '刘',
    company: '苏州恒达机械',
    owner: '1002',
    signed: -9,
    delivered: -4,
    products: '数控机床 X5',
    tags: '对产品功能有疑问',
  },
  {
    first: '洋',
    last: '杨',
    company: '宁波海通电子',
    owner: '1001',
    bought: -6,
    lastBought: -6,
    products: '检测仪 T3',
  },
  {
    first: 'Lucas',
    last: 'Meyer',
    company: 'Helio Solar GmbH',
    owner: '1003',
    signed: -20,
    delivered: -7,
    tier: 'B',
    products: 'Inverter 40k',
  },
  {
    first: '娜',
    last: '孙',
    company: '成都锦程物流',
    owner: '1002',
    signed: -3,
    tier: 'A',
    products: '仓储系统',
    tags: '偏好电话沟通',
  },
  {
    first: '磊',
    last: '周',
    company: '青岛远航船务',
    owner: '1001',
    signed: -60,
    delivered: -45,
    tier: 'A',
    touched: -22,
  },
  {
    first: 'Olivia',
    last: 'Brown',
    company: 'Brightwell Clinics',
    owner: '1003',
    signed: -100,
    delivered: -80,
    tier: 'C',
    touched: -70,
  },
  // Tier A: monthly.
  {
    first: '建国',
    last: '王',
    company: '上海申远集团',
    owner: '1001',
    tier: 'A',
    bought: -900,
    lastBought: -60,
    touched: -27,
    ends: 400,
    products: 'ERP 企业版',
    phone: '+86 21 5550 0101',
  },
  {
    first: '丽华',
    last: '吴',
    company: '北京中科仪器',
    owner: '1002',
    tier: 'A',
    bought: -700,
    lastBought: -20,
    touched: -24,
    products: '光谱仪',
  },
  {
    first: 'James',
    last: 'Wilson',
    company: 'Wilson & Sons',
    owner: '1003',
    tier: 'A',
    signed: -400,
    touched: -33,
    ends: 88,
    products: 'Service plan Gold',
  },
  {
    first: '晓东',
    last: '郑',
    company: '深圳智联通信',
    owner: '1001',
    tier: 'A',
    bought: -500,
    lastBought: -10,
    touched: -12,
    products: '交换机 S9',
  },
  {
    first: 'Sofia',
    last: 'Rossi',
    company: 'Rossi Ceramica',
    owner: '1003',
    tier: 'A',
    bought: -320,
    lastBought: -50,
    touched: -29,
    kind: 'on_site:out',
  },
  {
    first: '国强',
    last: '冯',
    company: '武汉光谷激光',
    owner: '1002',
    tier: 'A',
    bought: -1200,
    lastBought: -200,
    touched: -31,
  },
  {
    first: '秀英',
    last: '韩',
    company: '西安航发动力',
    owner: '1001',
    tier: 'A',
    signed: -210,
    delivered: -200,
    touched: -5,
  },
  // Tier B: twice a quarter.
  {
    first: '志强',
    last: '何',
    company: '广州南粤食品',
    owner: '1002',
    tier: 'B',
    bought: -600,
    lastBought: -90,
    touched: -44,
  },
  {
    first: 'Anna',
    last: 'Kowalska',
    company: 'Polmet',
    owner: '1003',
    tier: 'B',
    bought: -250,
    lastBought: -30,
    touched: -40,
  },
  { first: '桂英', last: '许', company: '长沙湘绣坊', owner: '1001', tier: 'B', signed: -300, touched: -15, ends: 95 },
  {
    first: '海燕',
    last: '曹',
    company: '厦门鹭岛旅游',
    owner: '1002',
    tier: 'B',
    bought: -450,
    lastBought: -120,
    touched: -52,
  },
  {
    first: 'Daniel',
    last: 'Kim',
    company: 'Hanbit Robotics',
    owner: '1003',
    tier: 'B',
    bought: -800,
    lastBought: -40,
    touched: -58,
    tags: 'prefers email',
  },
  {
    first: '文',
    last: '邓',
    company: '重庆嘉陵摩托',
    owner: '1001',
    tier: 'B',
    bought: -230,
    lastBought: -230,
    touched: -38,
  },
  {
    first: '建军',
    last: '萧',
    company: '沈阳鼓风机',
    owner: '1002',
    tier: 'B',
    bought: -1500,
    lastBought: -15,
    touched: -20,
    ends: 62,
  },
  // Established and loyal without a tier: quarterly.
  {
    first: '明',
    last: '田',
    company: '合肥量子仪',
    owner: '1001',
    stage: 'loyal',
    bought: -500,
    lastBought: -70,
    touched: -80,
  },
  {
    first: 'Chloe',
    last: 'Martin',
    company: 'Atelier Martin',
    owner: '1003',
    stage: 'loyal',
    bought: -420,
    lastBought: -60,
    touched: -83,
  },
  {
    first: '红',
    last: '董',
    company: '郑州宇通配件',
    owner: '1002',
    stage: 'established',
    bought: -260,
    lastBought: -100,
    touched: -65,
  },
  {
    first: '俊杰',
    last: '袁',
    company: '天津港务',
    owner: '1001',
    stage: 'established',
    signed: -200,
    touched: -88,
    ends: 200,
  },
  {
    first: 'Noah',
    last: 'Smith',
    company: 'Smith Dental',
    owner: '1003',
    stage: 'loyal',
    bought: -900,
    lastBought: -30,
    touched: -10,
  },
  // Tier C: twice a year, a greeting where it is allowed.
  {
    first: '小红',
    last: '潘',
    company: '昆明花卉',
    owner: '1002',
    tier: 'C',
    bought: -700,
    lastBought: -200,
    touched: -165,
    more: GREETING,
  },
  {
    first: '大勇',
    last: '于',
    company: '哈尔滨冰城食品',
    owner: '1001',
    tier: 'C',
    bought: -600,
    lastBought: -150,
    touched: -160,
  },
  {
    first: 'Mia',
    last: 'Novak',
    company: 'Novak Bakery',
    owner: '1003',
    tier: 'C',
    bought: -380,
    lastBought: -120,
    touched: -100,
    more: GREETING,
  },
  {
    first: '金凤',
    last: '蒋',
    company: '南京云锦',
    owner: '1002',
    tier: 'C',
    bought: -300,
    lastBought: -20,
    touched: -20,
  },
  {
    first: 'Liam',
    last: 'Jones',
    company: 'Jones Hardware',
    owner: '1003',
    tier: 'C',
    bought: -1000,
    lastBought: -240,
    touched: -172,
    more: { rv_refusals: 'call;greeting' },
  },
  // Silent ones.
  {
    first: '玉兰',
    last: '蔡',
    company: '福州茶业',
    owner: '1001',
    stage: 'dormant',
    entered: -5,
    bought: -400,
    lastBought: -130,
    touched: -125,
  },
  {
    first: 'Ethan',
    last: 'Davis',
    company: 'Davis Print',
    owner: '1003',
    stage: 'dormant',
    entered: -12,
    tier: 'B',
    bought: -600,
    lastBought: -150,
    touched: -140,
  },
  {
    first: '德华',
    last: '余',
    company: '石家庄药业',
    owner: '1002',
    stage: 'dormant',
    entered: -80,
    tier: 'A',
    bought: -900,
    lastBought: -200,
    touched: -190,
  },
  // Not to be visited, or not yet.
  {
    first: 'Ava',
    last: 'Lopez',
    company: 'Lopez Interiors',
    owner: '1003',
    tier: 'B',
    bought: -350,
    lastBought: -90,
    touched: -50,
    more: { rv_do_not_visit: 'true' },
  },
  {
    first: '思远',
    last: '杜',
    company: '大连造船',
    owner: '1001',
    tier: 'A',
    bought: -800,
    lastBought: -40,
    touched: -40,
    more: { rv_paused_until: '+20' },
  },
  { first: '佳', last: '苏', company: '贵阳大数据', owner: '', tier: 'B', bought: -280, lastBought: -80, touched: -60 },
  {
    first: '子涵',
    last: '魏',
    company: '济南泉城科技',
    owner: '1002',
    stage: 'prospect',
    signed: 12,
    products: '试用版',
    more: { lifecyclestage: 'opportunity', rv_tier: 'B' },
  },
  {
    first: 'Zoë',
    last: 'Müller',
    company: 'Müller Antik',
    owner: '1003',
    stage: 'lost',
    tier: 'C',
    bought: -1400,
    lastBought: -800,
    touched: -500,
  },
];

/** Forty believable customers around a day, as rows of a customers CSV: every tier and stage, Chinese and English. */
export function demoCustomers(today: Day): { [name: string]: string }[] {
  const at = (offset: number | undefined): string => (offset === undefined ? '' : formatDay(addDays(today, offset)));
  return STORIES.map((story, index) => {
    const chinese = /\p{Script=Han}/u.test(story.company);
    const row: { [name: string]: string } = {
      email: `${
        chinese
          ? `kehu${index + 1}`
          : `${story.first}.${story.last}`
              .toLowerCase()
              .normalize('NFD')
              .replace(/[^a-z.]/g, '')
      }@${chinese ? 'example.cn' : 'example.com'}`,
      firstname: story.first,
      lastname: story.last,
      company: story.company,
      phone:
        story.phone ??
        (chinese ? `+86 21 5550 ${String(1000 + index)}` : `+1 202 555 ${String(100 + index).padStart(4, '0')}`),
      hubspot_owner_id: story.owner,
      lifecyclestage: 'customer',
      rv_tier: story.tier ?? '',
      rv_stage: story.stage ?? '',
      rv_stage_entered_on: at(story.entered),
      rv_customer_kind: 'b2b',
      rv_signed_on: at(story.signed),
      rv_first_purchase_on: at(story.bought),
      rv_last_purchase_on: at(story.lastBought),
      rv_delivered_on: at(story.delivered),
      rv_accepted_on: at(story.accepted),
      rv_contract_ends_on: at(story.ends),
      rv_products: story.products ?? '',
      rv_preference_tags: story.tags ?? '',
      rv_language: chinese ? 'zh' : 'en',
      rv_care_owner: story.tier === 'C' ? '1004' : '',
      rv_last_touch_at: at(story.touched),
      rv_last_touch_kind: story.touched === undefined ? '' : (story.kind ?? 'call:out'),
      ...story.more,
    };
    const paused = row.rv_paused_until;
    if (paused?.startsWith('+')) row.rv_paused_until = at(Number(paused));
    return row;
  });
}
