package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// identities is where the image keeps who its containers are: a service is told by its command.
const identities = "/etc/standin.json"

type identity struct {
	Service string   `json:"service"`
	Command []string `json:"command"`
	Ports   []int    `json:"ports"`
	Health  string   `json:"health"`
}

// serve is the application of whichever service was started with this command: it listens on the declared ports and leaves the traces
// that health checks look for.
func serve(command []string) error {
	self, err := whoAmI(command)
	if err != nil {
		return err
	}
	for _, argument := range command {
		if schedule, found := strings.CutPrefix(argument, "--schedule="); found {
			go touch(schedule, time.Minute)
		}
	}
	go touch("/tmp/heartbeat", 30*time.Second)
	failed := make(chan error)
	for _, port := range self.Ports {
		go func() { failed <- http.ListenAndServe(fmt.Sprintf("0.0.0.0:%d", port), self) }()
	}
	fmt.Printf("%s listens on %v\n", self.Service, self.Ports)
	return <-failed
}

func whoAmI(command []string) (identity, error) {
	text, err := os.ReadFile(identities)
	if err != nil {
		return identity{}, err
	}
	var known []identity
	if err := json.Unmarshal(text, &known); err != nil {
		return identity{}, err
	}
	for _, one := range known {
		if slices.Equal(one.Command, command) {
			return one, nil
		}
	}
	return identity{}, fmt.Errorf("no service of this image has the command %q", command)
}

func touch(path string, every time.Duration) {
	_ = os.MkdirAll(filepath.Dir(path), 0o755)
	for {
		_ = os.WriteFile(path, nil, 0o644)
		time.Sleep(every)
	}
}

type seen struct {
	Service   string              `json:"service"`
	Host      string              `json:"host"`
	Method    string              `json:"method"`
	Path      string              `json:"path"`
	Headers   map[string][]string `json:"headers"`
	Remote    string              `json:"remote"`
	BodyBytes int64               `json:"bodyBytes"`
}

// ServeHTTP answers with who it is and what it saw, and echoes websockets.
func (self identity) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if strings.EqualFold(request.Header.Get("Upgrade"), "websocket") {
		echo(response, request)
		return
	}
	size, err := io.Copy(io.Discard, request.Body)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	remote, _, _ := net.SplitHostPort(request.RemoteAddr)
	response.Header().Set("Content-Type", "application/json")
	// What a proxy should take away: which software answers.
	response.Header().Set("Server", "standin")
	_ = json.NewEncoder(response).Encode(seen{
		Service: self.Service, Host: request.Host, Method: request.Method, Path: request.URL.Path, Headers: request.Header,
		Remote: remote, BodyBytes: size,
	})
}

func echo(response http.ResponseWriter, request *http.Request) {
	connection, err := websocket.Accept(response, request, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer connection.CloseNow()
	for {
		kind, text, err := connection.Read(context.Background())
		if err != nil {
			return
		}
		if err := connection.Write(context.Background(), kind, text); err != nil {
			return
		}
	}
}

// celery answers `celery inspect ping` as a health check asks it: through the broker, about this container's worker.
func celery(arguments []string) error {
	if !slices.Contains(arguments, "inspect") {
		return fmt.Errorf("only `inspect ping` is known")
	}
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	if !slices.Contains(arguments, "celery@"+host) {
		return fmt.Errorf("no node of %q replied: this one is celery@%s", arguments, host)
	}
	return pingRedis(os.Getenv("REDIS_URL"))
}
