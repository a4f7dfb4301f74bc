/**
 * Looks into a ZIP file without unpacking it: the list of entries at its end says what is inside and how large that
 * would become. Format: PKWARE's APPNOTE, sections 4.3.12 and 4.3.16. ZIP64 is not read: nothing of 20 MB needs it.
 */
export interface ZipEntry {
  readonly name: string;
  /** Bytes after unpacking, as the file itself says. */
  readonly size: number;
  readonly stored: boolean;
  readonly encrypted: boolean;
  /** Where its local header begins. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;

/** The entries, or null where this is no whole ZIP file. */
export function zipDirectory(content: Buffer): readonly ZipEntry[] | null {
  const end = findEnd(content);
  if (end === null) return null;
  const count = content.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = content.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || content.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
    const nameLength = content.readUInt16LE(at + 28);
    const flags = content.readUInt16LE(at + 8);
    entries.push({
      name: content.toString('utf8', at + 46, at + 46 + nameLength),
      size: content.readUInt32LE(at + 24),
      stored: content.readUInt16LE(at + 10) === 0,
      encrypted: (flags & 1) === 1,
      offset: content.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
  return entries;
}

/** The content of an entry that is stored as it is; null where it is packed, or not there. */
export function storedContent(content: Buffer, entry: ZipEntry): Buffer | null {
  const { offset } = entry;
  if (!entry.stored || offset + 30 > content.length || content.readUInt32LE(offset) !== LOCAL_SIGNATURE)
    return null;
  const start = offset + 30 + content.readUInt16LE(offset + 26) + content.readUInt16LE(offset + 28);
  return start + entry.size > content.length ? null : content.subarray(start, start + entry.size);
}

function findEnd(content: Buffer): number | null {
  const last = content.length - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1) {
    if (content.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return null;
}
