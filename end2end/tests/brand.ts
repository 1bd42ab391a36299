// An agency's brand, changed for a while.
import { type Browser, expect, type Page } from '@playwright/test';
import { agency, manager, signIn, url } from './support.ts';

export type Look = { primary?: string; font?: string };

export class Wardrobe {
  private constructor(
    private readonly page: Page,
    private readonly slug: string,
    readonly fonts: string[],
    private readonly before: Look,
  ) {}

  /** Of an agency, kept by its admin in a browser of their own. */
  static async open(browser: Browser, slug: string): Promise<Wardrobe> {
    // Without the live preview, which asks for a stylesheet while one types.
    const page = await browser.newPage({ javaScriptEnabled: false });
    await signIn(page, slug, manager(agency(slug)));
    await page.goto(url(slug, '/settings/branding'));
    const fonts = await page.locator('select[name=font] option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    const before = { primary: await page.locator('input[name=primary]').inputValue(), font: await page.locator('select[name=font]').inputValue() };
    return new Wardrobe(page, slug, fonts, before);
  }

  async dress({ primary, font }: Look): Promise<void> {
    // Anew: the message of the last change is not this one's.
    await this.page.goto(url(this.slug, '/settings/branding'));
    if (primary) await this.page.locator('input[name=primary]').fill(primary);
    if (font) await this.page.locator('select[name=font]').selectOption(font);
    await this.page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(this.page.getByRole('status')).toBeVisible();
  }

  /** As it was. */
  async close(): Promise<void> {
    await this.dress(this.before);
    await this.page.close();
  }
}
