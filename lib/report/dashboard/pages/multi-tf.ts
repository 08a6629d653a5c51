import { type Block, figureBlocks, headingBlock, missingBlock, type Tile, tableBlock, tilesBlock } from '../blocks.js';
import type { PartRow, Pieces } from '../piece.js';

/** All bars, then one bar through the three timeframes, and why there are so few signals. */
export function multiTimeframeBlocks(pieces: Pieces): Block[] {
  const part = pieces['02-mtf-analysis'];
  const candles = pieces['03-backtest']?.candles;
  const bar = part?.tables?.bar?.[0];
  return [
    headingBlock('Every bar and trade'),
    candles === undefined
      ? missingBlock('03-backtest')
      : { key: 'candles', kind: 'candles', data: candles, wide: true },
    headingBlock(bar ? `The bar of ${bar.time} UTC` : 'One bar'),
    ...(bar ? [tilesBlock('bar', barTiles(bar))] : []),
    ...figureBlocks(pieces, '02-mtf-analysis', ['candles', 'momentum', 'profile', 'volume'], ['candles', 'momentum']),
    ...tableBlock('Rules at this bar', part?.tables?.blocked),
    ...(part ? [headingBlock('Why there are so few signals', part.sentences)] : []),
    ...(part ? figureBlocks(pieces, '02-mtf-analysis', ['funnel'], ['funnel']) : []),
  ];
}

function barTiles(bar: PartRow): Tile[] {
  const tile = (name: string, key: string, note: string): Tile => {
    const value = String(bar[key] ?? 'n/a');
    const tone = value.startsWith('▲') ? 'up' : value.startsWith('▼') ? 'down' : undefined;
    return { name, value, note: String(bar[note] ?? ''), ...(tone && { tone }) };
  };
  return [
    tile('Close', 'close', 'signal'),
    tile('1h bias', 'bias', 'bias_note'),
    tile('15m momentum', 'momentum', 'momentum_note'),
    tile('Volume, 5m and 1h', 'volume', 'volume_note'),
    tile('Point of control, 1h', 'poc', 'poc_note'),
    tile('Confidence', 'confidence', 'confidence_note'),
  ];
}
