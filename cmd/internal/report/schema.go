package report

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"
)

// Schema writes the JSON Schema of the JSON report. It is made from the types
// that write the report, so the two cannot drift apart.
func Schema(w io.Writer) error {
	s := Reflector().Reflect(&jsonReport{})
	s.Title = "ipsec-diag report"
	s.Description = "The JSON report of ipsec-diag, schema version 1. Values a device did not print are absent."
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(s)
}

// Reflector makes schemas of the types of this package and of the model.
func Reflector() *jsonschema.Reflector {
	return &jsonschema.Reflector{
		Anonymous:                 true,
		ExpandedStruct:            true,
		AllowAdditionalProperties: true, // a later minor version may add fields
		Mapper:                    observedSchema,
	}
}

// observedSchema describes ipsec.Observed[T] as the T it prints. Durations are
// whole seconds.
func observedSchema(t reflect.Type) *jsonschema.Schema {
	if t.Kind() == reflect.Struct && t.PkgPath() == "net/netip" {
		return &jsonschema.Schema{Type: "string"}
	}
	if t.Kind() != reflect.Struct || !strings.HasPrefix(t.Name(), "Observed[") {
		return nil
	}
	switch value := t.Field(0).Type; {
	case value.Kind() == reflect.String:
		return &jsonschema.Schema{Type: "string"}
	case value.Kind() == reflect.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	case value.Kind() == reflect.Struct:
		return &jsonschema.Schema{Type: "string", Format: "date-time"}
	}
	return &jsonschema.Schema{Type: "integer"}
}
