import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The one family that pictures are written in, wherever they are made. */
export const FONT_FAMILY = 'DejaVu Sans';

export interface FontFiles {
  readonly regular: string;
  readonly bold: string;
}

/** The font files that come with the packages: pictures need no font of the machine. */
export function fontFiles(): FontFiles {
  const folder = join(dirname(createRequire(__filename).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return { regular: join(folder, 'DejaVuSans.ttf'), bold: join(folder, 'DejaVuSans-Bold.ttf') };
}
