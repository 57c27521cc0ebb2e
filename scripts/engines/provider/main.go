// Serves the schema of a provider, and nothing else of it: Terraform and OpenTofu then refuse an argument that the provider does not have,
// one of the wrong type, and one that is missing, and plan what would be made. There is no cloud behind it, and nothing is ever applied.
//
// The schema is schema.json, beside the program.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	schemas, err := read()
	if err != nil {
		log.Fatal(err)
	}
	err = tf6server.Serve(schemas.Name, func() tfprotov6.ProviderServer { return newServer(schemas) })
	if err != nil {
		log.Fatal(err)
	}
}

func read() (*schemas, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(program), "schema.json"))
	if err != nil {
		return nil, err
	}
	var result schemas
	return &result, json.Unmarshal(text, &result)
}
