/**
 * A `Content-Disposition` that saves the file under its own name and cannot be read as anything else (RFC 6266, RFC
 * 8187): plain ASCII for old readers, the whole name in UTF-8 beside it.
 */
export function attachment(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%/;]/g, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
