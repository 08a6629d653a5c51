import type { Random } from '../core/random.js';
import { normalFrom } from '../core/random.js';
import { DAY, HOUR, MINUTE } from '../core/time.js';

/**
 * A slowly wandering factor with mean 0 and standard deviation `sd` (an Ornstein-Uhlenbeck process in steps of a minute).
 */
interface Wander {
  readonly keep: number;
  readonly kick: number;
  value: number;
}

function wander(minutes: number, sd: number): Wander {
  const keep = Math.exp(-1 / minutes);
  return { keep, kick: sd * Math.sqrt(1 - keep * keep), value: 0 };
}

function step(factor: Wander, normal: number): number {
  factor.value = factor.keep * factor.value + factor.kick * normal;
  return factor.value;
}

/** Relative volatility and volume by hour of the day (UTC) and day of the week (Sunday first): the American session leads. */
const HOUR_VOLATILITY = [
  1, 1, 0.9, 0.8, 0.75, 0.75, 0.75, 0.8, 0.8, 0.8, 0.8, 0.85, 1, 1.25, 1.5, 1.4, 1.3, 1.2, 1.15, 1.1, 1.1, 1.05, 1, 0.9,
];
const HOUR_VOLUME = [
  0.9, 0.9, 0.85, 0.75, 0.7, 0.7, 0.75, 0.85, 0.85, 0.85, 0.85, 0.85, 1.1, 1.3, 1.7, 1.65, 1.5, 1.25, 1.15, 1.1, 1.05,
  0.85, 0.8, 0.75,
];
const DAY_VOLATILITY = [0.7, 1.15, 1.15, 1.15, 1.1, 1.1, 0.65];
const DAY_VOLUME = [0.6, 1.2, 1.2, 1.2, 1.15, 1.15, 0.55];

/** Standard deviation of a quiet minute's log return, median volume of a minute in BTC, and the price it hovers about. */
const MINUTE_SD = 0.0004;
const MINUTE_VOLUME = 18;
const START_PRICE = 30_000;
const ANCHOR_PRICE = 45_000;
const STEPS_A_MINUTE = 4;
/** In ranging weeks the price is drawn back to its own mean of the last days: time constants of the pull and of the mean. */
const RANGE_MINUTES = 1800;
const HOME_MINUTES = 5 * 1440;
const GREATEST_JUMP = 0.02;

/** One made-up minute: prices to the cent, volume to 0.00001 BTC. */
export interface SampleMinute {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/**
 * A made-up market in steps of a minute, calibrated to aggregate statistics of BTC: log volatility is a sum of factors that
 * wander over minutes, hours, days and weeks; jumps raise it for a while; the drift turns over weeks, so that an hourly trend
 * filter has something to see; a weak pull to 45,000 USD keeps the price plausible; volume follows volatility and the size
 * of the move. The drift is symmetric: nothing is tuned for or against any strategy.
 */
export class SampleMarket {
  private readonly normal: Random;
  private readonly volatility = [wander(3, 0.35), wander(60, 0.3), wander(720, 0.25), wander(20 * 1440, 0.35)];
  private readonly activity = [wander(1, 0.45), wander(60, 0.4), wander(2880, 0.3)];
  private readonly trend = wander(9 * 1440, 7e-6);
  private readonly ranging = wander(7 * 1440, 1);
  private shock = 0;
  private logPrice = Math.log(START_PRICE);
  private home = Math.log(START_PRICE);

  constructor(private readonly random: Random) {
    this.normal = normalFrom(random);
  }

  /** Writes the minute that opens at `time` (ms UTC) into `out`. Minutes are asked for in order. */
  next(time: number, out: SampleMinute): void {
    const hour = Math.floor(time / HOUR) % 24;
    const day = (Math.floor(time / DAY) + 4) % 7;
    const sd = this.nextVolatility() * HOUR_VOLATILITY[hour] * DAY_VOLATILITY[day];
    const range = this.nextPrices(sd, out);
    let activity = Math.log(HOUR_VOLUME[hour] * DAY_VOLUME[day]);
    for (const factor of this.activity) activity += step(factor, this.normal());
    const excitement = Math.log(sd / MINUTE_SD / HOUR_VOLATILITY[hour] / DAY_VOLATILITY[day]);
    const size = Math.log(0.1 + range / sd) - 0.5;
    const volume = MINUTE_VOLUME * Math.exp(activity + 0.8 * excitement + 0.8 * size);
    out.volume = Math.max(1, Math.round(volume * 1e5)) / 1e5;
  }

  private nextVolatility(): number {
    let log = this.shock;
    for (const factor of this.volatility) log += step(factor, this.normal());
    this.shock *= 0.97;
    return MINUTE_SD * Math.exp(log);
  }

  /** The path of a minute in a few steps; gives its log range. */
  private nextPrices(sd: number, out: SampleMinute): number {
    const pull = (Math.log(ANCHOR_PRICE) - this.logPrice) / (250 * 1440);
    const ranging = Math.max(0, 1 + step(this.ranging, this.normal()));
    const homeward = (ranging * (this.home - this.logPrice)) / RANGE_MINUTES;
    this.home += (this.logPrice - this.home) / HOME_MINUTES;
    const drift = (step(this.trend, this.normal()) + homeward + pull) / STEPS_A_MINUTE;
    let p = this.logPrice;
    let high = p;
    let low = p;
    const first = p;
    const jump = this.nextJump(sd);
    const jumpStep = jump === 0 ? -1 : Math.floor(this.random() * STEPS_A_MINUTE);
    for (let k = 0; k < STEPS_A_MINUTE; k++) {
      p += drift + (sd / Math.sqrt(STEPS_A_MINUTE)) * this.normal() + (k === jumpStep ? jump : 0);
      if (p > high) high = p;
      if (p < low) low = p;
    }
    this.logPrice = p;
    // Every other bar opens a cent beside the last close, as the next trade does.
    const beside = Math.floor(this.random() * 4);
    const open = cents(first) + (beside === 0 ? -1 : beside === 1 ? 1 : 0);
    out.open = open / 100;
    out.high = Math.max(open, cents(high)) / 100;
    out.low = Math.min(open, cents(low)) / 100;
    out.close = cents(p) / 100;
    return high - low;
  }

  /** A jump every three hours or so, rarely a great one; each excites the volatility that follows. */
  private nextJump(sd: number): number {
    if (this.random() >= 1 / 200) return 0;
    const size = Math.min(2.5 * sd * (1 - this.random()) ** -0.45, GREATEST_JUMP);
    this.shock = Math.min(1.5, this.shock + 0.35);
    return this.random() < 0.5 ? -size : size;
  }
}

function cents(logPrice: number): number {
  return Math.round(Math.exp(logPrice) * 100);
}

/** The months of the sample: 1 June 2023 to 31 December 2024, 835,200 minutes. */
export const SAMPLE_FROM = Date.UTC(2023, 5, 1);
export const SAMPLE_MINUTES = (Date.UTC(2025, 0, 1) - SAMPLE_FROM) / MINUTE;
