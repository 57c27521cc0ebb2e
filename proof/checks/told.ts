import type { ServiceClaim } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import { type ToldAddress, toldAddresses } from "../addresses.js"
import type { Container } from "../network.js"
import { DETOURS } from "../vocabulary/processes.js"
import { type Context, failure, nameOf, notGranted, REBUILD } from "./context.js"
import { isOwn } from "./powers.js"

/** Each variable that tells a service an address tells the one that the topology states, and none leads it past what is declared. */
export function* checkTold(context: Context): Iterable<Failure> {
  for (const container of context.scene.containers.values()) {
    const service = context.serviceOf.get(container.key)
    if (service === undefined) continue
    const texts = new Map(
      container.texts.flatMap((text) => (text.variable === undefined ? [] : [[text.variable, text]])),
    )
    for (const [variable, stated] of service.belongings.variables) {
      const text = texts.get(variable)
      if (text?.value === stated) continue
      const [wanted, told] = [stated, text?.value ?? ""].map((value) =>
        addressesIn(variable, value, container.position),
      )
      if (told!.length === wanted!.length && wanted!.every((address) => told!.includes(address))) continue
      const name = nameOf(context, container)
      yield failure(context, "proof/disagreement", {
        message: `${name} is told ${told!.join(" and ") || "no address"} by ${variable}, and the topology says ${wanted!.join(" and ") || "none"}.`,
        position: text?.position ?? container.position,
        origins: [service.origin],
        help: `${REBUILD} An address is stated in the topology, and nowhere else.`,
      })
    }
    yield* checkDetours(context, container, service)
  }
}

function* checkDetours(
  context: Context,
  container: Container,
  { belongings, origin }: ServiceClaim,
): Iterable<Failure> {
  if (isOwn(belongings, "environment")) return
  for (const { variable, value, position } of container.texts) {
    if (variable === undefined || value === "" || belongings.variables.get(variable) === value) continue
    const effect = DETOURS.find(({ names }) => names.test(variable))?.effect
    if (effect !== undefined)
      yield notGranted(
        context,
        `${nameOf(context, container)} has the variable ${variable}, which ${effect}, and nothing grants it.`,
        {
          position,
          origins: [origin],
        },
      )
  }
}

function addressesIn(variable: string, value: string, position: Container["position"]): readonly string[] {
  return toldAddresses({ texts: [{ variable, value, position }] }).map(spelled)
}

function spelled({ value, port }: ToldAddress): string {
  return port === undefined ? value : `${value}:${port}`
}
