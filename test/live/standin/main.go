// Command standin takes the place of the applications that a topology names, and is the hands and eyes of the live test bed: one
// static binary that serves, probes, asks and answers. What it is called, or its first argument, says what it does.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	name, arguments := filepath.Base(os.Args[0]), os.Args[1:]
	if name == "standin" && len(arguments) > 0 {
		name, arguments = arguments[0], arguments[1:]
	}
	if err := run(name, arguments); err != nil {
		fmt.Fprintf(os.Stderr, "standin %s: %v\n", name, err)
		os.Exit(1)
	}
}

func run(name string, arguments []string) error {
	switch name {
	case "serve", "db-backup":
		return serve(arguments)
	case "celery":
		return celery(arguments)
	case "as":
		return runAs(arguments)
	case "edges":
		return answer(tryEdges(os.Environ()))
	case "probe":
		return probe(os.Stdin)
	case "fetch":
		return fetch(os.Stdin)
	case "websocket":
		return websocketClient(os.Stdin)
	case "listen":
		return listen(arguments)
	case "dns":
		return serveNames(arguments)
	case "eat":
		return eat(arguments)
	}
	return fmt.Errorf("nothing is known by this name")
}

// answer prints data for the test bed.
func answer(data any) error {
	return json.NewEncoder(os.Stdout).Encode(data)
}

// forever keeps a process that only has to be there.
func forever() error {
	for {
		time.Sleep(time.Hour)
	}
}
