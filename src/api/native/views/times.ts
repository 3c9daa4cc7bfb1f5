/** Milliseconds since the epoch as the API writes times, whole seconds of UTC: `2026-01-01T00:00:00Z`. */
export function isoTime(milliseconds: number): string;
export function isoTime(milliseconds: number | null): string | null;
export function isoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
