package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"

	"ipsec-diag/cmd/internal/report"
)

// openAPIVersion is that whose schemas are JSON Schema 2020-12.
const openAPIVersion = "3.1.0"

type object = map[string]any

// openAPI answers with the description of the API, made from the routes and the
// types that answer, so that it cannot drift apart from them.
func (s *Server) openAPI(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, http.StatusOK, s.describe(), nil)
}

func (s *Server) describe() object {
	paths := object{}
	for _, a := range s.apiRoutes() {
		of, _ := paths[a.path].(object)
		if of == nil {
			of = object{}
			paths[a.path] = of
		}
		of[strings.ToLower(a.method)] = s.operation(&a)
	}
	return object{
		"openapi": openAPIVersion,
		"info": object{"title": "ipsec-diag", "version": "1", "description": "The history of a fleet's IPsec tunnels. " +
			"Read-only but for POST /api/v1/runs. Fields may be added; none changes its meaning within version 1."},
		"servers":  []object{{"url": "/"}},
		"security": []object{{"token": []string{}}, {}},
		"paths":    paths,
		"components": object{
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer", "description": "A token of the service file; none on a loopback address without users."}},
			"schemas":         object{"Problem": schemaOf(problem{})},
		},
	}
}

var inPath = regexp.MustCompile(`\{(\w+)\}`)

// operation describes one route.
func (s *Server) operation(a *apiRoute) object {
	var parameters []object
	for _, m := range inPath.FindAllStringSubmatch(a.path, -1) {
		kind := "string"
		if m[1] == "id" {
			kind = "integer"
		}
		parameters = append(parameters, object{"name": m[1], "in": "path", "required": true, "schema": object{"type": kind}})
	}
	for _, q := range a.query {
		schema := object{"type": "string"}
		if q.words != nil {
			schema["enum"] = q.words
		}
		parameters = append(parameters, object{"name": q.name, "in": "query", "description": q.what, "schema": schema})
	}
	out := object{"operationId": a.id, "summary": a.summary, "description": "For a " + a.role.String() + ".", "responses": responses(a)}
	if parameters != nil {
		out["parameters"] = parameters
	}
	if a.body != nil {
		out["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": schemaOf(a.body)}}}
	}
	return out
}

func responses(a *apiRoute) object {
	schema := any(object{"type": "object"})
	if a.answer != nil {
		schema = schemaOf(a.answer)
	}
	wrong := object{"description": "What is wrong and what to do (RFC 9457)", "content": object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/Problem"}}}}
	return object{
		strconv.Itoa(a.status): object{"description": a.summary, "content": object{"application/json": object{"schema": schema}}},
		"4XX":                  wrong, "5XX": wrong,
	}
}

// schemaOf is the schema of a document, whole within itself.
func schemaOf(v any) *jsonschema.Schema {
	r := report.Reflector()
	r.DoNotReference = true // "#/$defs" would be sought in the whole document
	s := r.Reflect(v)
	s.Version = ""
	return s
}
