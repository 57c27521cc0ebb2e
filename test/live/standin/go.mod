module groundplan.example/standin

go 1.24.0

require (
	github.com/coder/websocket v1.8.14
	github.com/lib/pq v1.10.9
	golang.org/x/net v0.47.0
)
