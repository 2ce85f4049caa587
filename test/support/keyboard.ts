import type { Locator, Page } from 'playwright-core';

/** Where the focus is, and whether a person can see that. */
interface Focus {
  /** Nothing has it, or the page as a whole. */
  readonly lost: boolean;
  readonly visible: boolean;
  readonly ring: boolean;
  readonly first: boolean;
  /** On the element that was asked about. */
  readonly here: boolean;
  /** The element that was asked about is no longer on the page. */
  readonly gone: boolean;
  readonly what: string;
}

/** Presses after which a target counts as out of reach. */
const MOST_PRESSES = 400;

/**
 * A person who has a keyboard and nothing else: Tab, Shift-Tab, arrows, Enter, Space and letters.
 *
 * Every step of the focus is looked at: it has to be on something that can be seen and wears a ring. Once round the page it may
 * pass over the browser's own controls, but nothing done may send it back to the top.
 */
export function byKeyboard(page: Page) {
  const focusNow = (): Promise<Focus> => page.evaluate(focusOf, null);
  let passedTheEnd = false;

  async function step(key: 'Tab' | 'Shift+Tab' | 'ArrowRight' | 'ArrowLeft' | 'ArrowDown' | 'ArrowUp'): Promise<Focus> {
    await page.keyboard.press(key);
    return judged(key, await focusNow());
  }

  function judged(key: string, focus: Focus): Focus {
    if (focus.lost) {
      if (passedTheEnd) throw new Error(`${key}: the focus is lost`);
      passedTheEnd = true;
      return focus;
    }
    passedTheEnd = false;
    if (!focus.visible) throw new Error(`${key}: the focus is on something that cannot be seen: ${focus.what}`);
    if (!focus.ring) throw new Error(`${key}: the focus has no ring: ${focus.what}`);
    return focus;
  }

  const has = (target: Locator): Promise<boolean> =>
    target.first().evaluate((element) => element === document.activeElement, undefined, { timeout: 5_000 });

  async function reach(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const found = async () => (await target.first().elementHandle({ timeout: 5_000 })) ?? lost(target);
    await target.first().waitFor({ state: 'attached' });
    // What is busy cannot be reached: a person waits for it.
    await (await found()).waitForElementState('enabled', { timeout: 30_000 });
    // Looked up by role once, not at every press: a form has a hundred stops, and each lookup reads the whole page.
    let element = await found();
    if (await has(target)) return;
    for (let presses = 0; presses <= MOST_PRESSES; presses += 1) {
      await page.keyboard.press(key);
      let focus = await element.evaluate(focusOf);
      if (!focus.here && (focus.gone || focus.lost)) {
        // Drawn anew, or once round the page: it may be another element now.
        element = await found();
        focus = await element.evaluate(focusOf);
      }
      judged(key, focus);
      if (focus.here) return;
    }
    throw new Error(`${key} never reached ${target}`);
  }

  return {
    reach,
    step,
    /** Goes there and presses Enter. */
    async press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
      await reach(target);
      await page.keyboard.press(key);
    },
    /** After something was done: the way on is from there, not from the top of the page. */
    async goesOnFromHere(): Promise<void> {
      if (!(await focusNow()).lost) return;
      const next = await step('Tab');
      if (next.first) throw new Error('what was done sent the focus back to the top of the page');
    },
    async type(target: Locator, text: string): Promise<void> {
      await reach(target);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    /** Chooses one of a group of radio buttons: Tab to the group, arrows inside it. */
    async choose(group: Locator, name: string): Promise<void> {
      const radios = group.getByRole('radio');
      const target = group.getByRole('radio', { name, exact: true });
      await target.waitFor({ state: 'attached' });
      const inGroup = () => radios.evaluateAll((all) => all.some((radio) => radio === document.activeElement));
      for (let presses = 0; !(await inGroup()); presses += 1) {
        if (presses > MOST_PRESSES) throw new Error(`Tab never reached the group of ${name}`);
        await step('Tab');
      }
      for (let presses = 0; presses <= (await radios.count()); presses += 1) {
        if (await has(target)) {
          if (!(await target.isChecked())) await page.keyboard.press('Space');
          return;
        }
        await step('ArrowRight');
      }
      throw new Error(`arrows never reached ${name}`);
    },
    /** Chooses from a closed list by arrows. */
    async pick(select: Locator, option: string | RegExp): Promise<void> {
      await reach(select);
      await page.keyboard.press('Home');
      const isIt = (label: string) => (typeof option === 'string' ? label === option : option.test(label));
      const chosen = () =>
        select.evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]?.textContent ?? '');
      const count = await select.getByRole('option').count();
      for (let presses = 0; presses <= count; presses += 1) {
        if (isIt(await chosen())) return;
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`arrows never reached the option ${option}`);
    },
  };
}

function lost(target: Locator): never {
  throw new Error(`${target} is not there`);
}

/** Runs in the page. */
function focusOf(target: Element | null): Focus {
  const element = document.activeElement;
  const gone = target !== null && !target.isConnected;
  if (!element || element === document.body || element === document.documentElement)
    return { lost: true, visible: false, ring: false, first: false, here: false, gone, what: 'nothing' };
  const boxOf = (part: Element): DOMRect => part.getBoundingClientRect();
  const wears = (part: Element | null): boolean => {
    if (!part) return false;
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(part);
    const clear = outlineColor === 'transparent' || /, 0\)$/.test(outlineColor);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !clear) || boxShadow !== 'none';
  };
  // A box that is drawn by its label or by the part beside it stands there for the hidden input.
  const hidden = boxOf(element).width <= 2 || getComputedStyle(element).opacity === '0';
  const drawn = hidden
    ? [element.nextElementSibling, element.closest('label'), element.parentElement].filter((part) => part !== null)
    : [element];
  const seen = drawn.some((part) => {
    const { width, height } = boxOf(part);
    const style = getComputedStyle(part);
    return width > 2 && height > 2 && style.visibility !== 'hidden' && style.display !== 'none';
  });
  const first = document.querySelector('a[href], button:not([disabled]), input, select, textarea, [tabindex="0"]');
  return {
    lost: false,
    visible: seen,
    ring: drawn.some(wears),
    first: element === first,
    here: element === target,
    gone,
    what: element.outerHTML.slice(0, 160),
  };
}
