// formats/compose-read/consistency.ts
function checkConsistency(project, context) {
  const told = (position, message) => {
    context.problems.push({ message, position });
  };
  for (const service2 of project.services.values()) {
    if (!/^[a-zA-Z0-9._-]+$/.test(service2.name))
      told(service2.position, `${JSON.stringify(service2.name)} is no name for a service`);
    checkSource(service2, told);
    checkNetworks(service2, project, told);
    checkReferences(service2, project, told);
    checkTargets(service2, told);
    if (service2.containerNameStated && service2.replicas !== void 0 && service2.replicas > 1) {
      told(service2.containerName.position, `${service2.name} has a container_name, which only one replica can have`);
    }
  }
  checkCycles(project, told);
}
function checkSource(service2, told) {
  const { attributes } = service2;
  if (service2.image !== void 0 || service2.build !== void 0 || attributes.entries.has("provider")) return;
  told(service2.position, `${service2.name} has neither an image nor a build`);
}
function checkNetworks(service2, project, told) {
  if (service2.networkMode !== void 0 && service2.networks.length > 0) {
    told(service2.networkMode.position, `network_mode and networks of ${service2.name} exclude each other`);
  }
  for (const { network: network2, position } of service2.networks) {
    if (!project.networks.has(network2)) told(position, `There is no network ${network2}`);
  }
  if (service2.networkMode?.kind === "service" && !project.services.has(service2.networkMode.service)) {
    told(service2.networkMode.position, `There is no service ${service2.networkMode.service}`);
  }
}
function checkReferences(service2, project, told) {
  for (const dependency2 of service2.dependsOn.values()) {
    if (!project.services.has(dependency2.service))
      told(dependency2.position, `There is no service ${dependency2.service}`);
  }
  const lost = (value, among) => value?.kind === "known" && !among.has(value.text);
  for (const { type, source, position } of service2.volumes) {
    if (type.kind === "known" && type.text === "volume" && lost(source, project.volumes)) {
      told(position, `There is no volume ${source.text}`);
    }
  }
  for (const { source, position } of service2.secrets) {
    if (lost(source, project.secrets)) told(position, `There is no secret ${source.text}`);
  }
  for (const { source, position } of service2.configs) {
    if (lost(source, project.configs)) told(position, `There is no config ${source.text}`);
  }
}
function checkTargets(service2, told) {
  const seen = /* @__PURE__ */ new Set();
  const check = (target, position) => {
    if (seen.has(target)) told(position, `Something else of ${service2.name} is mounted at ${target}`);
    seen.add(target);
  };
  for (const value of service2.tmpfs) if (value.kind === "known") check(value.text.split(":", 1)[0], value.position);
  for (const { target, position } of service2.volumes) if (target.kind === "known") check(target.text, position);
}
function checkCycles(project, told) {
  const done = /* @__PURE__ */ new Set();
  for (const start of project.services.values()) {
    if (done.has(start.name)) continue;
    const path = /* @__PURE__ */ new Set([start.name]);
    const stack = [{ service: start, rest: [...start.dependsOn.values()].values() }];
    while (stack.length > 0) {
      const top = stack.at(-1);
      const next = top.rest.next();
      if (next.done === true) {
        stack.pop();
        path.delete(top.service.name);
        done.add(top.service.name);
        continue;
      }
      const { service: name, position } = next.value;
      const service2 = project.services.get(name);
      if (path.has(name)) told(position, `${top.service.name} and ${name} wait for each other`);
      else if (service2 !== void 0 && !done.has(name)) {
        path.add(name);
        stack.push({ service: service2, rest: [...service2.dependsOn.values()].values() });
      }
    }
  }
}

// formats/yaml-nodes/any.ts
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments
} from "yaml";

// formats/yaml-nodes/limits.ts
var MAX_DEPTH = 100;
var MAX_NODES = 1e6;
var TOO_DEEP = `Values are nested more than ${MAX_DEPTH} deep`;

// formats/yaml-nodes/plain.ts
function plainValue(text3) {
  switch (text3.charCodeAt(0)) {
    case 126:
    // ~
    case 110:
    // n
    case 78:
      return text3 === "~" || text3 === "null" || text3 === "Null" || text3 === "NULL" ? null : text3;
    case 116:
    // t
    case 84:
      return text3 === "true" || text3 === "True" || text3 === "TRUE" ? true : text3;
    case 102:
    // f
    case 70:
      return text3 === "false" || text3 === "False" || text3 === "FALSE" ? false : text3;
    case 43:
    // +
    case 45:
    // -
    case 46:
    // .
    case 48:
    case 49:
    case 50:
    case 51:
    case 52:
    case 53:
    case 54:
    case 55:
    case 56:
    case 57:
      return numberOr(text3);
    default:
      return text3 === "" ? null : text3;
  }
}
var DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
var BASED = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/;
var SPECIAL = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;
function numberOr(text3) {
  if (DECIMAL.test(text3) || BASED.test(text3)) return Number(text3);
  if (!SPECIAL.test(text3)) return text3;
  if (text3.charCodeAt(1) === 110 || text3.charCodeAt(1) === 78) return Number.NaN;
  return text3.startsWith("-") ? -Infinity : Infinity;
}

// formats/yaml-nodes/any.ts
function readAny(source, content) {
  const problem = (message, offset) => ({ message, position: source.positionAt(offset) });
  const half = content.search(HALF_CHARACTER);
  if (half !== -1) return { documents: [], problems: [problem("It holds half a character", half)] };
  try {
    const parsed = parseAllDocuments(content, {
      version: "1.2",
      prettyErrors: false,
      logLevel: "silent",
      uniqueKeys: false
    });
    if (!Array.isArray(parsed)) return { documents: [], problems: [] };
    const failures = parsed.flatMap((document) => document.errors);
    if (failures.length > 0) {
      return { documents: [], problems: failures.map((error) => problem(oneLine(error.message), error.pos[0])) };
    }
    const documents = parsed.filter(({ contents }) => contents !== null && !isNothing(contents)).map(({ contents }) => new Conversion(source).convert(contents, 0));
    return { documents, problems: [] };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { documents: [], problems: [problem(thrown.message, thrown.offset)] };
    if (thrown instanceof RangeError) return { documents: [], problems: [problem(TOO_DEEP, 0)] };
    throw thrown;
  }
}
var HALF_CHARACTER = /\p{Surrogate}/u;
var Refusal = class extends Error {
  offset;
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
};
function oneLine(message) {
  return message.replace(/\s*\n\s*/g, " ");
}
function isNothing(node) {
  return isScalar(node) && node.value === null && node.source === "" && node.tag === void 0 && node.anchor === void 0;
}
var Conversion = class {
  source;
  /** By name; undefined while the anchor's own value is read. */
  anchors = /* @__PURE__ */ new Map();
  count = 0;
  deepest = 0;
  constructor(source) {
    this.source = source;
  }
  /** `depth`: how many collections it stands in. */
  convert(node, depth) {
    const offset = node.range?.[0] ?? 0;
    this.countNodes(1, offset);
    if (isAlias(node)) return this.aliased(node, depth, offset);
    const anchor = node.anchor;
    if (anchor === void 0) return this.value(node, depth, offset);
    const before = { count: this.count, deepest: this.deepest };
    this.deepest = depth;
    this.anchors.set(anchor, void 0);
    const converted = this.value(node, depth, offset);
    this.anchors.set(anchor, {
      node: converted,
      size: this.count - before.count + 1,
      height: this.deepest - depth
    });
    this.deepest = Math.max(this.deepest, before.deepest);
    return converted;
  }
  countNodes(nodes, offset) {
    this.count += nodes;
    if (this.count > MAX_NODES) throw new Refusal(`It holds more than ${MAX_NODES} values, aliases expanded`, offset);
  }
  /** `depth` is that of a collection, or of the deepest in what an alias stands for. */
  note(depth, offset) {
    this.deepest = Math.max(this.deepest, depth);
    if (depth > MAX_DEPTH) throw new Refusal(TOO_DEEP, offset);
  }
  aliased(alias, depth, offset) {
    const name = alias.source;
    if (!this.anchors.has(name)) throw new Refusal(`No anchor &${name} stands before its alias *${name}`, offset);
    const anchored = this.anchors.get(name);
    if (anchored === void 0) throw new Refusal(`The alias *${name} stands inside of what it stands for`, offset);
    this.countNodes(anchored.size - 1, offset);
    this.note(depth + anchored.height, offset);
    return { ...anchored.node, source: this.source, offset };
  }
  value(node, depth, offset) {
    if (isMap(node)) return this.map(node, depth + 1, offset);
    if (isSeq(node)) {
      this.note(depth + 1, offset);
      const items = node.items.map((item) => this.convert(item, depth + 1));
      return { kind: "list", source: this.source, offset, tag: this.tag(node, offset), items };
    }
    if (isScalar(node)) return this.scalar(node, offset);
    throw new Refusal("It holds a value of no known kind", offset);
  }
  scalar(node, offset) {
    const tag = this.tag(node, offset);
    const plain = node.type === "PLAIN" || node.type === void 0;
    if (plain && (node.tag === void 0 || tag !== void 0)) {
      const text3 = node.source ?? "";
      const value2 = tag === void 0 ? node.value : plainValue(text3);
      return { kind: "scalar", source: this.source, offset, tag, value: value2, text: text3, plain: true };
    }
    const { value } = node;
    if (typeof value === "string") {
      if (HALF_CHARACTER.test(value)) throw new Refusal("It holds half a character", offset);
      return { kind: "scalar", source: this.source, offset, tag, value, text: value, plain: false };
    }
    const known = value;
    return { kind: "scalar", source: this.source, offset, tag, value: known, text: node.source ?? "", plain: false };
  }
  tag(node, offset) {
    const { tag } = node;
    if (tag === void 0 || CORE_TAGS.has(tag)) return void 0;
    if (tag === "!reset" || tag === "!override") return tag;
    throw new Refusal(`The tag ${tag} has no meaning here`, offset);
  }
  map(node, depth, offset) {
    this.note(depth, offset);
    const tag = this.tag(node, offset);
    const entries = /* @__PURE__ */ new Map();
    const seen = /* @__PURE__ */ new Set();
    for (const pair of node.items) {
      const place = pair.key?.range?.[0] ?? offset;
      const key = this.key(pair, place);
      if (seen.has(key)) throw new Refusal(`The key ${JSON.stringify(key)} stands here twice`, place);
      seen.add(key);
      if (isMergeKey(pair)) {
        this.merge(this.pairValue(pair, depth), entries);
        continue;
      }
      entries.set(key, { source: this.source, offset: place, key, value: this.pairValue(pair, depth) });
    }
    return { kind: "map", source: this.source, offset, tag, entries };
  }
  key(pair, offset) {
    const { key } = pair;
    if (isScalar(key)) {
      this.tag(key, offset);
      if (typeof key.value === "string" && key.anchor === void 0) return key.value;
    }
    throw new Refusal("A key must be a string", offset);
  }
  pairValue(pair, depth) {
    if (pair.value !== null) return this.convert(pair.value, depth);
    const offset = pair.key.range?.[1] ?? 0;
    return { kind: "scalar", source: this.source, offset, tag: void 0, value: null, text: "", plain: true };
  }
  /** What a map says itself, before or after the merge key, goes before what it merges; of two merged maps the first. */
  merge(value, entries) {
    const maps = value.kind === "list" ? value.items : [value];
    for (const map of maps) {
      if (map.kind !== "map") throw new Refusal("A merge key takes a map or a list of maps", map.offset);
      for (const [key, entry] of map.entries) {
        if (entries.has(key)) continue;
        entries.set(key, entry);
      }
    }
  }
};
function isMergeKey({ key }) {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}
var CORE = "tag:yaml.org,2002:";
var CORE_TAGS = /* @__PURE__ */ new Set(["!", ...["str", "int", "float", "bool", "null", "map", "seq"].map((name) => CORE + name)]);

// formats/yaml-nodes/common.ts
function readCommon(source, content) {
  if (UNCOMMON.test(content)) return void 0;
  const reader = new Reader(source, content);
  try {
    return { documents: reader.document(), problems: [] };
  } catch (thrown) {
    if (thrown === OTHER) return void 0;
    if (thrown !== DEEP) throw thrown;
    return { documents: [], problems: [{ message: TOO_DEEP, position: source.positionAt(reader.at) }] };
  }
}
var TAGS = ["!reset", "!override"];
var UNCOMMON = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufeff\p{Surrogate}]|\n *\t/u;
var OTHER = /* @__PURE__ */ Symbol("left to the library");
var DEEP = /* @__PURE__ */ Symbol("nested too deep");
var NEWLINE = 10;
var SPACE = 32;
var TAB = 9;
var DOUBLE_QUOTE = 34;
var EXCLAMATION = 33;
var HASH = 35;
var SINGLE_QUOTE = 39;
var COMMA = 44;
var DASH = 45;
var COLON = 58;
var OPEN_LIST = 91;
var BACKSLASH = 92;
var CLOSE_LIST = 93;
var PIPE = 124;
var GREATER = 62;
var OPEN_MAP = 123;
var CLOSE_MAP = 125;
var Reader = class {
  source;
  text;
  end;
  /** Where the next character to be read stands. */
  at = 0;
  /** The column of {@link at}, from 0, when it is the first of a line that says something; -1 at the end of the file. */
  indent = 0;
  depth = 0;
  /** Whether the document has begun: from then on a line of `---` begins the next. */
  begun = false;
  constructor(source, text3) {
    this.source = source;
    this.text = text3;
    this.end = text3.length;
  }
  document() {
    const { text: text3 } = this;
    if (text3.startsWith("%")) throw OTHER;
    this.toContent();
    this.begun = true;
    if (this.indent === 0 && text3.startsWith("---", this.at)) {
      if (!text3.startsWith("---\n", this.at)) throw OTHER;
      this.at += 3;
      this.toContent();
    }
    if (this.indent === -1) return [];
    const root = this.blockNode(-1);
    if (this.indent !== -1) throw OTHER;
    return [root];
  }
  /** Goes to the next line that says something, over the rest of this one. */
  toContent() {
    const { text: text3, end } = this;
    let { at } = this;
    let lineStart = at === 0 ? 0 : -1;
    for (; ; ) {
      while (at < end && text3.charCodeAt(at) === SPACE) at++;
      if (at >= end) {
        this.at = end;
        this.indent = -1;
        return;
      }
      const code = text3.charCodeAt(at);
      if (code === HASH) {
        if (lineStart === -1 && text3.charCodeAt(at - 1) !== SPACE) throw OTHER;
        at = text3.indexOf("\n", at);
        if (at === -1) at = end;
      } else if (code !== NEWLINE) break;
      if (at < end) {
        at++;
        lineStart = at;
      }
    }
    if (lineStart === -1 || text3.charCodeAt(at) === TAB) throw OTHER;
    this.at = at;
    this.indent = at - lineStart;
    if (this.indent === 0 && this.begun && (text3.startsWith("---", at) || text3.startsWith("...", at))) throw OTHER;
  }
  /** A value that begins its line, further in than `parent`. */
  blockNode(parent) {
    if (this.indent <= parent) throw OTHER;
    return this.nodeAt(this.indent, parent);
  }
  /** A value at {@link at}, which is in column `column`; a collection goes on in the lines below that begin there, too. */
  nodeAt(column, parent) {
    if (this.isDash()) return this.blockList(column);
    const keyEnd = this.keyEnd();
    if (keyEnd !== -1) return this.blockMap(column, keyEnd);
    return this.inlineNode(parent);
  }
  isDash() {
    if (this.text.charCodeAt(this.at) !== DASH) return false;
    const next = this.text.charCodeAt(this.at + 1);
    return next === SPACE || next === NEWLINE || this.at + 1 >= this.end;
  }
  blockList(column) {
    const offset = this.at;
    const items = [];
    this.enter();
    do {
      const dash = this.at;
      this.at++;
      const first = this.skipSpaces();
      if (first === NEWLINE || first === HASH || this.at >= this.end) {
        const place = this.at;
        this.toContent();
        items.push(this.indent > column ? this.nodeAt(this.indent, column) : this.nothing(place));
      } else items.push(this.nodeAt(column + this.at - dash, column));
    } while (this.indent === column && this.isDash());
    this.depth--;
    if (this.indent > column) throw OTHER;
    return { kind: "list", source: this.source, offset, tag: void 0, items };
  }
  blockMap(column, firstKeyEnd) {
    const offset = this.at;
    const entries = /* @__PURE__ */ new Map();
    this.enter();
    let keyEnd = firstKeyEnd;
    for (; ; ) {
      const place = this.at;
      const key = this.key(keyEnd);
      if (entries.has(key)) throw OTHER;
      this.at = keyEnd + 1;
      entries.set(key, { source: this.source, offset: place, key, value: this.entryValue(column) });
      if (this.indent !== column) break;
      if (this.isDash()) throw OTHER;
      keyEnd = this.keyEnd();
      if (keyEnd === -1) throw OTHER;
    }
    this.depth--;
    if (this.indent > column) throw OTHER;
    return { kind: "map", source: this.source, offset, tag: void 0, entries };
  }
  /** What stands behind the colon of a key in column `column`, or below it. A list below may stand in the key's own column. */
  entryValue(column) {
    const first = this.skipSpaces();
    if (first === EXCLAMATION) return this.tagged(column);
    if (first !== NEWLINE && first !== HASH && this.at < this.end) return this.inlineNode(column);
    const place = this.at;
    this.toContent();
    if (this.indent > column) return this.nodeAt(this.indent, column);
    if (this.indent === column && this.isDash()) return this.blockList(column);
    return this.nothing(place);
  }
  /** One of Compose's tags, and what it is said of. */
  tagged(column) {
    const tag = TAGS.find((each) => this.text.startsWith(each, this.at));
    if (tag === void 0 || !isBlankOrEnd(this.text.charCodeAt(this.at + tag.length))) throw OTHER;
    this.at += tag.length;
    if (this.skipSpaces() === EXCLAMATION) throw OTHER;
    return { ...this.entryValue(column), tag };
  }
  nothing(offset) {
    return { kind: "scalar", source: this.source, offset, tag: void 0, value: null, text: "", plain: true };
  }
  skipSpaces() {
    const { text: text3 } = this;
    let { at } = this;
    while (text3.charCodeAt(at) === SPACE) at++;
    this.at = at;
    const code = text3.charCodeAt(at);
    if (code === TAB) throw OTHER;
    if (code === HASH && text3.charCodeAt(at - 1) !== SPACE) throw OTHER;
    return code;
  }
  /** A scalar or flow collection, and then to the next line that says something. */
  inlineNode(parent) {
    const node = this.inline(parent);
    this.toContent();
    return node;
  }
  inline(parent) {
    const code = this.text.charCodeAt(this.at);
    switch (code) {
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        return this.quoted(code);
      case OPEN_LIST:
      case OPEN_MAP:
        return this.flow(code, parent);
      case PIPE:
      case GREATER:
        return this.blockScalar(code, parent);
      default:
        return this.plainLine(parent);
    }
  }
  plainLine(parent) {
    const { text: text3, at: offset } = this;
    if (!startsPlain(text3, offset, false)) throw OTHER;
    let at = offset;
    for (; at < this.end; at++) {
      const code = text3.charCodeAt(at);
      if (code === NEWLINE) break;
      if (code === HASH && isBlank(text3.charCodeAt(at - 1))) break;
      if (code === COLON && isBlankOrEnd(text3.charCodeAt(at + 1))) throw OTHER;
    }
    this.at = at;
    if (this.goesOn(at, parent)) throw OTHER;
    while (isBlank(text3.charCodeAt(at - 1))) at--;
    const spelled = text3.slice(offset, at);
    return {
      kind: "scalar",
      source: this.source,
      offset,
      tag: void 0,
      value: plainValue(spelled),
      text: spelled,
      plain: true
    };
  }
  /** Whether a bare scalar goes on in the lines below: those that are further in than `parent`, up to a comment. */
  goesOn(lineEnd, parent) {
    const { text: text3, end } = this;
    if (text3.charCodeAt(lineEnd) === HASH) return false;
    let at = lineEnd;
    for (; ; ) {
      if (at >= end) return false;
      at++;
      const start = at;
      while (text3.charCodeAt(at) === SPACE) at++;
      const code = text3.charCodeAt(at);
      if (code === NEWLINE) continue;
      if (at >= end || code === HASH) return false;
      return at - start > parent;
    }
  }
  quoted(quote) {
    const offset = this.at;
    const value = this.quotedText(quote);
    return { kind: "scalar", source: this.source, offset, tag: void 0, value, text: value, plain: false };
  }
  quotedText(quote) {
    const { text: text3 } = this;
    const start = this.at + 1;
    let at = start;
    let escaped = false;
    for (; ; at++) {
      const code = text3.charCodeAt(at);
      if (code === quote) {
        if (quote === DOUBLE_QUOTE || text3.charCodeAt(at + 1) !== SINGLE_QUOTE) break;
        escaped = true;
        at++;
      } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
        escaped = true;
        at++;
      } else if (code === NEWLINE || at >= this.end) throw OTHER;
    }
    this.at = at + 1;
    const inner = text3.slice(start, at);
    if (!escaped) return inner;
    return quote === SINGLE_QUOTE ? inner.replaceAll("''", "'") : unescaped(inner);
  }
  blockScalar(style, parent) {
    const { text: text3, end, at: offset } = this;
    if (parent === -1) throw OTHER;
    let at = offset + 1;
    const sign = text3.charCodeAt(at);
    const chomp = sign === DASH ? "strip" : sign === 43 ? "keep" : "clip";
    if (chomp !== "clip") at++;
    while (text3.charCodeAt(at) === SPACE) at++;
    if (text3.charCodeAt(at) === HASH && text3.charCodeAt(at - 1) === SPACE) at = lineEndAt(text3, at);
    if (at < end && text3.charCodeAt(at) !== NEWLINE) throw OTHER;
    this.at = at;
    const lines = this.blockLines(parent);
    const value = style === PIPE ? joined(lines, chomp) : folded(lines, chomp);
    return { kind: "scalar", source: this.source, offset, tag: void 0, value, text: value, plain: false };
  }
  /** The lines of a block scalar without their indentation, blank ones at its end too; {@link at} is then at the end of the last. */
  blockLines(parent) {
    const { text: text3, end } = this;
    const lines = [];
    let column = -1;
    let longestBlank = 0;
    while (this.at < end) {
      const start = this.at + 1;
      let at = start;
      while (text3.charCodeAt(at) === SPACE) at++;
      const lineEnd = lineEndAt(text3, at);
      if (at === lineEnd) {
        if (start >= end) break;
        if (lineEnd === end) throw OTHER;
        if (column === -1) longestBlank = Math.max(longestBlank, at - start);
        else if (at - start > column) throw OTHER;
        lines.push("");
      } else {
        if (column === -1) {
          if (at - start <= parent) break;
          column = at - start;
          if (longestBlank > column) throw OTHER;
        } else if (at - start < column) {
          if (at - start > parent) throw OTHER;
          break;
        }
        lines.push(text3.slice(start + column, lineEnd));
      }
      this.at = lineEnd;
    }
    if (column === -1 && longestBlank > 0) throw OTHER;
    return lines;
  }
  flow(open, parent) {
    this.enter();
    const offset = this.at;
    this.at++;
    const node = open === OPEN_LIST ? this.flowList(offset, parent) : this.flowMap(offset, parent);
    this.depth--;
    return node;
  }
  flowList(offset, parent) {
    const items = [];
    for (let code = this.skipFlow(parent); code !== CLOSE_LIST; code = this.skipFlow(parent)) {
      items.push(this.flowValue(parent));
      const next = this.skipFlow(parent);
      if (next === COMMA) this.at++;
      else if (next !== CLOSE_LIST) throw OTHER;
    }
    this.at++;
    return { kind: "list", source: this.source, offset, tag: void 0, items };
  }
  flowMap(offset, parent) {
    const entries = /* @__PURE__ */ new Map();
    for (let code = this.skipFlow(parent); code !== CLOSE_MAP; code = this.skipFlow(parent)) {
      const place = this.at;
      const key = this.flowKey(code);
      if (entries.has(key)) throw OTHER;
      if (this.text.charCodeAt(this.at) !== COLON) throw OTHER;
      this.at++;
      if (!isBlankOrEnd(this.text.charCodeAt(this.at))) throw OTHER;
      this.skipSpaces();
      const nowhere = this.at;
      const first = this.skipFlow(parent);
      const value = first === COMMA || first === CLOSE_MAP ? this.nothing(nowhere) : this.flowValue(parent);
      entries.set(key, { source: this.source, offset: place, key, value });
      const next = this.skipFlow(parent);
      if (next === COMMA) this.at++;
      else if (next !== CLOSE_MAP) throw OTHER;
    }
    this.at++;
    return { kind: "map", source: this.source, offset, tag: void 0, entries };
  }
  flowKey(code) {
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.quotedText(code);
    const spelled = this.flowPlain();
    if (spelled === "<<" || typeof plainValue(spelled) !== "string") throw OTHER;
    return spelled;
  }
  flowValue(parent) {
    const code = this.text.charCodeAt(this.at);
    if (code === OPEN_LIST || code === OPEN_MAP) return this.flow(code, parent);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const node = this.quoted(code);
      if (this.text.charCodeAt(this.at) === COLON) throw OTHER;
      return node;
    }
    const offset = this.at;
    const spelled = this.flowPlain();
    return {
      kind: "scalar",
      source: this.source,
      offset,
      tag: void 0,
      value: plainValue(spelled),
      text: spelled,
      plain: true
    };
  }
  /** A bare scalar in a flow collection; it must end in its line. */
  flowPlain() {
    const { text: text3, at: offset } = this;
    if (!startsPlain(text3, offset, true)) throw OTHER;
    let at = offset;
    for (; ; at++) {
      if (at >= this.end) throw OTHER;
      const code = text3.charCodeAt(at);
      if (isFlowIndicator(code)) break;
      if (code === NEWLINE || code === HASH) throw OTHER;
      if (code === COLON) {
        const next = text3.charCodeAt(at + 1);
        if (isBlankOrEnd(next)) break;
        if (isFlowIndicator(next)) throw OTHER;
      }
    }
    this.at = at;
    while (isBlank(text3.charCodeAt(at - 1))) at--;
    return text3.slice(offset, at);
  }
  /** Goes over blanks, line breaks and comments in a flow collection; what follows must be further in than the collection's parent. */
  skipFlow(parent) {
    const { text: text3, end } = this;
    let { at } = this;
    let lineStart = -1;
    for (; ; ) {
      const code2 = text3.charCodeAt(at);
      if (code2 === NEWLINE) lineStart = at + 1;
      else if (code2 === HASH) {
        if (!isBlankOrEnd(text3.charCodeAt(at - 1))) throw OTHER;
        at = lineEndAt(text3, at) - 1;
      } else if (code2 !== SPACE) break;
      at++;
      if (at >= end) throw OTHER;
    }
    if (lineStart !== -1 && at - lineStart <= parent) throw OTHER;
    if (lineStart === at && parent === -1) throw OTHER;
    this.at = at;
    const code = text3.charCodeAt(at);
    if (code === TAB) throw OTHER;
    return code;
  }
  /** Where the colon stands that makes what is at {@link at} a key, or -1. */
  keyEnd() {
    const { text: text3, at: start, end } = this;
    const first = text3.charCodeAt(start);
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return this.quotedKeyEnd(first);
    if (first === OPEN_LIST || first === OPEN_MAP || first === PIPE || first === GREATER) return -1;
    if (!startsPlain(text3, start, false)) throw OTHER;
    for (let at = start; at < end; at++) {
      const code = text3.charCodeAt(at);
      if (code === COLON) {
        if (isBlankOrEnd(text3.charCodeAt(at + 1))) return at;
      } else if (code === NEWLINE) return -1;
      else if (code === HASH && isBlank(text3.charCodeAt(at - 1))) return -1;
    }
    return -1;
  }
  quotedKeyEnd(quote) {
    const start = this.at;
    this.quotedText(quote);
    const after = this.at;
    this.at = start;
    const code = this.text.charCodeAt(after);
    if (code === COLON) {
      if (!isBlankOrEnd(this.text.charCodeAt(after + 1))) throw OTHER;
      return after;
    }
    return -1;
  }
  key(keyEnd) {
    const { text: text3, at } = this;
    if (keyEnd - at > MAX_KEY) throw OTHER;
    const first = text3.charCodeAt(at);
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return this.quotedText(first);
    let end = keyEnd;
    while (isBlank(text3.charCodeAt(end - 1))) end--;
    const spelled = text3.slice(at, end);
    if (spelled === "<<" || typeof plainValue(spelled) !== "string") throw OTHER;
    return spelled;
  }
  enter() {
    this.depth++;
    if (this.depth > MAX_DEPTH) throw DEEP;
  }
};
var MAX_KEY = 1e3;
function isBlank(code) {
  return code === SPACE || code === TAB;
}
function isBlankOrEnd(code) {
  return code === SPACE || code === NEWLINE || code === TAB || Number.isNaN(code);
}
function isFlowIndicator(code) {
  return code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAP || code === CLOSE_MAP;
}
function startsPlain(text3, at, flow) {
  const code = text3.charCodeAt(at);
  if (code === DASH || code === 63 || code === COLON) {
    const next = text3.charCodeAt(at + 1);
    return !isBlankOrEnd(next) && !(flow && isFlowIndicator(next)) && code === DASH;
  }
  return !isBlankOrEnd(code) && !INDICATORS.includes(text3[at]);
}
var INDICATORS = ",[]{}#&*!|>'\"%@`";
function lineEndAt(text3, at) {
  const end = text3.indexOf("\n", at);
  return end === -1 ? text3.length : end;
}
function joined(lines, chomp) {
  const count = textLines(lines);
  return ended(lines.slice(0, count).join("\n"), lines.length - count, count > 0, chomp);
}
function folded(lines, chomp) {
  const count = textLines(lines);
  let value = "";
  let blank = 0;
  let before = "nothing";
  for (let index = 0; index < count; index++) {
    const line = lines[index];
    if (line === "") {
      blank++;
      continue;
    }
    const deep = isBlank(line.charCodeAt(0));
    if (before === "nothing") value += "\n".repeat(blank);
    else if (deep || before === "deep") value += "\n".repeat(blank + 1);
    else value += blank === 0 ? " " : "\n".repeat(blank);
    value += line;
    blank = 0;
    before = deep ? "deep" : "text";
  }
  return ended(value, lines.length - count, count > 0, chomp);
}
function textLines(lines) {
  let count = lines.length;
  while (count > 0 && lines[count - 1] === "") count--;
  return count;
}
function ended(value, blankLines, any, chomp) {
  switch (chomp) {
    case "strip":
      return value;
    case "clip":
      return any ? `${value}
` : value;
    case "keep":
      return value + "\n".repeat(blankLines + (any ? 1 : 0));
  }
}
var ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;
var ESCAPED = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "	",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1B",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xA0",
  L: "\u2028",
  P: "\u2029"
};
function unescaped(inner) {
  return inner.replace(ESCAPE, (sequence) => {
    const known = ESCAPED[sequence[1]];
    if (known !== void 0) return known;
    if (sequence.length < 4) throw OTHER;
    const code = Number.parseInt(sequence.slice(2), 16);
    if (code > 1114111 || code >= 55296 && code <= 57343) throw OTHER;
    return String.fromCodePoint(code);
  });
}

// formats/yaml-nodes/source.ts
function yamlSource(path, content) {
  let starts;
  let last = 0;
  return {
    path,
    positionAt(offset) {
      starts ??= lineStarts(content);
      if (!(starts[last] <= offset && offset < (starts[last + 1] ?? Infinity))) last = lineOf(starts, offset);
      return { file: path, line: last + 1, column: offset - starts[last] + 1 };
    }
  };
}
function lineStarts(content) {
  const starts = [0];
  for (let at = content.indexOf("\n"); at !== -1; at = content.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
function lineOf(starts, offset) {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = low + high + 1 >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

// formats/yaml-nodes.ts
function readYamlNodes(path, content) {
  const source = yamlSource(path, content);
  return readCommon(source, content) ?? readAny(source, content);
}
function positionOf(node) {
  return node.source.positionAt(node.offset);
}

// formats/compose-read/context.ts
function report(context, place, message) {
  context.problems.push({ message, position: positionOf(place) });
}

// formats/text.ts
function text(...parts2) {
  return merged(parts2);
}
function merged(parts2) {
  const result = [];
  for (const part of parts2) {
    const last = result.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}

// formats/compose.ts
function readComposeText(source) {
  const parts2 = [];
  let rest = 0;
  for (let dollar = source.indexOf("$"); dollar !== -1; dollar = source.indexOf("$", rest)) {
    parts2.push(source.slice(rest, dollar));
    const found = readDollar(source, dollar);
    if (found === void 0) {
      return {
        kind: "error",
        message: `Not an interpolation that can be read: ${excerpt(source, dollar)}`,
        index: dollar
      };
    }
    parts2.push(found.part);
    rest = found.end;
  }
  return { kind: "text", text: text(...parts2, source.slice(rest)) };
}
function splitWords(command2) {
  const words = [];
  let word;
  let quote = "";
  for (let index = 0; index < command2.length; index += 1) {
    const character = command2[index];
    if (character === "\\" && quote !== "'") {
      index += 1;
      if (index === command2.length) return { kind: "error", message: "it ends with a backslash" };
      word = (word ?? "") + command2[index];
    } else if (quote !== "") {
      if (character === quote) quote = "";
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (" 	\r\n".includes(character)) {
      if (word !== void 0) words.push(word);
      word = void 0;
    } else if (SHELL_ONLY.includes(character)) {
      return { kind: "error", message: `only a shell understands its ${character}` };
    } else word = (word ?? "") + character;
  }
  if (quote !== "") return { kind: "error", message: `its ${quote} is never closed` };
  if (word !== void 0) words.push(word);
  return { kind: "words", words };
}
var SHELL_ONLY = ";&|<>()`";
var VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:[-?])((?:[^{}$\n\r]|\$\$)*))?\})/y;
function readDollar(source, index) {
  if (source[index + 1] === "$") return { part: "$", end: index + 2 };
  VARIABLE.lastIndex = index;
  const match = VARIABLE.exec(source);
  if (match === null) return void 0;
  const [whole2, bare, braced, operator, words = ""] = match;
  return { part: { name: bare ?? braced, unset: unsetOf(operator, words) }, end: index + whole2.length };
}
function unsetOf(operator, words) {
  const plain = words.replaceAll("$$", () => "$");
  if (operator === ":?") return { kind: "required", message: plain };
  return plain === "" ? { kind: "empty" } : { kind: "default", value: plain };
}
function excerpt(source, index) {
  return JSON.stringify(source.slice(index, index + 40));
}

// formats/dotenv.ts
function readDotenv(source) {
  const assignments = [];
  const errors = [];
  let offset = source.startsWith("\uFEFF") ? 1 : 0;
  const place = placeIn(source);
  for (; ; ) {
    offset = skipToStatement(source, offset);
    if (offset >= source.length) return { assignments, errors };
    const statement = readStatement(source, offset);
    if (statement.kind === "error") errors.push({ message: statement.message, ...place(statement.index) });
    else assignments.push({ name: statement.name, value: statement.value, line: place(offset).line });
    offset = statement.end;
  }
}
var BLANKS = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/y;
var SAME_LINE = /[\t\v\f\r \x85\xa0]*/y;
var TRAILING_BLANKS = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;
var EXPORT = /export[\t\n\f\r ]+/y;
var KEY = /[\p{L}\p{N}_.[\]\-\t\v\f\r \x85\xa0]*/uy;
function skip(pattern, source, offset) {
  pattern.lastIndex = offset;
  return pattern.test(source) ? pattern.lastIndex : offset;
}
function skipToStatement(source, offset) {
  let at = skip(BLANKS, source, offset);
  while (source[at] === "#") at = skip(BLANKS, source, endOfLine(source, at));
  return at;
}
function endOfLine(source, offset) {
  const newline = source.indexOf("\n", offset);
  return newline === -1 ? source.length : newline;
}
function readStatement(source, offset) {
  const start = skip(SAME_LINE, source, skip(EXPORT, source, offset));
  const separator = skip(KEY, source, start);
  const name = source.slice(start, separator).replace(TRAILING_BLANKS, "");
  const failure = (message, index) => {
    return { kind: "error", message, index, end: endOfLine(source, index) };
  };
  if (separator >= source.length) return failure("A name at the end of the file has no value", start);
  const character = String.fromCodePoint(source.codePointAt(separator));
  if (!"=:\n".includes(character)) return failure(`A name can't hold ${JSON.stringify(character)}`, separator);
  if (name === "") return failure("A value has no name", start);
  if (name.includes(" ")) return failure("A name can't hold a space", start);
  if (character === "\n") return { kind: "assignment", name, value: void 0, end: separator };
  return readValue(source, name, skip(SAME_LINE, source, separator + 1));
}
function readValue(source, name, offset) {
  const quote = source[offset];
  if (quote !== "'" && quote !== '"') {
    const end2 = endOfLine(source, offset);
    const bare = source.slice(offset, end2).split(" #", 1)[0].replace(TRAILING_BLANKS, "");
    return interpolated(name, bare, offset, end2);
  }
  const end = closingQuote(source, offset);
  if (end === void 0) {
    return { kind: "error", message: `The value of ${name} lacks its closing quote`, index: offset, end: source.length };
  }
  const inner = source.slice(offset + 1, end).replace(ESCAPED_PAIR, (pair) => pair[1] === quote ? quote : pair);
  if (quote === "'") return { kind: "assignment", name, value: text(inner), end: end + 1 };
  return interpolated(name, inner.replace(ESCAPE2, expandEscape), offset, end + 1);
}
function interpolated(name, source, index, end) {
  const reading = readComposeText(source);
  if (reading.kind === "text") return { kind: "assignment", name, value: reading.text, end };
  return { kind: "error", message: `The value of ${name} has a $ that Compose takes for a variable`, index, end };
}
var ESCAPED_PAIR = /\\[\s\S]/g;
function closingQuote(source, open) {
  for (let at = open + 1; at < source.length; at += 1) {
    if (source[at] === source[open]) return at;
    if (source[at] === "\\") at += 1;
  }
  return void 0;
}
var ESCAPE2 = /\\(?:[abcfnrtv$"\\]|0\d{0,3})/g;
var EXPANDED = {
  "\\a": "\x07",
  "\\b": "\b",
  "\\f": "\f",
  "\\n": "\n",
  "\\r": "\r",
  "\\t": "	",
  "\\v": "\v",
  "\\\\": "\\",
  '\\"': '"',
  "\\$": "$$"
};
function expandEscape(sequence) {
  const known = EXPANDED[sequence];
  if (known !== void 0 || !sequence.startsWith("\\0")) return known ?? sequence;
  const digits = sequence.slice(2);
  return /^[0-3][0-7]{2}$/.test(digits) ? String.fromCharCode(Number.parseInt(digits, 8)) : `\\${digits}`;
}
function placeIn(source) {
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    for (let newline = source.indexOf("\n", lineStart); newline !== -1 && newline < offset; ) {
      line += 1;
      lineStart = newline + 1;
      newline = source.indexOf("\n", lineStart);
    }
    return { line, column: offset - lineStart + 1 };
  };
}

// formats/compose-read/scalars.ts
function composeValue(scalar2) {
  const text3 = scalarText(scalar2).replaceAll(RESOLVED, "");
  const variables = variablesOf(scalar2);
  const position = positionOf(scalar2);
  if (!text3.includes(UNKNOWN_BEGINS)) return { kind: "known", text: text3, variables, position };
  return { kind: "unknown", parts: unknownParts(text3), variables, position };
}
function unknownText(variable) {
  return UNKNOWN_BEGINS + variable + UNKNOWN_ENDS;
}
function isUnknown(text3) {
  return text3.includes(UNKNOWN_BEGINS);
}
function shown(text3) {
  const plain = text3.replaceAll(RESOLVED, "");
  return plain.replaceAll(UNKNOWN_BEGINS, "${").replaceAll(UNKNOWN_ENDS, "}");
}
var RESOLVED = "\uDC02/";
var UNKNOWN_BEGINS = "\uDC00";
var UNKNOWN_ENDS = "\uDC01";
function unknownParts(text3) {
  return text3.split(UNKNOWN_PART).map((part, index) => index % 2 === 0 ? part : { variable: part }).filter((part) => part !== "");
}
var UNKNOWN_PART = /\udc00(.*?)\udc01/;
function variablesOf(scalar2) {
  return scalar2.variables ?? NONE;
}
var NONE = [];
function derived(from, text3) {
  const { source, offset } = from;
  const variables = from.kind === "scalar" ? variablesOf(from) : NONE;
  const scalar2 = { kind: "scalar", source, offset, tag: void 0, value: text3, text: text3, plain: false };
  return variables.length === 0 ? scalar2 : { ...scalar2, variables };
}
function scalarKind(scalar2) {
  const { value, text: text3, plain } = scalar2;
  if (!plain) return typeof value === "string" ? "string" : value === null ? "null" : kindOfValue(value);
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  const first = text3.charCodeAt(0);
  if (!(first >= 43 && first <= 57)) return "string";
  if (DATE.test(text3)) return "date";
  if (integerOf(text3) !== void 0) return "integer";
  return FLOAT.test(text3.replaceAll("_", "")) || SPECIAL2.test(text3) ? "float" : "string";
}
function scalarText(scalar2) {
  const { value, text: text3 } = scalar2;
  if (typeof value === "string" && !scalar2.plain) return value;
  switch (scalarKind(scalar2)) {
    case "null":
      return "";
    case "boolean":
      return String(value);
    case "integer":
      return String(integerOf(text3) ?? value);
    case "float":
      return floatText(Number(text3.replaceAll("_", "")));
    case "date":
    case "string":
      return text3;
  }
}
function wholeNumber(scalar2) {
  const text3 = scalarText(scalar2);
  return /^[-+]?\d{1,15}$/.test(text3) ? Number(text3) : void 0;
}
function booleanOf(scalar2) {
  if (typeof scalar2.value === "boolean") return scalar2.value;
  if (typeof scalar2.value !== "string") return void 0;
  switch (scalar2.value.toLowerCase()) {
    case "true":
    case "y":
    case "yes":
    case "on":
      return true;
    case "false":
    case "n":
    case "no":
    case "off":
      return false;
    default:
      return void 0;
  }
}
function kindOfValue(value) {
  return typeof value === "boolean" ? "boolean" : Number.isInteger(value) ? "integer" : "float";
}
var DATE = /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?[ \t]*(?:[Zz]|[-+]\d{1,2}(?::\d{2})?)?)?$/;
var FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
var SPECIAL2 = /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/;
var INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
function integerOf(text3) {
  const match = INTEGER.exec(text3.replaceAll("_", ""));
  if (match === null) return void 0;
  const [, sign, hexadecimal, binary, octal, decimal] = match;
  const digits = hexadecimal !== void 0 ? `0x${hexadecimal}` : binary !== void 0 ? `0b${binary}` : octal !== void 0 ? `0o${octal}` : decimal;
  if (digits.length > 70) return void 0;
  const number = BigInt(digits) * (sign === "-" ? -1n : 1n);
  return number >= -(2n ** 63n) && number < 2n ** 64n ? number : void 0;
}
function floatText(number) {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
  if (number === 0) return Object.is(number, -0) ? "-0" : "0";
  const [digits, exponent] = number.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(number);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

// formats/compose-read/environment.ts
function readEnvFile(path, content, options, context) {
  const source = yamlSource(path, content);
  const text3 = wellFormed(content);
  return options.raw ? rawAssignments(text3, source) : cookedAssignments(text3, source, options.lookup, context);
}
function wellFormed(text3) {
  return text3.replace(/\p{Surrogate}/gu, "\uFFFD");
}
function rawAssignments(content, source) {
  const assignments = /* @__PURE__ */ new Map();
  let offset = 0;
  for (const line of content.split("\n")) {
    const equals = line.indexOf("=");
    if (equals !== -1 && !line.trimStart().startsWith("#")) {
      const name = line.slice(0, equals).trim();
      assignments.set(name, { name, value: line.slice(equals + 1).replace(/\r$/, ""), variables: [], source, offset });
    }
    offset += line.length + 1;
  }
  return assignments;
}
function cookedAssignments(content, source, lookup, context) {
  const starts = lineStarts2(content);
  const { assignments, errors } = readDotenv(content);
  for (const { message, line, column } of errors) {
    context.problems.push({ message, position: source.positionAt((starts[line - 1] ?? 0) + column - 1) });
  }
  const read = /* @__PURE__ */ new Map();
  const seen = (name) => {
    const outside = lookup(name);
    if (outside.kind !== "unset") return outside;
    const above = read.get(name);
    return above === void 0 ? outside : { kind: "set", value: above.value };
  };
  for (const { name, value, line } of assignments) {
    const offset = starts[line - 1] ?? 0;
    const inherited = value === void 0 ? lookup(name) : void 0;
    if (inherited?.kind === "unset") continue;
    const parts2 = value ?? [];
    const text3 = inherited === void 0 ? parts2.map((part) => typeof part === "string" ? part : partText(part, seen, context)).join("") : textOf(name, inherited);
    const variables = parts2.flatMap((part) => typeof part === "string" ? [] : [part.name]);
    read.set(name, { name, value: text3, variables: [...new Set(variables)], source, offset });
  }
  return read;
}
function lineStarts2(content) {
  const starts = [0];
  for (let at = content.indexOf("\n"); at !== -1; at = content.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
function textOf(name, variable) {
  switch (variable.kind) {
    case "set":
      return variable.value;
    case "unset":
      return "";
    case "unknown":
      return unknownText(name);
  }
}
function partText({ name, unset }, lookup, context) {
  const variable = lookup(name);
  if (variable.kind === "unknown" || variable.kind === "set" && variable.value !== "") return textOf(name, variable);
  switch (unset.kind) {
    case "empty":
      return "";
    case "default":
      return unset.value;
    case "required":
      return context.unset === "unknown" ? unknownText(name) : "";
  }
}

// formats/compose-read/interpolate.ts
function interpolated2(node, lookup, context) {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "string" && node.value.includes("$") ? filled(node, lookup, context) : node;
    case "list": {
      let changed = false;
      const items = node.items.map((item) => {
        const now = interpolated2(item, lookup, context);
        changed ||= now !== item;
        return now;
      });
      return changed ? { ...node, items } : node;
    }
    case "map":
      return interpolatedMap(node, lookup, context);
  }
}
function interpolatedMap(node, lookup, context) {
  let entries;
  for (const entry of node.entries.values()) {
    const value = interpolated2(entry.value, lookup, context);
    if (value === entry.value) continue;
    entries ??= new Map(node.entries);
    entries.set(entry.key, { ...entry, value });
  }
  return entries === void 0 ? node : { ...node, entries };
}
function filled(node, lookup, context) {
  const variables = /* @__PURE__ */ new Set();
  const noting = (name) => {
    variables.add(name);
    return lookup(name);
  };
  const result = substituted(String(node.value), { lookup: noting, unset: context.unset, depth: 0 });
  const position = positionOf(node);
  for (const name of variables) {
    const places = context.variables.get(name);
    if (places === void 0) context.variables.set(name, [position]);
    else places.push(position);
  }
  if (result.kind === "refused") report(context, node, result.message);
  const text3 = result.kind === "refused" ? "" : result.text;
  return { ...node, value: text3, text: text3, plain: false, variables: [...variables] };
}
var MAX_DEFAULTS = 100;
function substituted(text3, options) {
  if (options.depth > MAX_DEFAULTS)
    return refused(`Defaults of variables stand more than ${MAX_DEFAULTS} deep in each other`);
  let result = "";
  let at = 0;
  for (let dollar = text3.indexOf("$"); dollar !== -1; dollar = text3.indexOf("$", at)) {
    result += text3.slice(at, dollar);
    const next = text3[dollar + 1];
    if (next === "$") {
      result += "$";
      at = dollar + 2;
      continue;
    }
    if (next !== "{") {
      const name = nameAt(text3, dollar + 1);
      result += name === "" ? "$" : plainText(name, options.lookup(name));
      at = dollar + 1 + name.length;
      continue;
    }
    const braced = bracedAt(text3, dollar);
    if (braced === void 0) {
      return refused(
        `No variable can be read at ${JSON.stringify(text3.slice(dollar, dollar + 40))}; a dollar is written $$`
      );
    }
    const value = bracedText(braced, options);
    if (value.kind === "refused") return value;
    result += value.text;
    at = braced.end;
  }
  return { kind: "text", text: result + text3.slice(at) };
}
function refused(message) {
  return { kind: "refused", message };
}
var NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
var OPERATOR = /:?[-+?]/y;
function nameAt(text3, at) {
  NAME.lastIndex = at;
  return NAME.exec(text3)?.[0] ?? "";
}
function bracedAt(text3, dollar) {
  const name = nameAt(text3, dollar + 2);
  if (name === "") return void 0;
  const after = dollar + 2 + name.length;
  if (text3[after] === "}") return { name, operator: "", words: "", end: after + 1 };
  OPERATOR.lastIndex = after;
  const operator = OPERATOR.exec(text3)?.[0];
  if (operator === void 0) return void 0;
  const close = closingBrace(text3, dollar + 1, after + operator.length);
  if (close === void 0) return void 0;
  return { name, operator, words: text3.slice(after + operator.length, close), end: close + 1 };
}
function closingBrace(text3, open, from) {
  let depth = 0;
  let last;
  for (let at = open; at < text3.length; at++) {
    const character = text3[at];
    if (character === "\n") break;
    if (character === "}") {
      if (at >= from) last = at;
      depth--;
      if (depth === 0) return at;
    } else if (character === "{") {
      depth++;
      at++;
      if (text3[at] === "}" && at >= from) last = at;
      if (text3[at] === "\n") break;
    }
  }
  return last;
}
function plainText(name, variable) {
  switch (variable.kind) {
    case "set":
      return variable.value;
    case "unset":
      return "";
    case "unknown":
      return unknownText(name);
  }
}
function bracedText({ name, operator, words }, options) {
  const variable = options.lookup(name);
  const isSet = variable.kind !== "unset";
  const counts = isSet && !(operator.startsWith(":") && variable.kind === "set" && variable.value === "");
  const inner = { ...options, depth: options.depth + 1 };
  switch (operator.at(-1)) {
    case "-":
      return counts ? { kind: "text", text: plainText(name, variable) } : substituted(words, inner);
    case "+":
      if (operator === ":+" && variable.kind === "unknown") return { kind: "text", text: unknownText(name) };
      return counts ? substituted(words, inner) : { kind: "text", text: "" };
    case "?":
      return counts ? { kind: "text", text: plainText(name, variable) } : required(name, words, inner);
    default:
      return { kind: "text", text: plainText(name, variable) };
  }
}
function required(name, words, options) {
  if (options.unset === "unknown") return { kind: "text", text: unknownText(name) };
  const message = substituted(words, options);
  if (message.kind === "refused") return message;
  const why = message.text === "" || isUnknown(message.text) ? "" : `: ${message.text}`;
  return refused(`The required variable ${name} has no value${why}`);
}

// formats/compose-read/shapes.ts
function mergeNodes(shape, base2, over, context) {
  if (over.tag !== void 0) return over;
  if (base2.tag === "!reset") return over;
  if (isNull(over)) return shape.nullable === true && shape.merge === replace ? over : base2;
  return isNull(base2) ? over : shape.merge(base2, over, context);
}
function stripped(node) {
  const bare = node.tag === void 0 ? node : { ...node, tag: void 0 };
  switch (bare.kind) {
    case "scalar":
      return bare;
    case "list":
      return { ...bare, items: bare.items.map(stripped) };
    case "map":
      return {
        ...bare,
        entries: new Map(
          [...bare.entries].filter(([, { value }]) => value.tag !== "!reset").map(([key, entry]) => [key, { ...entry, value: stripped(entry.value) }])
        )
      };
  }
}
function isNull(node) {
  return node.kind === "scalar" && node.value === null;
}
var replace = (_, over) => over;
var keep = (node) => node;
var KIND_NAMES = {
  null: "nothing",
  boolean: "true or false",
  integer: "a number",
  float: "a number",
  date: "a date",
  string: "a string"
};
function wanted(node, name, what, context) {
  const given = node.kind === "scalar" ? scalarKind(node) === "string" ? JSON.stringify(shown(scalarText(node))) : KIND_NAMES[scalarKind(node)] : `a ${node.kind}`;
  report(context, node, `${name} must be ${what}, not ${given}`);
  return void 0;
}
function scalar(...kinds) {
  const allowed = kinds.length === 0 ? ["string"] : kinds;
  const what = [...new Set(allowed.map((kind) => KIND_NAMES[kind]))].join(" or ");
  return {
    read: (node, name, context) => node.kind === "scalar" && allowed.includes(scalarKind(node)) ? node : wanted(node, name, what, context),
    merge: replace,
    settle: keep
  };
}
function oneOf(...words) {
  return {
    read: (node, name, context) => {
      if (node.kind !== "scalar" || scalarKind(node) !== "string")
        return wanted(node, name, words.join(" or "), context);
      const text3 = scalarText(node);
      return words.includes(text3) || isUnknown(text3) ? node : wanted(node, name, words.join(" or "), context);
    },
    merge: replace,
    settle: keep
  };
}
var flag = {
  read: (node, name, context) => {
    if (node.kind !== "scalar") return wanted(node, name, "true or false", context);
    const value = booleanOf(node);
    if (value === void 0) {
      return typeof node.value === "string" && isUnknown(node.value) ? node : wanted(node, name, "true or false", context);
    }
    return node.value === value ? node : { ...derived(node, String(value)), value };
  },
  merge: replace,
  settle: keep
};
var whole = {
  read: (node, name, context) => {
    if (node.kind !== "scalar") return wanted(node, name, "a whole number", context);
    if (typeof node.value === "string" && isUnknown(node.value)) return node;
    if (scalarKind(node) === "float" && Number.isInteger(node.value)) return node;
    const value = scalarKind(node) === "boolean" ? void 0 : wholeNumber(node);
    if (value === void 0) return wanted(node, name, "a whole number", context);
    return node.value === value ? node : { ...derived(node, String(value)), value };
  },
  merge: replace,
  settle: keep
};
var anything = {
  read: (node) => node,
  merge: (base2, over, context) => {
    if (base2.kind === "map" && over.kind === "map") return mergeEntries(base2, over, () => anything, context);
    return base2.kind === "list" && over.kind === "list" ? appended(base2, over) : over;
  },
  settle: keep
};
function list(item, { key, distinct: distinct2, lone, long } = {}) {
  const unique = (node) => key === void 0 ? node : uniqueItems(node, key);
  return {
    read: (node, name, context) => {
      if (lone === true && node.kind === "scalar") {
        const only = item.read(node, name, context);
        return only && { kind: "list", source: node.source, offset: node.offset, tag: node.tag, items: [only] };
      }
      if (node.kind !== "list") return wanted(node, name, lone === true ? "a string or a list" : "a list", context);
      const items = node.items.flatMap((each) => {
        if (each.tag === "!reset") return [];
        const longer = each.kind === "scalar" && long !== void 0 ? long(each, name, context) ?? [] : [each];
        return longer.flatMap((one2) => item.read(one2, `An item of ${name}`, context) ?? []);
      });
      if (distinct2 === true) reportRepeated(items, name, context);
      return unique({ ...node, items });
    },
    merge: (base2, over) => base2.kind === "list" && over.kind === "list" ? unique(appended(base2, over)) : over,
    settle: (node, name, context) => node.kind === "list" ? changedItems(node, (each) => item.settle(each, `An item of ${name}`, context)) : node
  };
}
function changedItems(node, change2) {
  let changed = false;
  const items = node.items.map((each) => {
    const now = change2(each);
    changed ||= now !== each;
    return now;
  });
  return changed ? { ...node, items } : node;
}
function reportRepeated(items, name, context) {
  const seen = /* @__PURE__ */ new Set();
  for (const item of items) {
    const said = identity(item);
    if (seen.has(said)) report(context, item, `${name} holds an item twice`);
    seen.add(said);
  }
}
function uniqueItems(node, key) {
  const items = /* @__PURE__ */ new Map();
  for (const item of node.items) items.set(key(item), item);
  return items.size === node.items.length ? node : { ...node, items: [...items.values()] };
}
function appended(base2, over) {
  const known = new Set(base2.items.map(identity));
  const items = [...base2.items];
  for (const item of over.items) {
    const said = identity(item);
    if (known.has(said)) continue;
    known.add(said);
    items.push(item);
  }
  return { ...over, items };
}
function identity(node) {
  switch (node.kind) {
    case "scalar":
      return JSON.stringify(typeof node.value === "number" ? node.text : node.value) ?? "null";
    case "list":
      return `[${node.items.map(identity).join(",")}]`;
    case "map":
      return `{${[...node.entries.values()].map(({ key, value }) => `${JSON.stringify(key)}:${identity(value)}`).sort().join(",")}}`;
  }
}
function named(options = {}) {
  const kinds = [
    "string",
    "integer",
    "float",
    "null",
    ...options.boolean === false ? [] : ["boolean"]
  ];
  const value = scalar(...kinds);
  return {
    read: (node, name, context) => {
      if (node.kind === "list") return fromPairs(node, name, context);
      if (node.kind !== "map") return wanted(node, name, "a map or a list", context);
      return changedEntries(node, ({ key, value: each }) => {
        if (each.tag === "!reset") return each;
        const read = value.read(each, key, context);
        return read === void 0 || read.kind !== "scalar" || scalarKind(read) === "null" || scalarKind(read) === "string" ? read : { ...derived(read, scalarText(read)), tag: read.tag };
      });
    },
    merge: (base2, over) => base2.kind === "map" && over.kind === "map" ? { ...over, entries: new Map([...base2.entries, ...over.entries]) } : over,
    settle: keep
  };
}
function fromPairs(node, name, context) {
  const entries = /* @__PURE__ */ new Map();
  for (const item of node.items) {
    if (item.tag === "!reset") continue;
    if (item.kind !== "scalar" || scalarKind(item) !== "string") {
      wanted(item, `An item of ${name}`, "a string", context);
      continue;
    }
    const text3 = scalarText(item);
    const equals = text3.indexOf("=");
    const key = shown(equals === -1 ? text3 : text3.slice(0, equals));
    const value = equals === -1 ? { ...derived(item, ""), value: null, plain: true } : derived(item, text3.slice(equals + 1));
    entries.set(key, { source: item.source, offset: item.offset, key, value });
  }
  const { source, offset, tag } = node;
  return { kind: "map", source, offset, tag, entries };
}
function withEntry(map, key, value, place = value) {
  const { source, offset } = place;
  return { ...map, entries: new Map(map.entries).set(key, { source, offset, key, value }) };
}
function mapOf(place, values) {
  const { source, offset } = place;
  const entries = /* @__PURE__ */ new Map();
  for (const [key, value] of Object.entries(values)) {
    if (value !== void 0) entries.set(key, { source, offset: value.offset, key, value });
  }
  return { kind: "map", source, offset, tag: void 0, entries };
}
function mapping(value, short) {
  return {
    read: (node, name, context) => {
      const map = node.kind === "map" ? node : short?.(node, name, context) ?? wanted(node, name, "a map", context);
      return map && changedEntries(map, ({ key, value: each }) => readValue2(value, each, key, context));
    },
    merge: (base2, over, context) => base2.kind === "map" && over.kind === "map" ? mergeEntries(base2, over, () => value, context) : over,
    settle: (node, _, context) => node.kind === "map" ? settledEntries(node, () => value, context) : node
  };
}
function readValue2(shape, node, name, context) {
  if (node.tag === "!reset" || isNull(node)) return node;
  return shape.read(node, name, context);
}
function object(attributes, options = {}) {
  const shapes = new Map(Object.entries(attributes));
  const shapeOf = (key) => shapes.get(key) ?? anything;
  const { extensible = true, required: required2 = [], defaults = {}, short, check } = options;
  const missing = Object.entries(defaults);
  return {
    read: (node, name, context) => {
      const map = node.kind === "map" ? node : short?.(node) ?? wanted(node, name, "a map", context);
      return map && changedEntries(map, (entry) => {
        const shape = shapes.get(entry.key);
        if (shape !== void 0) return readValue2(shape, entry.value, entry.key, context);
        if (extensible && entry.key.startsWith("x-")) return entry.value;
        report(context, entry, `${name} has no attribute ${JSON.stringify(shown(entry.key))}`);
        return void 0;
      });
    },
    merge: (base2, over, context) => base2.kind === "map" && over.kind === "map" ? mergeEntries(base2, over, shapeOf, context) : over,
    settle: (node, name, context) => {
      if (node.kind !== "map") return node;
      for (const key of required2) {
        if (!node.entries.has(key)) report(context, node, `${name} needs the attribute ${key}`);
      }
      let settled = settledEntries(node, shapeOf, context);
      for (const [key, value] of missing) {
        if (!settled.entries.has(key)) settled = withEntry(settled, key, { ...derived(settled, String(value)), value });
      }
      check?.(settled, context);
      return settled;
    }
  };
}
function changedEntries(map, change2) {
  let entries;
  for (const entry of map.entries.values()) {
    const value = change2(entry);
    if (value === entry.value) continue;
    entries ??= new Map(map.entries);
    if (value === void 0) entries.delete(entry.key);
    else entries.set(entry.key, { ...entry, value });
  }
  return entries === void 0 ? map : { ...map, entries };
}
function mergeEntries(base2, over, shapeOf, context) {
  const entries = new Map(base2.entries);
  for (const entry of over.entries.values()) {
    const before = entries.get(entry.key);
    if (before === void 0) entries.set(entry.key, entry);
    else {
      const value = mergeNodes(shapeOf(entry.key), before.value, entry.value, context);
      entries.set(entry.key, value === before.value ? before : { ...entry, value });
    }
  }
  return { ...over, entries };
}
function settledEntries(map, shapeOf, context) {
  return changedEntries(map, ({ key, value }) => {
    const shape = shapeOf(key);
    if (!isNull(value)) return shape.settle(value, key, context);
    if (shape.nullable !== true && shape !== anything) {
      report(context, value, `${key} must not be empty`);
      return void 0;
    }
    return value;
  });
}
function nullable(shape) {
  return { ...shape, nullable: true };
}
function replaced(shape) {
  return { ...shape, merge: replace, nullable: true };
}
function scalarOr(single, other) {
  const pick = (node) => node.kind === "scalar" ? single : other;
  return {
    read: (node, name, context) => pick(node).read(node, name, context),
    merge: (base2, over, context) => base2.kind === over.kind ? pick(over).merge(base2, over, context) : over,
    settle: (node, name, context) => pick(node).settle(node, name, context)
  };
}

// formats/compose-read/paths.ts
function resolvedPath(directory, path) {
  if (path === "" || isAbsolutePath(path)) return path;
  const isOurs = directory.startsWith(RESOLVED) || !directory.startsWith("/");
  const base2 = isOurs ? directory.replace(RESOLVED, "") : directory;
  const joined2 = joinedPath(base2, path);
  return isOurs ? RESOLVED + joined2 : joined2;
}
function plainPath(path) {
  return path.replace(RESOLVED, "");
}
function directoryOf(path) {
  const slash = path.lastIndexOf("/");
  if (slash === -1) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}
function isAbsolutePath(path) {
  return /^(?:\/|~|\\\\|[A-Za-z]:[\\/])/.test(path) || path.startsWith(RESOLVED) || isUnknown(path.split("/", 1)[0]);
}
function joinedPath(base2, path) {
  const isAbsolute = base2.startsWith("/");
  const parts2 = [];
  for (const part of `${base2}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts2.push(part);
    else if (parts2.length > 0 && parts2.at(-1) !== "..") parts2.pop();
    else if (!isAbsolute) parts2.push(part);
  }
  if (isAbsolute) return `/${parts2.join("/")}`;
  return parts2.length === 0 ? "." : parts2.join("/");
}
function resolvePaths(project, directory) {
  const path = (node) => changedText(node, (text3) => resolvedPath(directory, text3));
  const context = (node) => changedText(node, (text3) => ELSEWHERE.test(text3) ? text3 : resolvedPath(directory, text3));
  const file = (node) => change(node, "file", path);
  return [
    ["services", (node) => servicePaths(node, path, context)],
    ["secrets", file],
    ["configs", file],
    ["volumes", (node) => volumePaths(node, path)]
  ].reduce((now, [key, each]) => change(now, key, (map) => changeAll(map, each)), project);
}
var ELSEWHERE = /:\/\/|^git@|^github\.com\/|^(?:service|docker-image|oci-layout|target):/;
function servicePaths(node, path, context) {
  if (node.kind !== "map") return node;
  let service2 = node;
  const { entries } = node;
  if (entries.has("build")) service2 = change(service2, "build", (build2) => buildPaths(build2, context));
  if (entries.has("env_file"))
    service2 = change(service2, "env_file", (files) => changeAll(files, (one2) => change(one2, "path", path)));
  if (entries.has("label_file")) service2 = change(service2, "label_file", (files) => changeAll(files, path));
  if (entries.has("extends")) service2 = change(service2, "extends", (one2) => change(one2, "file", path));
  if (entries.has("volumes"))
    service2 = change(service2, "volumes", (mounts) => changeAll(mounts, (one2) => mountPath(one2, path)));
  if (entries.has("develop")) {
    service2 = change(
      service2,
      "develop",
      (develop2) => change(develop2, "watch", (watches) => changeAll(watches, (one2) => change(one2, "path", path)))
    );
  }
  return service2;
}
function buildPaths(node, context) {
  if (node.kind !== "map") return node;
  const build2 = change(node, "context", context);
  return change(build2, "additional_contexts", (contexts) => changeAll(contexts, context));
}
function withBuildContexts(project, directory) {
  return change(
    project,
    "services",
    (services) => changeAll(
      services,
      (service2) => change(
        service2,
        "build",
        (build2) => build2.kind !== "map" || build2.entries.has("context") ? build2 : withEntry(build2, "context", derived(build2, resolvedPath(directory, ".")))
      )
    )
  );
}
function mountPath(node, path) {
  return textAt(node, "type") === "bind" ? change(node, "source", path) : node;
}
function volumePaths(node, path) {
  if (textAt(node, "driver") !== "local" || node.kind !== "map") return node;
  const options = node.entries.get("driver_opts")?.value;
  return options !== void 0 && textAt(options, "o") === "bind" ? change(node, "driver_opts", (all) => change(all, "device", path)) : node;
}
function textAt(node, key) {
  const value = node.kind === "map" ? node.entries.get(key)?.value : void 0;
  return value?.kind === "scalar" ? scalarText(value) : void 0;
}
function change(node, key, to) {
  const entry = node.kind === "map" ? node.entries.get(key) : void 0;
  if (entry === void 0 || node.kind !== "map") return node;
  const value = to(entry.value);
  return value === entry.value ? node : { ...node, entries: new Map(node.entries).set(key, { ...entry, value }) };
}
function changeAll(node, to) {
  switch (node.kind) {
    case "scalar":
      return node;
    case "list": {
      const items = node.items.map((item) => to(item, ""));
      return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
    }
    case "map": {
      let entries;
      for (const entry of node.entries.values()) {
        const value = to(entry.value, entry.key);
        if (value === entry.value) continue;
        entries ??= new Map(node.entries);
        entries.set(entry.key, { ...entry, value });
      }
      return entries === void 0 ? node : { ...node, entries };
    }
  }
}
function changedText(node, to) {
  if (node.kind !== "scalar" || node.value === null) return node;
  const before = scalarText(node);
  const after = to(before);
  return after === before ? node : { ...derived(node, after), tag: node.tag };
}

// formats/compose-read/short-forms.ts
function portsOf(item, name, context) {
  const kind = scalarKind(item);
  if (kind !== "string" && kind !== "integer")
    return refuse(context, item, `An item of ${name} must be a string or a whole number`);
  const text3 = scalarText(item);
  const parts2 = text3.split(":");
  const [target, protocol] = protocolOf(parts2.at(-1));
  const published = parts2.at(-2) ?? "";
  const address = unbracketed(parts2.slice(0, -2).join(":"));
  const wrong = (what) => refuse(context, item, `The port ${JSON.stringify(shown(text3))} has ${what}`);
  if (!isUnknown(protocol) && !PROTOCOLS.includes(protocol)) return wrong(`the unknown protocol ${protocol}`);
  if (address !== "" && !isUnknown(address) && !isAddress(address))
    return wrong(`no IP address in ${JSON.stringify(address)}`);
  const long = (port2, host) => mapOf(item, {
    mode: derived(item, "ingress"),
    ...address === "" ? {} : { host_ip: derived(item, address) },
    target: port2,
    ...host === "" ? {} : { published: derived(item, host) },
    protocol: derived(item, protocol)
  });
  if (isUnknown(target)) return [long(derived(item, target), published)];
  const targets = rangeOf(target);
  if (targets === void 0) return wrong(`no port in ${JSON.stringify(target)}`);
  const count = targets.to - targets.from + 1;
  const ports = Array.from({ length: count }, (_, index) => numberNode(item, targets.from + index));
  if (published === "") return ports.map((port2) => long(port2, ""));
  if (isUnknown(published)) {
    return count === 1 ? [long(ports[0], published)] : wrong("a range whose other side is not known");
  }
  const hosts = rangeOf(published);
  if (hosts === void 0) return wrong(`no port in ${JSON.stringify(published)}`);
  if (count === 1) return [long(ports[0], published)];
  if (hosts.to - hosts.from + 1 !== count) return wrong("ranges of different length");
  return ports.map((port2, index) => long(port2, String(hosts.from + index)));
}
var PROTOCOLS = ["tcp", "udp", "sctp"];
function refuse(context, node, message) {
  report(context, node, message);
  return void 0;
}
function protocolOf(target) {
  const slash = target.indexOf("/");
  if (slash === -1) return [target, "tcp"];
  const protocol = target.slice(slash + 1);
  return [target.slice(0, slash), protocol === "" ? "tcp" : isUnknown(protocol) ? protocol : protocol.toLowerCase()];
}
function unbracketed(address) {
  return address.startsWith("[") && address.endsWith("]") ? address.slice(1, -1) : address;
}
function numberNode(item, value) {
  return { ...derived(item, String(value)), value };
}
function rangeOf(text3) {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text3);
  if (match === null) return void 0;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from <= to && to <= 65535 ? { from, to } : void 0;
}
function isAddress(text3) {
  const quad = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text3);
  if (quad !== null) return quad.slice(1).every((part) => Number(part) < 256 && String(Number(part)) === part);
  if (!/^[0-9a-fA-F:.]+$/.test(text3) || !text3.includes(":")) return false;
  const [head, tail, ...more] = text3.split("::");
  if (more.length > 0) return false;
  const groups = [head, tail ?? ""].flatMap((half) => half === "" ? [] : half.split(":"));
  const last = groups.at(-1);
  const isMixed = last?.includes(".") === true;
  if (isMixed && (!isAddress(last) || last.includes(":"))) return false;
  const width = groups.length + (isMixed ? 1 : 0);
  const plain = isMixed ? groups.slice(0, -1) : groups;
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (tail === void 0 ? width === 8 : width < 8);
}
function volumesOf(item, name, context) {
  if (scalarKind(item) !== "string") return refuse(context, item, `An item of ${name} must be a string or a map`);
  const text3 = scalarText(item);
  const wrong = (what) => refuse(context, item, `The volume ${JSON.stringify(shown(text3))} ${what}`);
  if (text3 === "") return refuse(context, item, `An item of ${name} must not be empty`);
  const sections = text3.length <= 2 ? [text3] : sectionsOf(text3);
  if (sections.includes("")) return wrong("has nothing between its colons");
  if (sections.length > 3) return wrong("has too many colons");
  const source = sections.length === 1 ? void 0 : sections[0];
  const target = cleanPath(sections.length === 1 ? sections[0] : sections[1]);
  const options = (sections[2] ?? "").split(",");
  const isBind = source !== void 0 && isFilePath(source);
  const words = (among) => {
    const last = options.findLast((option) => among.includes(option));
    return last === void 0 ? void 0 : derived(item, last);
  };
  const propagation = words(PROPAGATIONS);
  const selinux = words(["z", "Z"]);
  const readOnly = words(["ro", "rw"]);
  const truth = { ...derived(item, "true"), value: true };
  const volume2 = mapOf(item, { nocopy: options.includes("nocopy") ? truth : void 0 });
  return [
    mapOf(item, {
      type: derived(item, isBind ? "bind" : "volume"),
      source: source === void 0 ? void 0 : derived(item, source),
      target: derived(item, target),
      read_only: readOnly?.value === "ro" ? truth : void 0,
      bind: isBind ? mapOf(item, { create_host_path: truth, propagation, selinux }) : void 0,
      volume: isBind && volume2.entries.size === 0 ? void 0 : volume2
    })
  ];
}
var PROPAGATIONS = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];
function sectionsOf(text3) {
  const sections = [];
  let section = "";
  for (const character of text3) {
    if (character === ":" && !/^\p{L}$/u.test(section)) {
      sections.push(section);
      section = "";
    } else section += character;
  }
  return [...sections, section];
}
function isFilePath(source) {
  return /^(?:[./~]|\\\\|\p{L}:)/u.test(source);
}
function cleanPath(path) {
  if (path === "" || isUnknown(path)) return path;
  const isAbsolute = path.startsWith("/");
  const parts2 = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts2.push(part);
    else if (parts2.length > 0 && parts2.at(-1) !== "..") parts2.pop();
    else if (!isAbsolute) parts2.push(part);
  }
  const joined2 = parts2.join("/");
  return isAbsolute ? `/${joined2}` : joined2 === "" ? "." : joined2;
}
function devicesOf(item, name, context) {
  if (scalarKind(item) !== "string") return refuse(context, item, `An item of ${name} must be a string or a map`);
  const parts2 = scalarText(item).split(":");
  if (parts2.length > 3) {
    return refuse(
      context,
      item,
      `The device ${JSON.stringify(shown(scalarText(item)))} has too many colons; use its long form`
    );
  }
  const [source = "", target = "", permissions = "rwm"] = parts2;
  return [
    mapOf(item, {
      source: derived(item, source),
      target: derived(item, target === "" ? source : target),
      permissions: derived(item, permissions)
    })
  ];
}
function stringAs(key) {
  return (item, name, context) => {
    if (scalarKind(item) !== "string") return refuse(context, item, `An item of ${name} must be a string or a map`);
    return [mapOf(item, { [key]: item })];
  };
}
function namesAsMap(valueOf) {
  return (node, name, context) => {
    if (node.kind !== "list") return void 0;
    const entries = /* @__PURE__ */ new Map();
    for (const item of node.items) {
      if (item.tag === "!reset") continue;
      if (item.kind !== "scalar" || scalarKind(item) !== "string") {
        report(context, item, `An item of ${name} must be a string`);
        continue;
      }
      const key = shown(scalarText(item));
      if (entries.has(key)) report(context, item, `${name} holds an item twice`);
      entries.set(key, { source: item.source, offset: item.offset, key, value: valueOf(item) });
    }
    const { source, offset, tag } = node;
    return { kind: "map", source, offset, tag, entries };
  };
}
function hostsOf(node, name, context) {
  if (node.kind === "map") {
    return [...node.entries.values()].flatMap(({ key, value, source, offset }) => {
      if (value.tag === "!reset") return [];
      const values = value.kind === "list" ? value.items : [value];
      return values.flatMap((each) => {
        if (each.kind !== "scalar") return refuse(context, each, `An address in ${name} must be a string`) ?? [];
        return hostLine({ ...each, source, offset }, key, scalarText(each), context);
      });
    });
  }
  if (node.kind !== "list") return refuse(context, node, `${name} must be a map or a list`) ?? [];
  return node.items.flatMap((item) => {
    if (item.tag === "!reset") return [];
    const text3 = item.kind === "scalar" && scalarKind(item) === "string" ? scalarText(item) : void 0;
    const match = text3 === void 0 ? null : /^([^=]*)=([\s\S]*)$/.exec(text3) ?? /^([^:]*):([\s\S]*)$/.exec(text3);
    if (match === null) return refuse(context, item, `An item of ${name} must be a host and its address`) ?? [];
    return match[2].split(",").flatMap((address) => hostLine(item, match[1], address, context));
  });
}
function hostLine(item, host, address, context) {
  if (host === "" || /[:=]/.test(host)) {
    report(context, item, `${JSON.stringify(shown(host))} is no name for a host`);
    return [];
  }
  return [derived(item, `${host}=${address.length > 2 ? unbracketed(address) : address}`)];
}

// formats/compose-read/specification.ts
var text2 = scalar();
var textOrNumber = scalar("string", "integer", "float");
var texts = list(text2, { distinct: true });
var textList = list(text2);
var textsOrText = list(text2, { distinct: true, lone: true });
var keyedTexts = list(text2, { key: keyOfPair, lone: true });
var command = replaced(scalarOr(scalar("string", "null"), list(text2)));
var driverOptions = named({ boolean: false });
function keyOfPair(item) {
  if (item.kind !== "scalar") return identity(item);
  return scalarText(item).split("=", 1)[0];
}
function formed(pattern, what, shape = text2) {
  return {
    ...shape,
    read: (node, name, context) => {
      const read = shape.read(node, name, context);
      if (read?.kind !== "scalar") return read;
      const spelled = scalarText(read);
      if (pattern.test(spelled) || isUnknown(spelled)) return read;
      report(context, node, `${name} must be ${what}, not ${JSON.stringify(spelled)}`);
      return void 0;
    }
  };
}
var duration = formed(/^[-+]?(?:\d+(?:\.\d*)?(?:w|d|h|m|s|ms|us|µs|ns))+$|^0$/, "a duration");
var BYTES = /^\d+(?:\.\d+)?\s?(?:[kKmMgGtTpP][iI]?)?[bB]?$/;
var bytes = formed(BYTES, "a number of bytes", textOrNumber);
var signedBytes = formed(/^-1$|^\d+(?:\.\d+)?\s?(?:[kKmMgGtTpP][iI]?)?[bB]?$/, "a number of bytes", textOrNumber);
var memory = formed(BYTES, "a number of bytes");
function field(node, key) {
  if (node.kind !== "map") return void 0;
  const value = node.entries.get(key)?.value;
  return value?.kind === "scalar" && !isNull(value) ? scalarText(value) : void 0;
}
var port = object(
  {
    name: text2,
    mode: text2,
    host_ip: text2,
    target: whole,
    published: scalar("string", "integer"),
    protocol: text2,
    app_protocol: text2
  },
  {
    required: ["target"],
    defaults: { protocol: "tcp", mode: "ingress" },
    check: (node, context) => {
      const address = field(node, "host_ip");
      if (address !== void 0 && !isUnknown(address) && !isAddress(address)) {
        report(context, node, `host_ip must be an IP address, not ${JSON.stringify(address)}`);
      }
    }
  }
);
function portKey(node) {
  const part = (key, otherwise) => field(node, key) ?? otherwise;
  return `${part("host_ip", "0.0.0.0")}|${part("published", "")}|${part("target", "")}|${part("protocol", "tcp")}`;
}
var mount = object(
  {
    type: oneOf("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
    source: text2,
    target: text2,
    read_only: flag,
    consistency: text2,
    bind: object(
      {
        propagation: text2,
        create_host_path: flag,
        recursive: oneOf("enabled", "disabled", "writable", "readonly"),
        selinux: oneOf("z", "Z")
      },
      { defaults: { create_host_path: true } }
    ),
    volume: object({ labels: named(), nocopy: flag, subpath: text2 }),
    tmpfs: object({ size: bytes, mode: textOrNumber }),
    image: object({ subpath: text2 })
  },
  { required: ["type", "target"] }
);
var cleanMount = {
  ...mount,
  read: (node, name, context) => {
    const read = mount.read(node, name, context);
    const target = read === void 0 ? void 0 : field(read, "target");
    if (read?.kind !== "map" || target === void 0 || cleanPath(target) === target) return read;
    return withEntry(
      read,
      "target",
      derived(read.entries.get("target").value, cleanPath(target)),
      read.entries.get("target")
    );
  }
};
function fileMounts(folder, defaults) {
  const item = object(
    { source: text2, target: text2, uid: text2, gid: text2, mode: textOrNumber },
    { required: ["source"] }
  );
  const shape = defaults ? {
    ...item,
    settle: (node, name, context) => {
      const settled = item.settle(node, name, context);
      if (settled.kind !== "map" || settled.entries.has("target")) return settled;
      const source = settled.entries.get("source");
      if (source?.value.kind !== "scalar") return settled;
      return withEntry(settled, "target", derived(source.value, `${folder}/${scalarText(source.value)}`), settled);
    }
  } : item;
  return list(shape, {
    long: stringAs("source"),
    key: (node) => field(node, "target") ?? `${folder}/${field(node, "source") ?? ""}`
  });
}
var secrets = fileMounts("/run/secrets", true);
var buildSecrets = fileMounts("/run/secrets", false);
var configs = fileMounts("", false);
var extraHosts = {
  read: (node, name, context) => hostList(node, hostsOf(node, name, context)),
  merge: (base2, over, context) => texts.merge(base2, over, context),
  settle: (node) => node
};
function hostList(node, items) {
  const { source, offset, tag } = node;
  return { kind: "list", source, offset, tag, items };
}
var ulimits = mapping(scalarOr(whole, object({ hard: whole, soft: whole }, { required: ["soft", "hard"] })));
var deviceRequest = object(
  { capabilities: textList, count: scalar("string", "integer"), device_ids: textList, driver: text2, options: named() },
  {
    check: (node, context) => {
      if (node.entries.has("count") && node.entries.has("device_ids")) {
        report(context, node, "count and device_ids exclude each other");
      }
    }
  }
);
var deviceRequests = {
  ...list(deviceRequest),
  settle: (node, name, context) => {
    const settled = list(deviceRequest).settle(node, name, context);
    if (settled.kind !== "list") return settled;
    const items = settled.items.map(
      (each) => each.kind !== "map" || each.entries.has("count") || each.entries.has("device_ids") ? each : withEntry(each, "count", derived(each, "all"))
    );
    return { ...settled, items };
  }
};
var gpus = {
  ...deviceRequests,
  read: (node, name, context) => {
    if (node.kind !== "scalar") return deviceRequests.read(node, name, context);
    const all = oneOf("all").read(node, name, context);
    return all && { ...hostList(node, [mapOf(node, { count: node })]), tag: node.tag };
  }
};
var hook = object(
  { command, user: text2, privileged: flag, working_dir: text2, environment: named() },
  { required: ["command"] }
);
var rollout = object({
  parallelism: whole,
  delay: duration,
  failure_action: text2,
  monitor: duration,
  max_failure_ratio: textOrNumber,
  order: oneOf("start-first", "stop-first")
});
var deploy = object({
  mode: text2,
  endpoint_mode: text2,
  replicas: whole,
  labels: named(),
  rollback_config: rollout,
  update_config: rollout,
  resources: object({
    limits: object({ cpus: textOrNumber, memory, pids: whole }),
    reservations: object({
      cpus: textOrNumber,
      memory,
      generic_resources: list(object({ discrete_resource_spec: object({ kind: text2, value: textOrNumber }) })),
      devices: deviceRequests
    })
  }),
  restart_policy: object({ condition: text2, delay: duration, max_attempts: whole, window: duration }),
  placement: object({
    constraints: textList,
    preferences: list(object({ spread: text2 })),
    max_replicas_per_node: whole
  })
});
var develop = object({
  watch: list(
    object(
      {
        ignore: textsOrText,
        include: textsOrText,
        path: text2,
        action: oneOf("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
        target: text2,
        exec: hook,
        initial_sync: flag
      },
      { required: ["path", "action"] }
    )
  )
});
var ssh = named();
var build = object(
  {
    context: text2,
    dockerfile: text2,
    dockerfile_inline: text2,
    entitlements: textList,
    args: named(),
    ssh,
    labels: named(),
    cache_from: textList,
    cache_to: textList,
    no_cache: flag,
    no_cache_filter: textsOrText,
    additional_contexts: named(),
    network: text2,
    provenance: scalar("string", "boolean"),
    sbom: scalar("string", "boolean"),
    pull: flag,
    target: text2,
    shm_size: bytes,
    extra_hosts: extraHosts,
    isolation: text2,
    privileged: flag,
    secrets: buildSecrets,
    tags: list(text2, { key: keyOfPair }),
    ulimits,
    platforms: textList
  },
  {
    defaults: { context: "." },
    short: (node) => node.kind === "scalar" ? mapOf(node, { context: node }) : void 0,
    check: (node, context) => {
      if (node.entries.has("dockerfile") && node.entries.has("dockerfile_inline")) {
        report(context, node, "dockerfile and dockerfile_inline exclude each other");
      }
    }
  }
);
var loggingShape = object({ driver: text2, options: named({ boolean: false }) });
var logging = {
  ...loggingShape,
  merge: (base2, over, context) => {
    const drivers = [field(base2, "driver"), field(over, "driver")];
    if (drivers.every((driver) => driver !== void 0) && drivers[0] !== drivers[1]) return over;
    return loggingShape.merge(base2, over, context);
  }
};
var dependency = object(
  {
    condition: oneOf("service_started", "service_healthy", "service_completed_successfully"),
    required: flag,
    restart: flag
  },
  { required: ["condition"], defaults: { required: true } }
);
var dependsOn = mapping(
  dependency,
  namesAsMap(
    (item) => mapOf(item, {
      condition: derived(item, "service_started"),
      required: { ...derived(item, "true"), value: true }
    })
  )
);
var attachment = object({
  aliases: list(text2, { key: keyOfPair }),
  interface_name: text2,
  ipv4_address: text2,
  ipv6_address: text2,
  link_local_ips: textList,
  mac_address: text2,
  driver_opts: driverOptions,
  priority: textOrNumber,
  gw_priority: textOrNumber,
  use_service_name_alias: flag
});
var nothingSaid = (item) => ({ ...derived(item, ""), value: null, plain: true });
var blkioLimits = list(object({ path: text2, rate: textOrNumber }, { extensible: false }));
var expose = list(scalar("string", "integer", "float"), {
  key: (item) => item.kind === "scalar" ? scalarText(item) : ""
});
var service = object({
  annotations: named(),
  attach: flag,
  blkio_config: object(
    {
      device_read_bps: blkioLimits,
      device_read_iops: blkioLimits,
      device_write_bps: blkioLimits,
      device_write_iops: blkioLimits,
      weight: whole,
      weight_device: list(object({ path: text2, weight: whole }, { extensible: false }))
    },
    { extensible: false }
  ),
  build,
  cap_add: list(text2, { key: keyOfPair }),
  cap_drop: list(text2, { key: keyOfPair }),
  cgroup: oneOf("host", "private"),
  cgroup_parent: text2,
  command,
  configs,
  container_name: formed(/[a-zA-Z0-9][a-zA-Z0-9_.-]+/, "a name of letters, digits, dots, dashes and underscores"),
  cpu_count: textOrNumber,
  cpu_percent: textOrNumber,
  cpu_period: textOrNumber,
  cpu_quota: textOrNumber,
  cpu_rt_period: textOrNumber,
  cpu_rt_runtime: textOrNumber,
  cpu_shares: textOrNumber,
  cpus: textOrNumber,
  cpuset: text2,
  credential_spec: object({ config: text2, file: text2, registry: text2 }),
  depends_on: dependsOn,
  deploy: nullable(deploy),
  develop: nullable(develop),
  device_cgroup_rules: texts,
  devices: list(object({ source: text2, target: text2, permissions: text2 }, { required: ["source"] }), {
    long: devicesOf,
    key: (node) => field(node, "target") ?? ""
  }),
  dns: keyedTexts,
  dns_opt: keyedTexts,
  dns_search: keyedTexts,
  domainname: text2,
  entrypoint: command,
  env_file: list(
    object(
      { path: text2, format: text2, required: flag },
      { required: ["path"], defaults: { required: true }, extensible: false }
    ),
    { long: stringAs("path"), lone: true, key: (node) => field(node, "path") ?? "" }
  ),
  environment: named(),
  expose,
  extends: object(
    { service: text2, file: text2 },
    {
      required: ["service"],
      extensible: false,
      short: (node) => node.kind === "scalar" ? mapOf(node, { service: node }) : void 0
    }
  ),
  external_links: texts,
  extra_hosts: extraHosts,
  gpus,
  group_add: list(textOrNumber, { distinct: true }),
  healthcheck: object({
    disable: flag,
    interval: duration,
    retries: whole,
    start_interval: duration,
    start_period: duration,
    test: replaced(scalarOr(text2, list(text2))),
    timeout: duration
  }),
  hostname: text2,
  image: text2,
  init: flag,
  ipc: text2,
  isolation: text2,
  label_file: list(text2, { lone: true }),
  labels: named(),
  links: list(text2, { key: keyOfPair }),
  logging,
  mac_address: text2,
  mem_limit: bytes,
  mem_reservation: bytes,
  mem_swappiness: textOrNumber,
  memswap_limit: signedBytes,
  models: mapping(nullable(object({ endpoint_var: text2, model_var: text2 })), namesAsMap(nothingSaid)),
  network_mode: text2,
  networks: mapping(nullable(attachment), namesAsMap(nothingSaid)),
  oom_kill_disable: flag,
  oom_score_adj: textOrNumber,
  pid: nullable(text2),
  pids_limit: textOrNumber,
  platform: text2,
  ports: list(port, { long: portsOf, key: portKey }),
  post_start: list(hook),
  pre_stop: list(hook),
  privileged: flag,
  profiles: list(text2, { key: keyOfPair }),
  provider: object({ type: text2, options: anything }, { required: ["type"] }),
  pull_policy: formed(
    /^(?:always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:\d+[wdhms])+)$/,
    "a pull policy"
  ),
  pull_refresh_after: text2,
  read_only: flag,
  restart: text2,
  runtime: text2,
  scale: whole,
  secrets,
  security_opt: texts,
  shm_size: bytes,
  stdin_open: flag,
  stop_grace_period: duration,
  stop_signal: text2,
  storage_opt: anything,
  sysctls: named(),
  tmpfs: list(text2, { key: keyOfPair, lone: true }),
  tty: flag,
  ulimits,
  use_api_socket: flag,
  user: text2,
  userns_mode: text2,
  uts: text2,
  volumes: list(cleanMount, { long: volumesOf, key: (node) => field(node, "target") ?? "" }),
  volumes_from: texts,
  working_dir: text2
});
function maybeExternal(shape) {
  return {
    ...shape,
    read: (node, name, context) => {
      const read = shape.read(node, name, context);
      const external2 = read?.kind === "map" ? read.entries.get("external") : void 0;
      if (read?.kind !== "map" || external2?.value.kind !== "map") return read;
      const truth = { ...derived(external2.value, "true"), value: true };
      const told = external2.value.entries.get("name");
      const plain = withEntry(read, "external", truth, external2);
      if (told === void 0) return plain;
      const own = field(read, "name");
      if (own !== void 0 && own !== field(external2.value, "name")) {
        report(context, told, "name and external.name contradict each other");
      }
      return own === void 0 ? withEntry(plain, "name", told.value, told) : plain;
    }
  };
}
var external = scalarOr(flag, object({ name: text2 }));
var networkConfig = object({
  subnet: text2,
  ip_range: text2,
  gateway: text2,
  aux_addresses: mapping(text2)
});
var networkConfigs = {
  ...list(networkConfig),
  merge: (base2, over, context) => {
    if (base2.kind !== "list" || over.kind !== "list") return over;
    const items = /* @__PURE__ */ new Map();
    for (const earlier of base2.items) {
      for (const later of over.items) {
        const subnet = field(later, "subnet");
        if (subnet !== field(earlier, "subnet") && !items.has(subnet)) items.set(subnet, later);
        else {
          const merged2 = mergeNodes(networkConfig, earlier, later, context);
          items.set(field(merged2, "subnet"), merged2);
        }
      }
    }
    return { ...over, items: [...items.values()] };
  }
};
var network = maybeExternal(
  object({
    attachable: flag,
    driver: text2,
    driver_opts: driverOptions,
    enable_ipv4: flag,
    enable_ipv6: flag,
    external,
    internal: flag,
    ipam: object({ driver: text2, config: networkConfigs, options: mapping(text2) }),
    labels: named(),
    name: text2
  })
);
var volume = maybeExternal(
  object(
    { driver: text2, driver_opts: driverOptions, external, labels: named(), name: text2 },
    {
      check: (node, context) => {
        if (field(node, "external") !== "true") return;
        for (const entry of node.entries.values()) {
          if (entry.key === "external" || entry.key === "name" || entry.key.startsWith("x-")) continue;
          report(context, entry, `An external volume can't have the attribute ${entry.key}`);
        }
      }
    }
  )
);
function fileObject(kinds) {
  return maybeExternal(
    object(
      {
        name: text2,
        environment: text2,
        file: text2,
        ...kinds.includes("content") ? { content: text2 } : { driver: text2, driver_opts: driverOptions },
        external,
        labels: named(),
        template_driver: text2
      },
      { check: (node, context) => checkOrigin(node, kinds, context) }
    )
  );
}
function checkOrigin(node, kinds, context) {
  const stated = kinds.filter((kind) => node.entries.has(kind));
  if (stated.length > 1) report(context, node, `${stated.join(" and ")} exclude each other`);
  if (stated.length > 0 || node.entries.has("driver") || node.entries.has("external")) return;
  report(context, node, `One of ${kinds.join(", ")} must be set`);
}
var composeFile = object({
  version: text2,
  name: text2,
  include: list(
    object(
      { path: list(text2, { lone: true }), env_file: list(text2, { lone: true }), project_directory: text2 },
      { required: ["path"], extensible: false }
    ),
    { long: stringAs("path") }
  ),
  services: mapping(service),
  networks: mapping(nullable(network)),
  volumes: mapping(nullable(volume)),
  secrets: mapping(fileObject(["file", "environment"])),
  configs: mapping(fileObject(["file", "environment", "content"])),
  models: mapping(
    object({ name: text2, model: text2, context_size: whole, runtime_flags: textList }, { required: ["model"] })
  )
});
var serviceShape = service;
var resources = {
  services: service,
  networks: nullable(network),
  volumes: nullable(volume),
  secrets: fileObject(["file", "environment"]),
  configs: fileObject(["file", "environment", "content"]),
  models: anything
};

// formats/compose-read/load.ts
function loadFile(path, content, context) {
  const { documents, problems } = readYamlNodes(path, content);
  context.problems.push(...problems);
  if (problems.length > 0) return void 0;
  const maps = documents.filter((document) => document.kind === "map");
  for (const document of documents) {
    if (document.kind !== "map") report(context, document, "A Compose file must be a map");
  }
  return maps.length === documents.length ? { path, documents: maps } : void 0;
}
function loadProject(files, scope, context) {
  let project;
  for (const { path, documents } of files) {
    for (const document of documents) {
      const own = readDocument(document, scope.lookup, context);
      const whole2 = withExtended(withIncluded(own, path, scope, context), path, scope, context);
      const merged2 = project === void 0 ? whole2 : mergeNodes(composeFile, project, whole2, context);
      project = isTagged(document) ? stripped(merged2) : merged2;
    }
  }
  const all = project ?? EMPTY;
  return resolvePaths(withBuildContexts(all, scope.directory), scope.directory);
}
var EMPTY = {
  kind: "map",
  source: { path: "", positionAt: () => ({ file: "", line: 1, column: 1 }) },
  offset: 0,
  tag: void 0,
  entries: /* @__PURE__ */ new Map()
};
function readDocument(document, lookup, context) {
  const read = composeFile.read(interpolated2(document, lookup, context), "A Compose file", context);
  const entries = new Map(read?.entries);
  entries.delete("version");
  return { ...document, entries };
}
function isTagged(node) {
  if (node.tag !== void 0) return true;
  switch (node.kind) {
    case "scalar":
      return false;
    case "list":
      return node.items.some(isTagged);
    case "map":
      for (const { value } of node.entries.values()) if (isTagged(value)) return true;
      return false;
  }
}
function withIncluded(own, path, scope, context) {
  const include = own.entries.get("include");
  if (include === void 0) return own;
  const entries = new Map(own.entries);
  entries.delete("include");
  const bare = { ...own, entries };
  if (include.value.kind !== "list") return bare;
  return include.value.items.reduce((now, item) => {
    const included = item.kind === "map" ? loadIncluded(item, path, scope, context) : void 0;
    return included === void 0 ? now : underlaid(now, included, context);
  }, bare);
}
function loadIncluded(item, from, scope, context) {
  const paths = textsAt(item, "path").map((path) => resolvedPath(scope.directory, path));
  const first = paths[0];
  if (first === void 0) return void 0;
  const including = [...scope.including, from];
  if (including.some((path) => plainPath(path) === plainPath(first))) {
    report(context, item, `The files include each other: ${[...including, first].map(plainPath).join(", ")}`);
    return void 0;
  }
  const directory = projectDirectory(item, first, scope);
  const files = paths.flatMap((path) => requiredFile(path, item, context) ?? []);
  if (files.length < paths.length) return void 0;
  const lookup = withEnvFiles(item, directory, scope, context);
  return loadProject(files, { directory, lookup, including }, context);
}
function textsAt(map, key) {
  const value = map.entries.get(key)?.value;
  if (value?.kind === "scalar") return isNull(value) ? [] : [scalarText(value)];
  if (value?.kind !== "list") return [];
  return value.items.flatMap((item) => item.kind === "scalar" && !isNull(item) ? [scalarText(item)] : []);
}
function projectDirectory(item, first, scope) {
  const stated = textsAt(item, "project_directory")[0];
  return stated === void 0 || stated === "" ? directoryOf(first) : resolvedPath(scope.directory, stated);
}
function requiredFile(path, place, context) {
  const content = readText(path, context);
  if (content === void 0) {
    report(context, place, `There is no file ${JSON.stringify(shown(path))} to read`);
    return void 0;
  }
  return loadFile(plainPath(path), content, context);
}
function readText(path, context) {
  return isUnknown(path) ? void 0 : context.read(plainPath(path));
}
function withEnvFiles(item, directory, scope, context) {
  const stated = textsAt(item, "env_file").filter((path) => path !== "/dev/null");
  const paths = item.entries.has("env_file") ? stated.map((path) => resolvedPath(scope.directory, path)) : [resolvedPath(directory, ".env")];
  const values = /* @__PURE__ */ new Map();
  const lookup = (name) => {
    const outside = scope.lookup(name);
    if (outside.kind !== "unset") return outside;
    const value = values.get(name);
    return value === void 0 ? outside : { kind: "set", value };
  };
  for (const path of paths) {
    const content = readText(path, context);
    if (content === void 0) {
      if (stated.length > 0) report(context, item, `There is no file ${JSON.stringify(shown(path))} to read`);
      continue;
    }
    const assignments = readEnvFile(plainPath(path), wellFormed(content), { lookup, raw: false }, context);
    for (const { name, value } of assignments.values()) values.set(name, value);
  }
  return lookup;
}
function underlaid(own, included, context) {
  const entries = new Map(own.entries);
  for (const [section, shape] of Object.entries(resources)) {
    const theirs = included.entries.get(section);
    if (theirs?.value.kind !== "map") continue;
    const ours = entries.get(section);
    const mine = ours?.value.kind === "map" ? ours.value.entries : /* @__PURE__ */ new Map();
    const merged2 = new Map(mine);
    for (const [key, entry] of theirs.value.entries) {
      const over = mine.get(key);
      if (over === void 0) merged2.set(key, entry);
      else if (identity(over.value) !== identity(entry.value)) {
        merged2.set(key, { ...over, value: mergeNodes(shape, entry.value, over.value, context) });
      }
    }
    const base2 = ours ?? theirs;
    entries.set(section, {
      ...base2,
      value: { ...theirs.value, ...ours?.value, kind: "map", entries: merged2 }
    });
  }
  return { ...own, entries };
}
function withExtended(own, path, scope, context) {
  const services = own.entries.get("services")?.value;
  if (services?.kind !== "map") return own;
  const extending = [...services.entries.values()].some(
    ({ value }) => value.kind === "map" && value.entries.has("extends")
  );
  if (!extending) return own;
  const extension = new Extension(scope, context);
  const home = { path, directory: scope.directory, services, resolved: /* @__PURE__ */ new Map() };
  const entries = new Map(services.entries);
  for (const entry of services.entries.values()) {
    entries.set(entry.key, { ...entry, value: extension.service(entry, home, []) });
  }
  return change(own, "services", () => ({ ...services, entries }));
}
var Extension = class {
  scope;
  context;
  homes = /* @__PURE__ */ new Map();
  constructor(scope, context) {
    this.scope = scope;
    this.context = context;
  }
  service(entry, home, chain) {
    const known = home.resolved.get(entry.key);
    if (known !== void 0) return known;
    const resolved = this.extended(entry, home, chain);
    home.resolved.set(entry.key, resolved);
    return resolved;
  }
  extended({ key, value }, home, chain) {
    const extend = value.kind === "map" ? value.entries.get("extends") : void 0;
    if (value.kind !== "map" || extend === void 0) return value;
    const entries = new Map(value.entries);
    entries.delete("extends");
    const own = { ...value, entries };
    const step = `${plainPath(home.path)}: ${key}`;
    if (chain.includes(step) || chain.length > MAX_CHAIN) {
      const message = chain.includes(step) ? "The services extend each other" : `Services extend more than ${MAX_CHAIN} others`;
      report(this.context, extend, `${message}: ${[...chain, step].slice(-4).join(", ")}`);
      return own;
    }
    const base2 = this.base(extend, home, [...chain, step]);
    return base2 === void 0 || isNull(base2) ? own : mergeNodes(serviceShape, stripped(base2), own, this.context);
  }
  base(extend, home, chain) {
    if (extend.value.kind !== "map") return void 0;
    const name = textsAt(extend.value, "service")[0];
    const file = textsAt(extend.value, "file")[0];
    if (name === void 0) return void 0;
    const where = file === void 0 ? home : this.home(resolvedPath(home.directory, file), extend);
    const entry = where?.services.entries.get(name);
    if (where !== void 0 && entry === void 0) {
      report(
        this.context,
        extend,
        `There is no service ${JSON.stringify(shown(name))} to extend in ${plainPath(where.path)}`
      );
    }
    return where === void 0 || entry === void 0 ? void 0 : this.service(entry, where, chain);
  }
  home(path, place) {
    if (!this.homes.has(path)) this.homes.set(path, this.loadHome(path, place));
    return this.homes.get(path);
  }
  loadHome(path, place) {
    const file = requiredFile(path, place.value, this.context);
    if (file === void 0) return void 0;
    const directory = directoryOf(path);
    const documents = file.documents.map((document) => readDocument(document, this.scope.lookup, this.context));
    const whole2 = documents.reduce(
      (base2, over) => mergeNodes(composeFile, base2, over, this.context),
      EMPTY
    );
    const services = resolvePaths(whole2, directory).entries.get("services")?.value;
    return {
      path,
      directory,
      services: services?.kind === "map" ? services : EMPTY,
      resolved: /* @__PURE__ */ new Map()
    };
  }
};
var MAX_CHAIN = 100;

// formats/compose-read/normalise.ts
function normalised(project, surroundings) {
  const services = project.entries.get("services");
  const files = /* @__PURE__ */ new Map();
  let entries = new Map(project.entries);
  let joinsDefault;
  if (services?.value.kind === "map") {
    const changed = /* @__PURE__ */ new Map();
    for (const entry of services.value.entries.values()) {
      const service2 = normalService(entry, surroundings, files);
      changed.set(entry.key, service2);
      if (joinsDefault === void 0 && networkKeys(service2.value).has("default")) joinsDefault = entry;
    }
    entries.set("services", { ...services, value: { ...services.value, entries: changed } });
  }
  if (joinsDefault !== void 0) entries = withDefaultNetwork(entries, joinsDefault);
  for (const section of ["networks", "volumes", "configs", "secrets"]) {
    const all = entries.get(section);
    if (all?.value.kind === "map") {
      entries.set(section, { ...all, value: withNames(all.value, surroundings.name) });
    }
  }
  return { ...project, entries };
}
function networkKeys(service2) {
  const networks = service2.kind === "map" ? service2.entries.get("networks")?.value : void 0;
  return networks?.kind === "map" ? networks.entries : NO_ENTRIES;
}
var NO_ENTRIES = /* @__PURE__ */ new Map();
function withDefaultNetwork(entries, place) {
  const networks = entries.get("networks");
  const map = networks?.value.kind === "map" ? networks.value : mapOf(place.value, {});
  if (map.entries.has("default")) return entries;
  const value = withEntry(map, "default", mapOf(place.value, {}), place);
  return new Map(entries).set("networks", {
    source: place.source,
    offset: place.offset,
    key: "networks",
    ...networks,
    value
  });
}
function withNames(all, project) {
  const entries = /* @__PURE__ */ new Map();
  for (const entry of all.entries.values()) {
    const own = entry.value.kind === "map" ? entry.value : mapOf({ ...entry.value, source: entry.source, offset: entry.offset }, {});
    const named2 = own.entries.get("name");
    const external2 = own.entries.get("external")?.value;
    const isExternal = external2?.kind === "scalar" && external2.value === true;
    const derivedName = derived(
      { ...own, source: entry.source, offset: entry.offset },
      isExternal ? entry.key : `${project}_${entry.key}`
    );
    entries.set(entry.key, { ...entry, value: named2 === void 0 ? withEntry(own, "name", derivedName, entry) : own });
  }
  return { ...all, entries };
}
function normalService(entry, surroundings, files) {
  if (entry.value.kind !== "map") return entry;
  const changed = new Map(entry.value.entries);
  joinDefault(changed, entry);
  addDependencies(changed);
  const environment = resolvedEnvironment(changed, surroundings, files);
  if (environment !== void 0) changed.set("environment", environment);
  const build2 = changed.get("build");
  if (build2 !== void 0) changed.set("build", { ...build2, value: normalBuild(build2.value, surroundings.lookup) });
  const policy = changed.get("pull_policy");
  if (policy?.value.kind === "scalar" && policy.value.value === "if_not_present") {
    changed.set("pull_policy", { ...policy, value: derived(policy.value, "missing") });
  }
  return { ...entry, value: { ...entry.value, entries: changed } };
}
function joinDefault(service2, place) {
  if (service2.has("network_mode") || service2.has("provider")) return;
  const networks = service2.get("networks");
  if (networks?.value.kind === "map" && networks.value.entries.size > 0) return;
  const { source, offset } = place;
  const nothing = { ...derived({ ...place.value, source, offset }, ""), value: null, plain: true };
  const value = withEntry(mapOf(nothing, {}), "default", nothing);
  service2.set("networks", { source, offset, key: "networks", ...networks, value });
}
function addDependencies(service2) {
  const implied = /* @__PURE__ */ new Map();
  const imply = (item, name, restart) => {
    if (!implied.has(name)) implied.set(name, impliedDependency(item, restart));
  };
  for (const item of itemsOf(service2.get("links"))) {
    const parts2 = textOf2(item).split(":");
    imply(item, parts2.length === 2 ? parts2[0] : textOf2(item), true);
  }
  for (const key of ["network_mode", "ipc", "pid", "uts", "cgroup"]) {
    const value = service2.get(key)?.value;
    if (value !== void 0 && textOf2(value).startsWith("service:"))
      imply(value, textOf2(value).slice("service:".length), true);
  }
  for (const item of itemsOf(service2.get("volumes_from"))) {
    if (!textOf2(item).startsWith("container:")) imply(item, textOf2(item).split(":", 1)[0], false);
  }
  if (implied.size === 0) return;
  const stated = service2.get("depends_on");
  const first = [...implied.values()][0];
  const base2 = stated?.value.kind === "map" ? stated.value : mapOf(first, {});
  const entries = new Map(base2.entries);
  for (const [key, value] of implied) {
    if (!entries.has(key)) entries.set(key, { source: value.source, offset: value.offset, key, value });
  }
  service2.set("depends_on", {
    source: first.source,
    offset: first.offset,
    key: "depends_on",
    ...stated,
    value: { ...base2, entries }
  });
}
function impliedDependency(item, restart) {
  return mapOf(item, {
    condition: derived(item, "service_started"),
    restart: { ...derived(item, String(restart)), value: restart },
    required: { ...derived(item, "true"), value: true }
  });
}
function itemsOf(entry) {
  return entry?.value.kind === "list" ? entry.value.items : [];
}
function textOf2(node) {
  return node.kind === "scalar" ? scalarText(node) : "";
}
function normalBuild(build2, lookup) {
  if (build2.kind !== "map") return build2;
  const args = build2.entries.get("args");
  const resolved = args?.value.kind === "map" ? withEntry(build2, "args", { ...args.value, entries: resolvedEntries(args.value.entries, lookup, false) }, args) : build2;
  const hasDockerfile = resolved.entries.has("dockerfile") || resolved.entries.has("dockerfile_inline");
  return hasDockerfile ? resolved : withEntry(resolved, "dockerfile", derived(resolved, "Dockerfile"));
}
function resolvedEntries(entries, lookup, keepEmpty) {
  let changed;
  for (const entry of entries.values()) {
    if (!isNull(entry.value)) continue;
    changed ??= new Map(entries);
    const variable = lookup(entry.key);
    if (variable.kind === "unset") {
      if (!keepEmpty) changed.delete(entry.key);
      continue;
    }
    const place = { ...entry.value, source: entry.source, offset: entry.offset };
    const text3 = variable.kind === "set" ? variable.value : unknownText(entry.key);
    const value = { ...derived(place, text3), variables: [entry.key] };
    changed.set(entry.key, { ...entry, value });
  }
  return changed ?? entries;
}
function resolvedEnvironment(service2, { lookup, context }, files) {
  const stated = service2.get("environment");
  const own = stated?.value.kind === "map" ? resolvedEntries(stated.value.entries, lookup, true) : NO_ENTRIES;
  const envFiles = service2.get("env_file");
  if (envFiles?.value.kind !== "list") {
    return stated?.value.kind === "map" ? { ...stated, value: { ...stated.value, entries: own } } : stated;
  }
  const entries = /* @__PURE__ */ new Map();
  for (const file of envFiles.value.items) {
    for (const assignment of assignmentsOf(file, own, { lookup, context, files })) {
      entries.set(assignment.name, assignedEntry(assignment));
    }
  }
  for (const entry of own.values()) entries.set(entry.key, entry);
  if (entries.size === 0) return stated;
  const base2 = stated?.value.kind === "map" ? stated.value : mapOf(envFiles.value, {});
  return {
    source: envFiles.source,
    offset: envFiles.offset,
    key: "environment",
    ...stated,
    value: { ...base2, entries }
  };
}
function assignedEntry({ name, value, variables, source, offset }) {
  const scalar2 = {
    kind: "scalar",
    source,
    offset,
    tag: void 0,
    value,
    text: value,
    plain: false,
    variables
  };
  return { source, offset, key: name, value: scalar2 };
}
function assignmentsOf(file, own, { lookup, context, files }) {
  if (file.kind !== "map") return [];
  const path = envFilePath(file);
  const content = path === void 0 ? void 0 : envFileContent(path, context, files);
  if (path === void 0 || content === void 0) {
    const required2 = file.entries.get("required")?.value;
    const isRequired = required2?.kind !== "scalar" || required2.value !== false;
    if (isRequired && context.envFilesRequired) {
      report(context, file, `There is no file ${JSON.stringify(path ?? shown(textAt2(file, "path")))} to read`);
    }
    return [];
  }
  const raw = textAt2(file, "format") === "raw";
  const within = (name) => {
    const outside = lookup(name);
    const value = own.get(name)?.value;
    if (outside.kind !== "unset" || value?.kind !== "scalar" || isNull(value)) return outside;
    return isUnknown(scalarText(value)) ? { kind: "unknown" } : { kind: "set", value: scalarText(value) };
  };
  return readEnvFile(path, content, { lookup: within, raw }, context).values();
}
function textAt2(map, key) {
  const value = map.entries.get(key)?.value;
  return value === void 0 ? "" : textOf2(value);
}
function envFilePath(file) {
  const path = textAt2(file, "path");
  return isUnknown(path) ? void 0 : plainPath(path);
}
function envFileContent(path, context, files) {
  if (!files.has(path)) files.set(path, context.read(path));
  return files.get(path);
}

// formats/compose-read/model.ts
function servicesOf({ name, stated, normal, context }) {
  const before = sectionOf(stated, "services");
  const services = /* @__PURE__ */ new Map();
  for (const entry of sectionOf(normal, "services").values()) {
    const own = before.get(entry.key)?.value;
    if (entry.value.kind !== "map" || own?.kind !== "map") continue;
    services.set(entry.key, serviceOf(entry, entry.value, { project: name, own, context }));
  }
  return services;
}
function networksOf({ stated, normal }) {
  const before = sectionOf(stated, "networks");
  return mapped(sectionOf(normal, "networks"), (entry, own) => ({
    key: entry.key,
    name: valueAt(own, "name"),
    external: truthAt(own, "external"),
    internal: internalOf(own),
    driver: valueAt(own, "driver"),
    driverOpts: namedValues(own, "driver_opts"),
    subnets: subnetsOf(own),
    ipv6: truthAt(own, "enable_ipv6"),
    implicit: !before.has(entry.key),
    position: positionOf(entry),
    attributes: own
  }));
}
function volumesOf2({ normal }) {
  return mapped(sectionOf(normal, "volumes"), (entry, own) => ({
    key: entry.key,
    name: valueAt(own, "name"),
    external: truthAt(own, "external"),
    position: positionOf(entry),
    attributes: own
  }));
}
function fileObjectsOf({ normal }, section) {
  return mapped(sectionOf(normal, section), (entry, own) => ({
    key: entry.key,
    origin: originOf(own),
    name: valueAt(own, "name"),
    position: positionOf(entry),
    attributes: own
  }));
}
function sectionOf(project, key) {
  return entriesAt(project, key);
}
function mapped(entries, to) {
  const result = /* @__PURE__ */ new Map();
  for (const entry of entries.values()) if (entry.value.kind === "map") result.set(entry.key, to(entry, entry.value));
  return result;
}
var NO_ENTRIES2 = /* @__PURE__ */ new Map();
function entriesAt(map, key) {
  const value = map.entries.get(key)?.value;
  return value?.kind === "map" ? value.entries : NO_ENTRIES2;
}
function itemsAt(map, key) {
  const value = map.entries.get(key)?.value;
  return value?.kind === "list" ? value.items : [];
}
function scalarAt(map, key) {
  const value = map.entries.get(key)?.value;
  return value?.kind === "scalar" && !isNull(value) ? value : void 0;
}
function valueAt(map, key) {
  const scalar2 = scalarAt(map, key);
  return scalar2 && composeValue(scalar2);
}
function textAt3(map, key) {
  const scalar2 = scalarAt(map, key);
  return scalar2 && scalarText(scalar2);
}
function truthAt(map, key, otherwise = false) {
  const value = scalarAt(map, key)?.value;
  return typeof value === "boolean" ? value : otherwise;
}
function valuesAt(map, key) {
  return scalarsOf(itemsAt(map, key)).map(composeValue);
}
function scalarsOf(nodes) {
  return nodes.filter((node) => node.kind === "scalar");
}
function mapsOf(nodes) {
  return nodes.filter((node) => node.kind === "map");
}
function namedValues(map, key) {
  const values = /* @__PURE__ */ new Map();
  for (const entry of entriesAt(map, key).values()) values.set(entry.key, namedValue(entry));
  return values;
}
function namedValue(entry) {
  const { key: name, value } = entry;
  return {
    name,
    value: value.kind === "scalar" && !isNull(value) ? composeValue(value) : void 0,
    position: positionOf(entry)
  };
}
function internalOf(network2) {
  const value = scalarAt(network2, "internal")?.value;
  return typeof value === "string" ? void 0 : value === true;
}
function subnetsOf(network2) {
  const ipam = network2.entries.get("ipam")?.value;
  if (ipam?.kind !== "map") return [];
  return mapsOf(itemsAt(ipam, "config")).map((config) => ({
    subnet: valueAt(config, "subnet"),
    gateway: valueAt(config, "gateway"),
    ipRange: valueAt(config, "ip_range"),
    position: positionOf(config.entries.get("subnet") ?? config)
  }));
}
function originOf(own) {
  if (truthAt(own, "external")) return { kind: "external" };
  const path = valueAt(own, "file");
  if (path !== void 0) return { kind: "file", path };
  const variable = valueAt(own, "environment");
  if (variable !== void 0) return { kind: "environment", variable };
  const content = valueAt(own, "content");
  return content === void 0 ? { kind: "driver" } : { kind: "content", content };
}
function serviceOf(entry, service2, input) {
  const { own, context, project } = input;
  const position = positionOf(entry);
  const stated = scalarAt(service2, "container_name");
  const containerName = composeValue(stated ?? derived(placed(service2, entry), `${project}-${entry.key}-1`));
  const hostname = valueAt(service2, "hostname");
  const build2 = service2.entries.get("build")?.value;
  return {
    name: entry.key,
    position,
    image: valueAt(service2, "image"),
    build: build2?.kind === "map" ? build2 : void 0,
    containerName,
    containerNameStated: stated !== void 0,
    hostname,
    command: commandOf(service2, "command", context),
    entrypoint: commandOf(service2, "entrypoint", context),
    environment: environmentOf(service2, own),
    envFiles: mapsOf(itemsAt(service2, "env_file")).map((file) => envFileOf(file, context)),
    ports: mapsOf(itemsAt(service2, "ports")).flatMap(portOf),
    expose: valuesAt(service2, "expose"),
    networkMode: networkModeOf(service2),
    networks: attachmentsOf(entry, { service: service2, own, containerName, hostname, position }),
    links: scalarsOf(itemsAt(service2, "links")).map(linkOf),
    dependsOn: dependenciesOf(service2, own),
    volumes: mapsOf(itemsAt(service2, "volumes")).flatMap(mountOf),
    tmpfs: valuesAt(service2, "tmpfs"),
    healthcheck: healthcheckOf(service2, context),
    secrets: mapsOf(itemsAt(service2, "secrets")).flatMap((mount2) => fileMountOf(mount2, "/run/secrets/")),
    configs: mapsOf(itemsAt(service2, "configs")).flatMap((mount2) => fileMountOf(mount2, "/")),
    extraHosts: scalarsOf(itemsAt(service2, "extra_hosts")).map(extraHostOf),
    dns: valuesAt(service2, "dns"),
    dnsSearch: valuesAt(service2, "dns_search"),
    labels: namedValues(service2, "labels"),
    profiles: valuesAt(service2, "profiles"),
    restart: valueAt(service2, "restart"),
    replicas: replicasOf(service2),
    attributes: service2
  };
}
function placed(node, place) {
  return { ...node, source: place.source, offset: place.offset };
}
function commandOf(service2, key, context) {
  const entry = service2.entries.get(key);
  if (entry === void 0 || isNull(entry.value)) return void 0;
  const position = positionOf(entry);
  if (entry.value.kind === "list") return { words: scalarsOf(entry.value.items).map(composeValue), position };
  const { value } = entry;
  if (value.kind !== "scalar") return void 0;
  const split = splitWords(scalarText(value));
  if (split.kind === "error") {
    report(context, value, `The ${key} can't be split into words: ${split.message}`);
    return { words: [], position };
  }
  return { words: split.words.map((word) => composeValue(derived(value, word))), position };
}
function environmentOf(service2, own) {
  const stated = entriesAt(own, "environment");
  const environment = /* @__PURE__ */ new Map();
  for (const entry of entriesAt(service2, "environment").values()) {
    environment.set(entry.key, { ...namedValue(entry), from: stated.has(entry.key) ? "environment" : "env_file" });
  }
  return environment;
}
function envFileOf(file, context) {
  const path = envFilePath(file);
  return {
    path: valueAt(file, "path") ?? composeValue(derived(file, "")),
    required: truthAt(file, "required", true),
    format: textAt3(file, "format"),
    found: path !== void 0 && context.read(path) !== void 0,
    position: positionOf(file)
  };
}
function portOf(port2) {
  const target = scalarAt(port2, "target");
  if (target === void 0) return [];
  const published = scalarAt(port2, "published");
  const isStated = published !== void 0 && scalarText(published) !== "";
  return [
    {
      target: composeValue(target),
      targetPort: wholeNumber(target),
      published: isStated ? composeValue(published) : void 0,
      publishedRange: isStated ? rangeOf(scalarText(published)) : void 0,
      hostIp: valueAt(port2, "host_ip"),
      protocol: valueAt(port2, "protocol") ?? composeValue(derived(port2, "tcp")),
      mode: valueAt(port2, "mode") ?? composeValue(derived(port2, "ingress")),
      name: valueAt(port2, "name"),
      position: positionOf(port2)
    }
  ];
}
function networkModeOf(service2) {
  const scalar2 = scalarAt(service2, "network_mode");
  if (scalar2 === void 0) return void 0;
  const text3 = scalarText(scalar2);
  const position = positionOf(service2.entries.get("network_mode"));
  if (text3 === "host" || text3 === "none" || text3 === "bridge") return { kind: text3, position };
  if (isUnknown(text3)) return { kind: "other", value: composeValue(scalar2), position };
  if (text3.startsWith("service:")) return { kind: "service", service: text3.slice("service:".length), position };
  if (text3.startsWith("container:")) return { kind: "container", container: text3.slice("container:".length), position };
  return { kind: "other", value: composeValue(scalar2), position };
}
function attachmentsOf(entry, input) {
  const stated = entriesAt(input.own, "networks");
  return [...entriesAt(input.service, "networks").values()].map((network2) => {
    const settings = network2.value.kind === "map" ? network2.value : mapOf(network2.value, {});
    const aliases = valuesAt(settings, "aliases");
    const own = composeValue(derived(placed(input.service, entry), entry.key));
    const names = [
      ...truthAt(settings, "use_service_name_alias", true) ? [own] : [],
      ...aliases,
      input.containerName,
      ...input.hostname === void 0 ? [] : [input.hostname]
    ];
    return {
      network: network2.key,
      implicit: !stated.has(network2.key),
      aliases,
      names: distinct(names),
      ipv4Address: valueAt(settings, "ipv4_address"),
      ipv6Address: valueAt(settings, "ipv6_address"),
      position: stated.has(network2.key) ? positionOf(network2) : input.position
    };
  });
}
function distinct(values) {
  const seen = /* @__PURE__ */ new Set();
  return values.filter((value) => {
    const said = value.kind === "known" ? value.text : JSON.stringify(value.parts);
    return seen.size !== seen.add(said).size;
  });
}
function linkOf(item) {
  const [service2 = "", alias] = scalarText(item).split(":");
  return { service: shown(service2), alias: shown(alias ?? service2), position: positionOf(item) };
}
function dependenciesOf(service2, own) {
  const stated = entriesAt(own, "depends_on");
  return mapped(entriesAt(service2, "depends_on"), (entry, value) => ({
    service: entry.key,
    condition: valueAt(value, "condition") ?? composeValue(derived(value, "service_started")),
    required: truthAt(value, "required", true),
    restart: truthAt(value, "restart"),
    implicit: !stated.has(entry.key),
    position: positionOf(entry)
  }));
}
function mountOf(mount2) {
  const type = valueAt(mount2, "type");
  const target = valueAt(mount2, "target");
  if (type === void 0 || target === void 0) return [];
  const source = scalarAt(mount2, "source");
  return [
    {
      type,
      source: source === void 0 || scalarText(source) === "" ? void 0 : composeValue(source),
      target,
      readOnly: truthAt(mount2, "read_only"),
      position: positionOf(mount2)
    }
  ];
}
var SETTINGS = ["interval", "timeout", "start_period", "start_interval", "retries"];
function healthcheckOf(service2, context) {
  const entry = service2.entries.get("healthcheck");
  if (entry?.value.kind !== "map") return void 0;
  const own = entry.value;
  const test = own.entries.get("test")?.value;
  const words = test === void 0 || isNull(test) ? void 0 : testWords(test, context);
  const first = words?.[0];
  const settings = /* @__PURE__ */ new Map();
  for (const key of SETTINGS) {
    const value = valueAt(own, key);
    if (value !== void 0) settings.set(key, value);
  }
  return {
    disabled: truthAt(own, "disable") || first?.kind === "known" && first.text === "NONE",
    test: words,
    settings,
    position: positionOf(entry)
  };
}
function testWords(test, context) {
  if (test.kind === "scalar") return [composeValue(derived(test, "CMD-SHELL")), composeValue(test)];
  if (test.kind !== "list") return [];
  const words = scalarsOf(test.items).map(composeValue);
  const first = words[0];
  if (first?.kind === "known" && !["CMD", "CMD-SHELL", "NONE"].includes(first.text)) {
    report(context, test, `A test begins with CMD, CMD-SHELL or NONE, not ${JSON.stringify(first.text)}`);
  }
  return words;
}
function fileMountOf(mount2, folder) {
  const source = scalarAt(mount2, "source");
  if (source === void 0) return [];
  const target = scalarAt(mount2, "target") ?? derived(source, folder + scalarText(source));
  return [{ source: composeValue(source), target: composeValue(target), position: positionOf(mount2) }];
}
function extraHostOf(item) {
  const text3 = scalarText(item);
  const equals = text3.indexOf("=");
  return {
    host: shown(text3.slice(0, equals)),
    address: composeValue(derived(item, text3.slice(equals + 1))),
    position: positionOf(item)
  };
}
function replicasOf(service2) {
  const scale = service2.entries.get("scale")?.value;
  const deploy2 = service2.entries.get("deploy")?.value;
  const replicas = deploy2?.kind === "map" ? deploy2.entries.get("replicas")?.value : void 0;
  const stated = scale ?? replicas;
  if (stated === void 0) return 1;
  return stated.kind === "scalar" ? wholeNumber(stated) : void 0;
}

// formats/compose-read.ts
function readCompose(input) {
  const context = {
    problems: [],
    variables: /* @__PURE__ */ new Map(),
    unset: input.unset ?? "problem",
    read: input.read ?? (() => void 0),
    envFilesRequired: input.envFilesRequired ?? true
  };
  const outside = lookupIn(input);
  const loaded = input.files.map(({ path, content }) => loadFile(path, content, context));
  const files = loaded.filter((file) => file !== void 0);
  if (files.length < loaded.length || files.length === 0)
    return { project: void 0, problems: ordered(context, input) };
  const directory = input.directory ?? directoryOf(input.files[0].path);
  const { name, position } = nameOf(input, { files, directory, lookup: outside, context });
  const lookup = (variable) => variable === PROJECT_NAME ? { kind: "set", value: name } : outside(variable);
  const stated = composeFile.settle(loadProject(files, { directory, lookup, including: [] }, context), "", context);
  if (stated.kind !== "map") return { project: void 0, problems: ordered(context, input) };
  if (stated.entries.size === 0) context.problems.push({ message: "The file says nothing", position: startOf(input) });
  const normal = normalised(stated, { name, lookup, context });
  const parts2 = { name, stated, normal, context };
  const project = {
    name,
    namePosition: position,
    services: servicesOf(parts2),
    networks: networksOf(parts2),
    volumes: volumesOf2(parts2),
    secrets: fileObjectsOf(parts2, "secrets"),
    configs: fileObjectsOf(parts2, "configs"),
    variables: context.variables,
    canonical: normal
  };
  checkConsistency(project, context);
  return { project, problems: ordered(context, input) };
}
var PROJECT_NAME = "COMPOSE_PROJECT_NAME";
function lookupIn({ environment = {}, unknownVariables }) {
  const values = environment instanceof Map ? environment : new Map(Object.entries(environment));
  const unset = { kind: "unset" };
  const unknown = { kind: "unknown" };
  return (name) => {
    if (unknownVariables?.has(name) === true) return unknown;
    const value = values.get(name);
    return value === void 0 ? unset : { kind: "set", value: wellFormed(value) };
  };
}
function nameOf(input, naming) {
  const { files, directory, lookup, context } = naming;
  const set = lookup(PROJECT_NAME);
  const given = input.name ?? (set.kind === "set" && set.value !== "" ? set.value : void 0);
  if (given !== void 0) return { name: given, position: void 0 };
  const entry = files.flatMap(({ documents }) => documents).flatMap((document) => document.entries.get("name") ?? []).findLast(({ value }) => value.kind === "scalar" && value.value !== null);
  if (entry?.value.kind === "scalar") {
    const scratch = { ...context, problems: [], variables: /* @__PURE__ */ new Map() };
    const text3 = scalarText(interpolated2(entry.value, lookup, scratch));
    if (isUnknown(text3)) report(context, entry, "The project's name depends on a variable without a value");
    const name2 = normalName(text3);
    if (name2 !== "") return { name: name2, position: positionOf(entry) };
  }
  const last = directory.split("/").findLast((part) => part !== "" && part !== "." && part !== "..") ?? "";
  const name = normalName(last);
  if (name === "") context.problems.push({ message: "The project has no name", position: startOf(input) });
  return { name, position: void 0 };
}
function normalName(text3) {
  return text3.toLowerCase().replace(/[^a-z0-9_-]/g, "").replace(/^[_-]+/, "");
}
function startOf(input) {
  return { file: input.files[0]?.path ?? "", line: 1, column: 1 };
}
function ordered({ problems }, { files }) {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const rank = ({ position }) => order.get(position.file) ?? order.size;
  const distinct2 = new Map(problems.map((problem) => [JSON.stringify([problem.message, problem.position]), problem]));
  return [...distinct2.values()].sort(
    (one2, other) => rank(one2) - rank(other) || (one2.position.file < other.position.file ? -1 : one2.position.file > other.position.file ? 1 : 0) || one2.position.line - other.position.line || one2.position.column - other.position.column
  );
}

// ../../speed3.ts
import { readFileSync } from "node:fs";
var base = readFileSync("/tmp/gp/wt/compose/out/GCP-Backend-dev/docker-compose.yml", "utf8");
var api = base.slice(base.indexOf("  # Core API"), base.indexOf("  # APScheduler"));
var parts = ["name: x\nservices:\n"];
for (let i = 0; i < 1e4; i++) parts.push(api.replace("  api:\n", `  api${i}:
`));
parts.push("  postgres: {image: x}\n  redis: {image: x}\nnetworks: {api: {}, egress: {}, postgres: {}, redis: {}}\n");
var t = Buffer.from(parts.join("")).toString();
function one() {
  const context = { problems: [], variables: /* @__PURE__ */ new Map(), unset: "unknown", read: () => void 0, envFilesRequired: true };
  const lookup = () => ({ kind: "unset" });
  const T = [performance.now()];
  const f = loadFile("x", t, context);
  T.push(performance.now());
  const i = interpolated2(f.documents[0], lookup, context);
  T.push(performance.now());
  const r = composeFile.read(i, "", context);
  T.push(performance.now());
  const s = composeFile.settle(r, "", context);
  T.push(performance.now());
  const n = normalised(s, { name: "x", lookup, context });
  T.push(performance.now());
  const m = servicesOf({ name: "x", stated: s, normal: n, context });
  T.push(performance.now());
  console.log("parse interp read settle normal model", T.slice(1).map((x, i2) => (x - T[i2]).toFixed()).join(" "), (process.memoryUsage().heapUsed / 1e6).toFixed(), m.size);
}
for (let i = 0; i < 4; i++) one();
for (let i = 0; i < 4; i++) {
  const b = performance.now();
  readCompose({ files: [{ path: "out/a/x.yml", content: t }], unset: "unknown" });
  console.log("all", (performance.now() - b).toFixed());
}
