import { parseTemplate, readDocument } from './src/template/index.ts';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
let ok = 0; const fails: string[] = []; const out: Record<string, unknown> = {};
const walk = (d: string) => { for (const f of readdirSync(d)) { const p = `${d}/${f}`; if (statSync(p).isDirectory()) walk(p); else if (/\.(ya?ml|template|json)$/.test(f)) { const s = readFileSync(p, 'utf8'); if (!/heat_template_version|AWSTemplateFormatVersion|HeatTemplateFormatVersion/.test(s)) continue; try { const t0 = performance.now(); const t = parseTemplate(s); void t.parameterSchemas; ok++; out[p] = t.raw; if (performance.now() - t0 > 200) console.log('slow', p, performance.now() - t0); } catch (e) { fails.push(`${p}: ${(e as Error).message.slice(0, 140)}`); } } } };
walk('/work/shared/templates'); console.log(ok, fails);
writeFileSync('/tmp/parsed.json', JSON.stringify(out));
const s = performance.now(); try { readDocument('a: [\n' + 'b,\n'.repeat(60000)); } catch (e) { console.log((e as Error).message, performance.now() - s); }
