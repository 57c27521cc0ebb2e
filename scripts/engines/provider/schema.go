package main

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// schemas is schema.json: the provider's own configuration, and its resources by type.
type schemas struct {
	Name      string           `json:"name"`
	Provider  block            `json:"provider"`
	Resources map[string]block `json:"resources"`
}

type block struct {
	Attributes []attribute   `json:"attributes"`
	Blocks     []nestedBlock `json:"blocks"`
}

// attribute has a type as Terraform writes it in JSON, or it is an object with attributes of its own, or a collection of such.
type attribute struct {
	Name       string          `json:"name"`
	Type       json.RawMessage `json:"type"`
	Nesting    string          `json:"nesting"`
	Attributes []attribute     `json:"attributes"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	WriteOnly  bool            `json:"writeOnly"`
}

type nestedBlock struct {
	Name    string `json:"name"`
	Nesting string `json:"nesting"`
	Min     int64  `json:"min"`
	Max     int64  `json:"max"`
	Block   block  `json:"block"`
}

func (b block) schema() (*tfprotov6.Schema, error) {
	inner, err := b.schemaBlock()
	return &tfprotov6.Schema{Block: inner}, err
}

func (b block) schemaBlock() (*tfprotov6.SchemaBlock, error) {
	attributes, err := schemaAttributes(b.Attributes)
	if err != nil {
		return nil, err
	}
	result := &tfprotov6.SchemaBlock{Attributes: attributes}
	for _, nested := range b.Blocks {
		inner, err := nested.Block.schemaBlock()
		if err != nil {
			return nil, err
		}
		nesting, known := blockNestings[nested.Nesting]
		if !known {
			return nil, fmt.Errorf("%s: no nesting %q", nested.Name, nested.Nesting)
		}
		result.BlockTypes = append(result.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: nested.Name,
			Block:    inner,
			Nesting:  nesting,
			MinItems: nested.Min,
			MaxItems: nested.Max,
		})
	}
	return result, nil
}

func schemaAttributes(attributes []attribute) ([]*tfprotov6.SchemaAttribute, error) {
	var result []*tfprotov6.SchemaAttribute
	for _, given := range attributes {
		made := &tfprotov6.SchemaAttribute{
			Name:      given.Name,
			Required:  given.Required,
			Optional:  given.Optional,
			Computed:  given.Computed,
			WriteOnly: given.WriteOnly,
		}
		if given.Nesting != "" {
			inner, err := schemaAttributes(given.Attributes)
			if err != nil {
				return nil, err
			}
			nesting, known := objectNestings[given.Nesting]
			if !known {
				return nil, fmt.Errorf("%s: no nesting %q", given.Name, given.Nesting)
			}
			made.NestedType = &tfprotov6.SchemaObject{Attributes: inner, Nesting: nesting}
		} else {
			parsed, err := tftypes.ParseJSONType(given.Type)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", given.Name, err)
			}
			made.Type = parsed
		}
		result = append(result, made)
	}
	return result, nil
}

var blockNestings = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
}

var objectNestings = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
	"set":    tfprotov6.SchemaObjectNestingModeSet,
	"map":    tfprotov6.SchemaObjectNestingModeMap,
}
