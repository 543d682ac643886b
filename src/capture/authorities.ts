import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { MessageError, message } from '../base/message';

/** The PEM text of a file with certificate authorities, all of them checked to be certificates. */
export async function readAuthorities(file: string): Promise<string> {
  const pem = await readText(file);
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) {
    throw new MessageError(
      message(
        'capture.caEmpty',
        'The file {file} in "heaplens.capture.caFile" holds no certificate in PEM form: it should have a line "-----BEGIN CERTIFICATE-----".',
        { file },
      ),
    );
  }
  for (const [index, certificate] of certificates.entries()) checkCertificate(certificate, index + 1, file);
  return certificates.join('\n');
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MessageError(
      message(
        'capture.caUnreadable',
        'The file {file} in "heaplens.capture.caFile" cannot be read: {reason}.',
        {
          file,
          reason,
        },
      ),
      { cause: error },
    );
  }
}

/** Node would pass over a damaged one in silence, and the connection would fail for want of it. */
function checkCertificate(pem: string, number: number, file: string): void {
  try {
    new X509Certificate(pem);
  } catch (error) {
    throw new MessageError(
      message(
        'capture.caInvalid',
        'Certificate {number} of the file {file} in "heaplens.capture.caFile" is damaged.',
        {
          number,
          file,
        },
      ),
      { cause: error },
    );
  }
}
