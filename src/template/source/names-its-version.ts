/**
 * Whether a text that was fetched from somewhere can be a template at all. Asked before it is read as one, whose errors would quote from it: an
 * address can lead to what its giver may not see.
 */
const VERSION = /["']?(?:heat_template_version|HeatTemplateFormatVersion|AWSTemplateFormatVersion)["']?\s*:/;

export function namesItsVersion(text: string): boolean {
  return VERSION.test(text);
}
