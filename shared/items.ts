// The catalogue of items: which thing a name means, and what it is counted in. A system, its launcher and its missile are
// different items, and a number of one says nothing about the others.
import type { Unit } from './quantity.ts'

export interface Item {
  /** As people write it; the first name is the one that is shown. */
  readonly names: readonly [string, ...string[]]
  readonly unit: Unit
}

function item(unit: Unit, ...names: Item['names']): Item {
  return { names, unit }
}

/** What donor sessions speak of most; a name that is not here is an item of its own, in whatever unit is said. */
export const items: readonly Item[] = [
  item('system', 'Patriot', 'Patriot system', 'MIM-104', 'Patriot battery'),
  item('launcher', 'Patriot launcher', 'M903'),
  item('missile', 'Patriot missile', 'PAC-3 MSE', 'PAC-3', 'PAC-2 GEM-T', 'GEM-T'),
  item('system', 'IRIS-T', 'IRIS-T SLM', 'IRIS-T SLS', 'IRIS-T system'),
  item('launcher', 'IRIS-T launcher'),
  item('missile', 'IRIS-T missile'),
  item('system', 'NASAMS', 'NASAMS system'),
  item('launcher', 'NASAMS launcher'),
  item('missile', 'AMRAAM', 'AIM-120'),
  item('system', 'SAMP/T', 'SAMP-T', 'Mamba'),
  item('missile', 'Aster 30', 'Aster'),
  item('system', 'HAWK', 'MIM-23'),
  item('missile', 'HAWK missile'),
  item('system', 'Skynex'),
  item('vehicle', 'Gepard', 'Flakpanzer Gepard'),
  item('missile', 'Stinger', 'FIM-92'),
  item('missile', 'Mistral'),
  item('system', 'RBS 70', 'RBS-70'),
  item('missile', 'Martlet', 'LMM'),
  item('vehicle', 'Leopard 1', 'Leopard 1A5'),
  item('vehicle', 'Leopard 2', 'Leopard 2A4', 'Leopard 2A6'),
  item('vehicle', 'Challenger 2'),
  item('vehicle', 'Abrams', 'M1A1 Abrams', 'M1 Abrams'),
  item('vehicle', 'Marder', 'Marder 1A3'),
  item('vehicle', 'Bradley', 'M2 Bradley', 'M2A2 Bradley'),
  item('vehicle', 'CV90', 'CV9040'),
  item('vehicle', 'BMP-1', 'BMP-1A1'),
  item('vehicle', 'ACSV', 'ACSV ambulance'),
  item('vehicle', 'Pbv 302'),
  item('system', 'PzH 2000', 'Panzerhaubitze 2000'),
  item('system', 'CAESAR'),
  item('system', 'M777'),
  item('system', 'Archer'),
  item('system', 'RCH 155'),
  item('system', 'HIMARS', 'M142 HIMARS'),
  item('round', '155 mm', '155mm', '155 mm shell', '155mm shell', '155 mm artillery'),
  item('round', '152 mm', '152mm', '152 mm shell'),
  item('round', '120 mm mortar', '120mm mortar'),
  item('round', 'Gepard round', '35 mm', '35mm', '35 mm round'),
  item('missile', 'Storm Shadow', 'SCALP', 'SCALP-EG'),
  item('missile', 'ATACMS'),
  item('missile', 'Javelin', 'FGM-148'),
  item('missile', 'NLAW'),
  item('missile', 'Brimstone'),
  item('item', 'AASM', 'Hammer', 'AASM Hammer'),
  item('item', 'CRV7', 'CRV-7', 'CRV7 rocket motor'),
  item('aircraft', 'F-16', 'F16'),
  item('aircraft', 'Mirage 2000-5', 'Mirage 2000'),
  item('aircraft', 'AEW&C aircraft', 'ASC 890', 'Saab 340 AEW&C'),
  item('vehicle', 'M113'),
  item('system', 'ground surveillance radar'),
  item('system', 'Nanuk RWS', 'Nanuk'),
  item('drone', 'FPV', 'FPV drone', 'FPV drones'),
  item('drone', 'interceptor drone', 'Octopus'),
  item('drone', 'SkyRanger', 'Teledyne SkyRanger'),
  item('vessel', 'CB 90', 'CB90', 'Stridsbåt 90'),
  item('vessel', 'mine hunter', 'minehunter'),
]

const byName = new Map(
  items.flatMap((known) => known.names.map((name) => [plain(name), known] as const)),
)

/** What the catalogue knows by this name, whatever its capitals, spaces and hyphens. */
export function itemOf(name: string | null): Item | null {
  return name === null ? null : (byName.get(plain(name)) ?? null)
}

/** One key for all names of one thing; '' where no item is named. */
export function itemKey(name: string | null): string {
  return name === null ? '' : plain(itemOf(name)?.names[0] ?? name)
}

/** Whether a number in this unit can be a number of this item: twelve Patriot missiles are no twelve systems. */
export function isCountedIn(name: string | null, unit: Unit): boolean {
  const known = itemOf(name)
  return known === null || known.unit === unit
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[\s\p{Pd}]+/gu, ' ')
    .trim()
}
