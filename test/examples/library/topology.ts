import { defineTopology } from "groundplan"

/** A route as an ordered tree: a catalogue API under a path, an upload that may be large, and a static site with a fallback behind a password in staging. */
export default defineTopology({
  name: "library",
  generate: ["compose", "caddy"],
  environments: {
    staging: { purpose: "Librarians try changes" },
    production: { purpose: "Readers look for books" },
  },
  images: { caddy: { repository: "caddy" }, catalogue: { repository: "library/catalogue", family: "node" } },
  secrets: {
    PREVIEW_PASSWORD: {
      purpose: "bcrypt hash of the password before the preview",
      source: "env-file",
      only: ["staging"],
    },
  },
  hosts: {
    hall: {
      stacks: { main: { directory: "hall-{environment}", project: "library-{environment}" } },
      services: {
        caddy: { image: "caddy", ports: { http: 80, https: 443 }, proxy: {} },
        catalogue: {
          purpose: "Searches the catalogue",
          image: "catalogue",
          ports: { http: 3000 },
          health: { get: "/ready" },
          replicas: { default: 1, production: 2 },
        },
      },
    },
  },
  routes: {
    preview: {
      only: ["staging"],
      host: { staging: "staging.library.example" },
      handle: [
        {
          basicAuth: { user: "librarian", password: "PREVIEW_PASSWORD", realm: "Preview" },
          files: { root: "/srv/site", from: "./site", fallback: "/index.html" },
        },
      ],
    },
    site: {
      host: { production: ["library.example", "www.library.example"] },
      headers: { "Cache-Control": "max-age=300", "X-Powered-By": null },
      handle: [
        {
          match: { path: ["/api/upload"], method: ["POST"] },
          to: "hall.catalogue",
          strip: "/api",
          bodyLimit: "200 MB",
          timeouts: { read: "10m" },
        },
        { match: { path: ["/api/*"] }, to: "hall.catalogue", strip: "/api", requestHeaders: { "X-From": "site" } },
        { match: { path: ["/events"] }, to: "hall.catalogue", stream: true, timeouts: { read: "1m" } },
        { match: { path: ["/old/*"] }, redirect: "https://archive.library.example/", status: 301 },
        { match: { path: ["/robots.txt"] }, respond: "User-agent: *\nDisallow: /api/ {never}\n" },
        { files: { root: "/srv/site", from: "./site", fallback: "/index.html" } },
      ],
    },
  },
  rules: {
    accept: [
      { rule: "environments/parity", at: "routes.preview", reason: "It shows librarians what readers will see" },
      { rule: "environments/parity", at: "routes.site", reason: "Staging is looked at through the preview" },
      {
        rule: "environments/parity",
        at: "hosts.hall.services.catalogue.replicas",
        reason: "Staging serves librarians only",
      },
    ],
  },
})
