import { header, HEADER_ORIGIN } from "../../core/artifact.js"
import { entry, type YamlDocument, yamlDocument, yamlMap } from "../../formats/yaml.js"
import type { StackContext } from "./context.js"
import { localVolumeEntries, section } from "./document.js"
import { localServiceEntry } from "./local-service.js"
import { localNetworkEntries } from "./networks.js"

