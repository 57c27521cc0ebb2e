import type { ComposeCase } from "./compose-engine.js"

const one = (content: string, environment?: Readonly<Record<string, string>>): ComposeCase => ({
  files: { "compose.yaml": content },
  ...(environment === undefined ? {} : { environment }),
})

const several = (
  files: Readonly<Record<string, string>>,
  uses?: readonly string[],
  environment?: Readonly<Record<string, string>>,
): ComposeCase => ({
  files,
  uses: uses ?? Object.keys(files),
  ...(environment === undefined ? {} : { environment }),
})

/** Projects as people write them, by what is in them; each must mean to the reader what it means to Docker Compose. */
export const corpus: Readonly<Record<string, ComposeCase>> = {
  "a bakery's web shop": one(`
version: "3.8"
name: bakery
services:
  shop:
    image: ghcr.io/bakery/shop:1.4
    restart: unless-stopped
    ports:
      - "8080:80"
      - 127.0.0.1:9000:9000/udp
      - "443"
      - 8443
    environment:
      DATABASE_URL: postgres://shop:secret@db:5432/shop
      WORKERS: 4
      DEBUG: false
      RATIO: 0.5
      EMPTY:
    depends_on:
      db:
        condition: service_healthy
      cache:
        condition: service_started
        restart: true
    networks: [front, back]
    volumes:
      - ./media:/srv/media:ro
      - uploads:/srv/uploads
      - /var/run/docker.sock:/var/run/docker.sock
    healthcheck:
      test: curl -f http://localhost/ || exit 1
      interval: 1m30s
      timeout: 10s
      retries: 3
      start_period: 40s
  db:
    image: postgres:16-alpine
    command: ["postgres", "-c", "max_connections=200"]
    volumes:
      - type: volume
        source: data
        target: /var/lib/postgresql/data
    networks:
      back:
        aliases: [database, db.bakery]
        ipv4_address: 172.28.0.10
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U shop"]
    secrets: [db_password]
    shm_size: 256mb
  cache:
    image: redis:7
    networks:
      - back
networks:
  front:
  back:
    internal: true
    ipam:
      config:
        - subnet: 172.28.0.0/24
          gateway: 172.28.0.1
volumes:
  data:
  uploads:
    driver: local
secrets:
  db_password:
    file: ./secrets/db_password.txt
`),
  "a library's catalogue with list forms": one(
    `
services:
  catalogue:
    build: ./catalogue
    environment:
      - LANG=de_DE.UTF-8
      - TZ
      - EMPTY=
      - QUERY=a=b=c
    labels:
      - traefik.enable=true
      - traefik.http.routers.catalogue.rule=Host(\`books.example\`)
      - alone
    extra_hosts:
      - host.docker.internal:host-gateway
      - "six=::1"
      - "sixb=[2001:db8::1]"
    sysctls:
      - net.core.somaxconn=1024
    dns: 9.9.9.9
    dns_search:
      - books.example
      - example
    expose:
      - 3000
      - "4000-4002/udp"
    env_file: catalogue.env
    depends_on: [index]
    cap_drop: [ALL]
    cap_add: [NET_BIND_SERVICE]
    tmpfs: /tmp
    command: catalogue serve --title "The 'big' library" --x=\\ y
    entrypoint: /bin/sh -c 'exec "$$@"' --
    user: "1000:1000"
    read_only: true
    init: true
  index:
    image: opensearch:2
    mem_limit: 512m
    cpus: "0.5"
    ulimits:
      nproc: 65535
      nofile:
        soft: 20000
        hard: 40000
`.replace("    env_file: catalogue.env\n", ""),
  ),
  "a clinic with map forms": one(
    `
name: Clinic One
services:
  records:
    image: clinic/records
    extra_hosts:
      host.docker.internal: host-gateway
      lab: [10.0.0.1, 10.0.0.2]
    sysctls:
      net.core.somaxconn: 1024
      net.ipv4.tcp_syncookies: 0
    labels:
      a.b: "1"
      c: 2
      d: true
      e:
    build:
      context: .
      dockerfile: docker/Dockerfile
      target: prod
      args:
        GIT: abc
        NODE_ENV:
        NUM: 1
      cache_from: [type=registry,ref=x]
      additional_contexts:
        - base=docker-image://alpine
      secrets: [npm]
      ssh: [default]
    deploy:
      replicas: 2
      resources:
        limits: {cpus: "0.50", memory: 50M, pids: 10}
        reservations:
          cpus: "0.25"
          memory: 20M
          devices:
            - capabilities: [gpu]
      update_config: {parallelism: 2, delay: 10s, order: start-first}
      restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 120s}
      labels: {x: y}
      placement:
        constraints: ["node.role == manager"]
        preferences: [{spread: node.labels.zone}]
    logging:
      driver: json-file
      options: {max-size: "10m", max-file: 3}
    secrets:
      - source: npm
        target: /etc/npm
        mode: 0440
        uid: "103"
      - db
    configs:
      - app
      - source: app
        target: /etc/other
    stop_grace_period: 1m
    stop_signal: SIGQUIT
    network_mode: host
    ipc: host
    pid: host
    security_opt: ["no-new-privileges:true"]
    devices: ["/dev/ttyUSB0:/dev/ttyUSB0:r", "/dev/snd"]
    group_add: [audio, 44]
    hostname: records
    domainname: clinic.example
    container_name: records
    working_dir: /srv
    tty: true
    stdin_open: "true"
    privileged: yes
    profiles: [live, audit]
    platform: linux/amd64
    pull_policy: if_not_present
    gpus: all
secrets:
  npm: {environment: NPM_TOKEN}
  db: {external: true}
configs:
  app:
    content: |
      title = "Clinic"
`.replace("      replicas: 2\n", ""),
  ),
  "ports of every form": one(`
services:
  web:
    image: x
    ports:
      - 3000
      - "3000-3002"
      - "8000:8000"
      - "9090-9091:8080-8081"
      - "49100:22"
      - "8000-9000:80"
      - "127.0.0.1:8001:8001"
      - "127.0.0.1:5002-5005:5002-5005"
      - "6060:6060/udp"
      - "[::1]:6001:6001"
      - "::1:6002:6002"
      - "127.0.0.1::7000"
      - "9998-10001:9998-10001"
      - name: http
        target: 81
        host_ip: 127.0.0.1
        published: "8083"
        protocol: tcp
        app_protocol: http
        mode: host
      - target: "82"
        published: 8084
      - target: 83
        published: 9000-9010
      - {target: 84}
`),
  "mounts of every form": one(`
services:
  web:
    image: x
    volumes:
      - /anonymous
      - data:/var/lib/data
      - data2:/var/lib/data2:ro,nocopy
      - ./a:/a
      - ../b:/b:rw
      - /abs/c:/c:ro,z
      - ./d:/d:rshared
      - ./e/:/e/../f/
      - type: bind
        source: ./g
        target: /g/
        read_only: true
        bind: {propagation: rprivate, create_host_path: false}
      - type: bind
        source: h
        target: /h
        bind: {selinux: Z}
      - type: bind
        source: ./i
        target: /i
      - type: tmpfs
        target: /j
        tmpfs: {size: 10mb, mode: 0o755}
      - type: volume
        target: /k
      - type: volume
        source: data
        target: /l
        volume: {nocopy: true, subpath: x, labels: {a: b}}
      - type: image
        source: nginx
        target: /m
      - data3:/n:unknown
volumes: {data: , data2: {}, data3: {name: other}}
`),
  "interpolation of every form": one(
    `
services:
  web:
    image: "\${REPO}/web:\${TAG:-latest}"
    environment:
      PLAIN: $PLAIN
      BRACED: \${PLAIN}
      D1: \${UNSET:-default}
      D2: \${EMPTY:-default}
      D3: \${UNSET-default}
      D4: \${EMPTY-default}
      P1: \${PLAIN:+other}
      P2: \${EMPTY:+other}
      P3: \${EMPTY+other}
      P4: \${UNSET+other}
      R1: \${PLAIN:?no}
      R2: \${EMPTY?no}
      N1: \${UNSET:-\${PLAIN}}
      N2: \${UNSET:-\${UNSET2:-deep \${PLAIN}}}/x
      N3: \${UNSET:-a{b}c}
      N4: \${UNSET:-{}}
      N5: \${UNSET:-x}-\${PLAIN}-\${UNSET:-y}
      N6: \${UNSET:-a:-b}
      N7: \${UNSET-a:-b}
      N8: \${PLAIN}-\${UNSET:-b}
      DOLLAR: cost $$5 $$\${PLAIN}
      STRAY: cost $ 5 $5 $
      URL: http://$PLAIN:\${PORT}/\${UNSET}?
      SPACE: "\${UNSET:-a b  c}"
      CASED: \${Plain:-lower}$plain
      "\${PLAIN}": key
    ports: ["\${PORT}:\${PORT}"]
    read_only: \${RO}
    command: echo \${PLAIN} "$$HOME"
    deploy: {replicas: "\${N}"}
`,
    { REPO: "bakery", EMPTY: "", PLAIN: "rye bread", PORT: "8080", RO: "true", N: "3", plain: "small" },
  ),
  "a required variable without a value": one("services: {web: {image: '${IMAGE:?set it}'}}"),
  "a brace that is never closed": one('services: {web: {image: "${IMAGE"}}'),
  "a variable without a name": one('services: {web: {image: "${}"}}'),
  "a variable that begins with a digit": one('services: {web: {image: "${1A}"}}'),
  "a default over two lines": one('services: {web: {image: x, environment: {A: "${B:-x\\ny}"}}}'),
  "anchors, aliases, merge keys, extensions": one(`
x-logging: &logging
  driver: json-file
  options: {max-size: 1m}
x-env: &env
  A: "1"
  B: "2"
x-base: &base
  restart: always
  logging: *logging
  x-own: {anything: [1, 2]}
services:
  one:
    <<: *base
    image: one
    environment:
      <<: *env
      B: own
  two:
    <<: [*base, {image: ignored, user: two}]
    image: two
    environment: *env
    x-note: text
  three:
    image: three
    <<: *base
    restart: "no"
`),
  "overriding by a second file": several({
    "compose.yaml": `
services:
  web:
    image: web:1
    command: [serve]
    entrypoint: /entry
    environment: {A: "1", B: "2"}
    labels: [a=1, b=2]
    ports: ["80:80", "443:443"]
    expose: ["3000"]
    volumes: ["./a:/data", "named:/named"]
    dns: 1.1.1.1
    depends_on: [db]
    networks: [one]
    cap_add: [A]
    tmpfs: /tmp
    env_file: []
    extra_hosts: ["a:1.1.1.1"]
    healthcheck: {test: [CMD, a], interval: 5s}
    logging: {driver: json-file, options: {max-size: 1m, max-file: "2"}}
    ulimits: {nproc: 1, nofile: {soft: 1, hard: 2}}
    deploy: {resources: {limits: {memory: 1G}}}
    build: {context: ., args: {X: "1"}}
    secrets: [s]
    devices: ["/dev/a:/dev/x"]
    sysctls: {a: "1"}
    security_opt: [a]
  db: {image: db}
networks: {one: {internal: true, driver_opts: {x: "1"}}, two: }
volumes: {named: }
secrets: {s: {file: ./s}}
`,
    "compose.override.yaml": `
services:
  web:
    image: web:2
    command: serve --fast
    environment: [B=3, C=4, D]
    labels: {b: "3"}
    ports: ["80:80", "8443:443", {target: 443, published: "443", protocol: udp}]
    expose: [3000, 4000]
    volumes: ["./b:/data", {type: bind, source: /n, target: /named}]
    dns: [8.8.8.8, 1.1.1.1]
    depends_on: {db: {condition: service_healthy}, cache: {condition: service_started, required: false}}
    networks: {one: {aliases: [w]}, two: }
    cap_add: [B, A]
    tmpfs: [/run]
    extra_hosts: {b: 2.2.2.2}
    healthcheck: {test: b, retries: 2}
    logging: {options: {max-size: 5m}}
    ulimits: {nproc: 5, nofile: {soft: 3, hard: 4}}
    deploy: {resources: {limits: {cpus: "1"}}}
    build: {args: [X=2, Y=3], target: t}
    secrets: [{source: s, target: /run/secrets/s, mode: 0400}]
    devices: ["/dev/b:/dev/x"]
    sysctls: [a=2, b=3]
    security_opt: [b]
  cache: {image: cache}
networks: {one: {internal: false, driver_opts: {y: 2}}}
`,
  }),
  "a list that shrinks depends_on's conditions": several({
    "a.yaml":
      "services: {web: {image: x, depends_on: {db: {condition: service_healthy, required: false}}}, db: {image: y}}",
    "b.yaml": "services: {web: {depends_on: [db]}}",
  }),
  "logging of another driver": several({
    "a.yaml": "services: {web: {image: x, logging: {driver: json-file, options: {max-size: 1m}}}}",
    "b.yaml": "services: {web: {logging: {driver: local, options: {max-file: '2'}}}}",
  }),
  "subnets over subnets": several({
    "a.yaml":
      "services: {web: {image: x}}\nnetworks: {default: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.1}, {subnet: 10.1.0.0/24}]}}}",
    "b.yaml": "networks: {default: {ipam: {config: [{subnet: 10.0.0.0/24, ip_range: 10.0.0.0/25}]}}}",
  }),
  "nulls that override nothing": several({
    "a.yaml":
      "services: {web: {image: x, ports: ['80:80'], environment: {A: b}, command: a, networks: {n: {aliases: [a]}}}}\nnetworks: {n: }",
    "b.yaml": "services: {web: {image: , ports: , environment: , command: , networks: {n: }}}",
  }),
  "reset and override": several({
    "a.yaml": `
services:
  web:
    image: x
    ports: ["80:80", "81:81"]
    environment: {A: "1", B: "2"}
    volumes: ["./a:/a"]
    command: [a]
    depends_on: {db: {condition: service_started}}
    build: {context: ., args: {A: "1"}}
    labels: {a: "1"}
  db: {image: y}
  gone: {image: z}
volumes: {v: {driver: local}}
`,
    "b.yaml": `
services:
  web:
    ports: !override
      - "90:90"
    environment:
      A: !reset null
      C: "3"
    volumes: !reset []
    command: !reset null
    depends_on: !override {}
    build: !reset
    labels: !override {b: "2"}
  gone: !reset null
volumes: {v: !reset {}}
`,
  }),
  "several documents in a file": one(`
services: {web: {image: a, environment: {A: "1"}}}
---
services: {web: {image: b, environment: {B: "2"}}}
`),
  "extends in a file": one(`
services:
  base:
    image: base
    environment: {A: "1", B: "2"}
    ports: ["80:80"]
    volumes: ["./a:/a"]
    depends_on: [db]
  web:
    extends: base
    environment: {B: "3"}
    ports: ["81:81"]
    volumes: ["./b:/a"]
  worker:
    extends: {service: web}
    command: work
    ports: !reset []
  db: {image: db}
`),
  "extends of another file": several(
    {
      "compose.yaml": `
services:
  web:
    extends: {file: common/base.yaml, service: app}
    environment: {B: own}
    volumes: ["./own:/own"]
`,
      "common/base.yaml": `
services:
  app:
    extends: {file: ../deep/root.yaml, service: root}
    build: ./app
    volumes: ["./data:/data", "/abs:/abs"]
    environment: [A=1, B=2]
  other: {image: o}
`,
      "deep/root.yaml": `
services:
  root:
    image: "root:\${TAG:-1}"
    volumes: ["./deep:/deep"]
    labels: [deep=1]
`,
    },
    ["compose.yaml"],
  ),
  "extends in a circle": one("services: {a: {image: x, extends: b}, b: {image: x, extends: a}}"),
  "extends of nothing": one("services: {a: {image: x, extends: b}}"),
  "include, short and long": several(
    {
      "compose.yaml": `
include:
  - cache/compose.yaml
  - path: [db/compose.yaml, db/override.yaml]
    project_directory: ./dbdir
    env_file: db.env
services:
  web:
    image: "web:\${TAG:-none}"
    depends_on: [cache, db]
`,
      "cache/compose.yaml": `
services:
  cache:
    image: "cache:\${TAG}"
    volumes: ["./data:/data"]
    networks: [inner]
networks: {inner: }
`,
      "cache/.env": "TAG=7\n",
      "db/compose.yaml": `
name: other
services:
  db:
    image: "db:\${TAG}"
    volumes: ["./data:/data", "vol:/v"]
volumes: {vol: }
secrets: {s: {file: ./s.txt}}
`,
      "db/override.yaml": 'services: {db: {environment: {X: "${X:-1}"}}}',
      "dbdir/readme.txt": "",
      "db.env": "TAG=16\nX='a b'\n",
    },
    ["compose.yaml"],
  ),
  "include in a circle": several(
    { "compose.yaml": "include: [b.yaml]\nservices: {a: {image: x}}", "b.yaml": "include: [compose.yaml]" },
    ["compose.yaml"],
  ),
  "include of nothing": one("include: [nowhere.yaml]\nservices: {a: {image: x}}"),
  "env files": several(
    {
      "compose.yaml": `
services:
  web:
    image: x
    environment: {OWN: own, SHARED: env, BARE: }
    env_file:
      - a.env
      - path: b.env
      - path: missing.env
        required: false
  raw:
    image: x
    env_file: [{path: raw.env, format: raw}]
`,
      "a.env":
        "A=1\nSHARED=file\nexport B='two words'\n# no\nC=\"x\\ny\" # why\nD=$A-${OUT:-none}\nOUTER\nBARE=from file\n",
      "b.env": "A=2\nE=${A}\nF=\n",
      "raw.env": "A='x'\nB=$A\n",
    },
    ["compose.yaml"],
    { OUTER: "outer" },
  ),
  "an env file that is missing": one("services: {web: {image: x, env_file: nowhere.env}}"),
  "namespaces and links": one(`
services:
  a: {image: x}
  b: {image: x, network_mode: "service:a"}
  c: {image: x, links: ["a:alias", b], volumes_from: ["a:ro", "container:other"], pid: "service:b"}
  d: {image: x, network_mode: none}
  e: {image: x, networks: {}}
  f: {image: x, network_mode: "container:other"}
`),
  "names of everything": one(`
name: my_project
services: {web: {image: x, networks: [a, b, c, default], volumes: ["v:/v", "w:/w"], secrets: [s], configs: [c]}}
networks:
  a: {name: special, driver: bridge, attachable: true, enable_ipv6: true, labels: [x=y]}
  b: {external: true}
  c: {external: {name: legacy}}
  default: {driver_opts: {com.docker.network.bridge.host_binding_ipv4: 127.0.0.1}}
volumes:
  v: {external: true, name: vv}
  w: {labels: {a: b}, driver_opts: {type: none, o: bind, device: ./dev}, driver: local}
secrets: {s: {name: sss, file: /abs}}
configs: {c: {file: ./c.conf}}
`),
  "numbers as Compose spells them": one(`
services:
  web:
    image: x
    environment: {A: 123456789.5, B: 1e3, C: 0777, D: 1_000, E: 1.0, F: .5, H: 100000000.0, I: 0.00001, L: 0o17, N: 08, O: 0b11, P: -0x1F, Q: +12, S: yes, T: 22:22, X: 1., Y: 9223372036854775808, Z: -0, TRUE: True, U: 1234567.25}
`),
  "a lone default network": one("services: {web: {image: x}}\nnetworks: {unused: }"),
  "hooks, models and providers": one(`
services:
  web:
    image: x
    post_start: [{command: ./warm up, user: root}]
    pre_stop: [{command: [a, b], environment: [A=1]}]
    models: [llm]
    develop: {watch: [{path: ./src, action: sync, target: /src, ignore: node_modules/}]}
  outside:
    provider: {type: cloud, options: {size: small}}
models: {llm: {model: ai/x, context_size: 1024}}
`),
  "an unknown key": one("services: {web: {image: x, prots: []}}"),
  "an unknown key at the top": one("services: {web: {image: x}}\nservice: {}"),
  "a number for a string": one("services: {web: {image: 5}}"),
  "a map for a list": one("services: {web: {image: x, ports: {a: b}}}"),
  "a service of nothing": one("services: {web: }"),
  "an empty key": one("services: {web: {image: x, ports: }}"),
  "no image": one("services: {web: {command: a}}"),
  "an unknown network": one("services: {web: {image: x, networks: [nowhere]}}"),
  "an unknown volume": one("services: {web: {image: x, volumes: ['v:/v']}}"),
  "an unknown secret": one("services: {web: {image: x, secrets: [s]}}"),
  "an unknown config": one("services: {web: {image: x, configs: [c]}}"),
  "an unknown dependency": one("services: {web: {image: x, depends_on: [db]}}"),
  "a circle of dependencies": one("services: {a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [a]}}"),
  "networks and a mode": one("services: {web: {image: x, network_mode: host, networks: [a]}}\nnetworks: {a: }"),
  "a wrong port": one("services: {web: {image: x, ports: ['80:http']}}"),
  "a port too high": one("services: {web: {image: x, ports: ['80:70000']}}"),
  "ranges of different length": one("services: {web: {image: x, ports: ['80-82:90-93']}}"),
  "an unknown protocol": one("services: {web: {image: x, ports: ['80:80/icmp']}}"),
  "a wrong address": one("services: {web: {image: x, ports: ['1.2.3:80:80']}}"),
  "a wrong address in long form": one("services: {web: {image: x, ports: [{target: 80, host_ip: here}]}}"),
  "a port without target": one("services: {web: {image: x, ports: [{published: '80'}]}}"),
  "a wrong boolean": one("services: {web: {image: x, read_only: perhaps}}"),
  "a wrong duration": one("services: {web: {image: x, healthcheck: {interval: soon}}}"),
  "a wrong test": one("services: {web: {image: x, healthcheck: {test: [curl, x]}}}"),
  "a wrong condition": one("services: {web: {image: x, depends_on: {db: {condition: ready}}}, db: {image: y}}"),
  "a dependency without condition": one("services: {web: {image: x, depends_on: {db: {}}}, db: {image: y}}"),
  "a key twice": one("services: {web: {image: x, image: y}}"),
  "a number as key": one("services: {web: {image: x, environment: {1: a}}}"),
  "two mounts at one place": one("services: {web: {image: x, tmpfs: /a, volumes: ['./a:/a']}}"),
  "a secret of nothing": one("services: {web: {image: x}}\nsecrets: {s: {}}"),
  "a secret of two things": one("services: {web: {image: x}}\nsecrets: {s: {file: a, environment: B}}"),
  "a list item twice": one("services: {web: {image: x, security_opt: [a, a]}}"),
  "an external volume with a driver": one("services: {web: {image: x}}\nvolumes: {v: {external: true, driver: local}}"),
  "replicas of one name": one("services: {web: {image: x, container_name: w, deploy: {replicas: 2}}}"),
  "not YAML": one("services: [a"),
  "not a map": one("- a"),
  empty: one(""),
  "nothing but a name": one("name: bakery"),
  "a volume of nothing": one("services: {web: {image: x, volumes: [':/a']}}"),
  "a volume of four parts": one("services: {web: {image: x, volumes: ['a:/b:ro:x']}}"),
  "a device of four parts": one("services: {web: {image: x, devices: ['a:b:c:d']}}"),
  "a host without address": one("services: {web: {image: x, extra_hosts: [lonely]}}"),
  "a command that a shell would read": one("services: {web: {image: x, command: 'a \"b'}}"),
}

/** What the reader refuses though an engine takes it, and why. */
export const stricter: Readonly<Record<string, ComposeCase>> = {
  // Version 5 makes `2024-01-01 00:00:00 +0000 UTC` of it, which nobody means; version 2 refuses it.
  "a date in the environment": one("services: {web: {image: x, environment: {A: 2024-01-01}}}"),
}
