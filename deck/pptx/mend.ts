/**
 * Mends what pptxgenjs 4.0.1 writes and PowerPoint repairs with a dialog (its issues 1449, 1443, 1444, 1534): parts that
 * are declared and not there, axes that no chart has, shapes of the notes' master; and adds what it cannot write.
 */
import JSZip from 'jszip';

export interface Additions {
  /** By the name of an object, what is to be seen there. */
  readonly alts: ReadonlyMap<string, string>;
  /** Language of all text, like `fr-FR`. */
  readonly lang: string;
}

export async function mended(pptx: Buffer, { alts, lang }: Additions): Promise<Buffer> {
  const zip = await JSZip.loadAsync(pptx);
  const change = async (path: RegExp, by: (xml: string) => string): Promise<void> => {
    for (const { name } of zip.file(path)) {
      const xml = await zip.file(name)?.async('string');
      if (xml !== undefined) zip.file(name, by(xml), { createFolders: false });
    }
  };
  await change(/^ppt\/charts\/chart\d+\.xml$/, withoutStrayAxes);
  await change(/^ppt\/notesMasters\/notesMaster1\.xml$/, withoutShapes);
  await change(/^ppt\/slides\/slide\d+\.xml$/, (xml) => withAlts(xml, alts));
  await change(/^ppt\/(slides|notesSlides)\/\w+\.xml$/, (xml) =>
    xml.replace(/lang="en-US"/g, `lang="${lang}"`),
  );
  await change(/^\[Content_Types\]\.xml$/, (xml) =>
    withoutStrayTypes(xml, new Set(Object.keys(zip.files))),
  );
  return withoutFolders(zip);
}

/** Entries that are folders go; JSZip's own `remove` would take their files with them. */
async function withoutFolders(zip: JSZip): Promise<Buffer> {
  const kept = new JSZip();
  for (const { name, dir } of Object.values(zip.files)) {
    const bytes = dir ? undefined : await zip.file(name)?.async('nodebuffer');
    if (bytes !== undefined) kept.file(name, bytes, { createFolders: false });
  }
  return kept.generateAsync({
    type: 'nodebuffer',
    compression: 'DEFLATE',
    compressionOptions: { level: 9 },
  });
}

/** A chart refers to the axes that it declares, and to no third one. */
export function withoutStrayAxes(xml: string): string {
  const declared = new Set(
    [...xml.matchAll(/<c:(?:cat|val|ser|date)Ax>\s*<c:axId val="(\d+)"\/>/g)].map(([, id]) => id),
  );
  return xml.replace(/<c:axId val="(\d+)"\/>/g, (whole, id: string) =>
    declared.has(id) ? whole : '',
  );
}

function withoutShapes(xml: string): string {
  return xml.replace(/<p:sp>[\s\S]*?<\/p:sp>/g, '');
}

/** @param parts of the package, by their path */
export function withoutStrayTypes(xml: string, parts: ReadonlySet<string>): string {
  return xml
    .replace(/<Override PartName="\/([^"]+)"[^>]*\/>/g, (whole, part: string) =>
      parts.has(part) ? whole : '',
    )
    .replaceAll('image/jpg', 'image/jpeg');
}

/** Texts for those who cannot see, on the objects that are called so. */
function withAlts(xml: string, alts: ReadonlyMap<string, string>): string {
  return xml.replace(/<p:cNvPr id="\d+" name="([^"]*)"[^>]*>/g, (tag: string, name: string) => {
    const alt = alts.get(name);
    if (alt === undefined) return tag;
    return tag
      .replace(/ descr="[^"]*"/, '')
      .replace(`name="${name}"`, () => `name="${name}" descr="${attribute(alt)}"`);
  });
}

function attribute(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
