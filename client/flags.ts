// The flags of delegations: files of their own, fetched where one is shown. Of an organisation only what is known to be
// its own: a wrong flag is worse than none.
import type { Delegation } from '#shared/session.ts'

const ofCountries = import.meta.glob<string>('../node_modules/flag-icons/flags/4x3/??.svg', {
  query: '?url',
  import: 'default',
  eager: true,
})
const ofOrganisations = import.meta.glob<string>('./flags/*.svg', {
  query: '?url',
  import: 'default',
  eager: true,
})

/** Alpha-3 codes of ISO 3166-1 that do not begin with their alpha-2 code, each followed by it. */
const exceptions = new Map(
  `ABWaw AGOao ALAax ANDad AREae ARMam ATAaq ATFtf ATGag AUTat BDIbi BENbj BESbq BGDbd BHSbs BIHba BLRby BLZbz BRBbb
   BRNbn CAFcf CHLcl CHNcn CODcd COGcg COKck COMkm CPVcv CUWcw CYMky DNKdk ESHeh ESTee FLKfk FROfo FSMfm GINgn GLPgp
   GNBgw GNQgq GRDgd GRLgl GUFgf GUYgy IRLie IRQiq ISRil JAMjm KAZkz KORkr LBRlr LBYly MACmo MAFmf MDGmg MDVmv MEXmx
   MLTmt MNEme MNPmp MOZmz MTQmq MYTyt NIUnu PAKpk PCNpn PLWpw PNGpg POLpl PRKkp PRTpt PRYpy PYFpf SENsn SGSgs SLBsb
   SLVsv SPMpm SRBrs SURsr SVKsk SVNsi SWEse SWZsz SYCsc TCDtd TKMtm TUNtn TURtr TUVtv UKRua URYuy WLFwf`
    .trim()
    .split(/\s+/)
    .map((pair) => [pair.slice(0, 3), pair.slice(3)] as const),
)

/** The address of a delegation's flag; null where there is none that is surely its own. */
export function flagOf(id: string, kind: Delegation['kind']): string | null {
  const own = ofOrganisations[`./flags/${id}.svg`]
  if (own !== undefined) return own
  const isCountry = kind === 'state' && id.length === 3
  if (!isCountry && id !== 'EU' && id !== 'UN') return null
  const code = exceptions.get(id) ?? id.slice(0, 2).toLowerCase()
  return ofCountries[`../node_modules/flag-icons/flags/4x3/${code}.svg`] ?? null
}
