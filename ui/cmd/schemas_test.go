package cmd

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/doctor"
	"edov/inspect/report"
	"edov/inspect/rollout"
	"edov/inspect/secret"
)

// documents are the kinds of JSON that edov writes, beside a report, whose schema is written by hand.
var documents = map[string]any{
	"reports": reportsDocument{}, "checks": checksDocument{}, "check": checkDocument{},
	"explanation": explanationDocument{}, "scenarios": scenariosDocument{}, "demo": servedDocument{},
	"guide": guideDocument{}, "rotation": rotationDocument{}, "probe": probeDocument{},
	"connections": connectionsDocument{}, "connection": connectionDocument{}, "history": historyDocument{},
	"diff": diffDocument{}, "changes": changesDocument{}, "change": changeDocument{}, "error": errorDocument{},
	"applied": applied{}, "tenant": rollout.Report{}, "version": versionInfo{}, "doctor": doctor.Report{},
	"plan": plan.Plan{}, "secrets": secret.Report{}, "session": sessionDocument{},
}

// sessionDocument is what flow.Session's MarshalJSON writes.
type sessionDocument struct {
	Kind string `json:"kind"`
	*flow.Session
}

// inReport are the types whose schemas are those of a report.
var inReport = map[reflect.Type]string{
	reflect.TypeFor[report.Report]():      "",
	reflect.TypeFor[flow.Failure]():       "#/$defs/failure",
	reflect.TypeFor[flow.Request]():       "#/$defs/request",
	reflect.TypeFor[flow.Exchange]():      "#/$defs/exchange",
	reflect.TypeFor[flow.Ignored]():       "#/$defs/ignored",
	reflect.TypeFor[appreg.Place]():       "#/$defs/place",
	reflect.TypeFor[appreg.App]():         "#/$defs/registration",
	reflect.TypeFor[flow.ClerkInstance](): "#/$defs/clerk",
	reflect.TypeFor[change.Edit]():        "#/$defs/edit",
	reflect.TypeFor[report.Counts]():      "#/$defs/counts",
	reflect.TypeFor[report.Evidence]():    "#/$defs/evidence",
}

// TestSchemas holds docs/schema to what the program writes: the members are those of the types, and their descriptions
// the comments there. With -update it writes them.
func TestSchemas(t *testing.T) {
	update := flag.Lookup("update").Value.String() == "true"
	for name, v := range documents {
		path := filepath.Join("../../docs/schema", name+".schema.json")
		w := &schemaWriter{t: t, kind: "edov-" + name, defs: members{}, busy: map[reflect.Type]string{}}
		root := w.object(reflect.TypeOf(v))
		root["$schema"], root["title"] = "https://json-schema.org/draft/2020-12/schema", w.kind
		if len(w.defs) > 0 {
			root["$defs"] = w.defs
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(root); err != nil {
			t.Fatal(err)
		}
		if update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, b.Bytes()) {
			t.Errorf("%s is stale (%v): go test ./ui/cmd -run TestSchemas -update, and read the diff", path, err)
		}
	}
	files, err := os.ReadDir("../../docs/schema")
	if err != nil || len(files) != len(documents) {
		t.Errorf("%d schemas for %d documents (%v)", len(files), len(documents), err)
	}
}

type members map[string]any

type schemaWriter struct {
	t    *testing.T
	kind string
	defs members
	busy map[reflect.Type]string
}

// of is the schema of a type.
func (w *schemaWriter) of(t reflect.Type) members {
	switch t {
	case reflect.TypeFor[time.Time]():
		return members{"type": "string", "format": "date-time"}
	case reflect.TypeFor[flow.Token]():
		return members{"type": "string"}
	case reflect.TypeFor[json.RawMessage](), reflect.TypeFor[strictjson.Value]():
		return members{}
	}
	if ref, ok := inReport[t]; ok {
		return members{"$ref": "../report.schema.json" + ref}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.of(t.Elem())
	case reflect.String:
		return members{"type": "string"}
	case reflect.Bool:
		return members{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return members{"type": "integer"}
	case reflect.Float64:
		return members{"type": "number"}
	case reflect.Slice:
		return members{"type": "array", "items": w.of(t.Elem())}
	case reflect.Array:
		return members{"type": "array", "items": w.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Map:
		return members{"type": "object", "additionalProperties": w.of(t.Elem())}
	case reflect.Struct:
		name, ok := w.busy[t]
		if !ok {
			name = strings.ToLower(strings.NewReplacer("[", "-", "]", "", "/", "-").Replace(t.Name()))
			if _, taken := w.defs[name]; taken {
				name = filepath.Base(t.PkgPath()) + "-" + name
			}
			w.busy[t], w.defs[name] = name, members{}
			w.defs[name] = w.object(t)
		}
		return members{"$ref": "#/$defs/" + name}
	}
	w.t.Fatalf("%s: no schema for %s", w.kind, t)
	return nil
}

// object is the schema of a struct, with the members of what it embeds.
func (w *schemaWriter) object(t reflect.Type) members {
	o := members{"type": "object", "additionalProperties": false}
	properties, required := members{}, []string{}
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous && name == "":
				if f.Type.Kind() == reflect.Pointer {
					f.Type = f.Type.Elem()
				}
				add(f.Type)
				continue
			case !f.IsExported() || name == "-":
				continue
			case name == "":
				w.t.Errorf("%s.%s has no name in JSON", t, f.Name)
			}
			p := w.of(f.Type)
			switch {
			case name == "kind" && isBeginning(t):
				p = members{"const": w.kindOf(t), "description": "What the document is."}
			case name == "schema":
				p = members{"const": 1, "description": "The number of this form. It grows when a reader of the older form " +
					"would misread the newer one."}
			default:
				if text := commentOf(w.t, t, f.Name); text != "" {
					p["description"] = text
				}
			}
			properties[name] = p
			if !strings.Contains(options, "omit") {
				required = append(required, name)
			}
		}
	}
	add(t)
	slices.Sort(required)
	o["properties"], o["required"] = properties, required
	return o
}

// kindOf is the kind of a document, or of a plan in it.
func (w *schemaWriter) kindOf(t reflect.Type) string {
	if t == reflect.TypeFor[plan.Plan]() {
		return plan.Kind
	}
	return w.kind
}

// isBeginning holds for the types whose kind is that of the document, and not of a credential or a failure in it.
func isBeginning(t reflect.Type) bool {
	_, ok := t.FieldByName("Schema")
	return ok || t == reflect.TypeFor[sessionDocument]()
}

// comments are those on the fields of a package's structs.
var comments = map[string]map[string]string{}

// commentOf is the comment on a field, above or behind it, as a sentence; empty where its name says enough.
func commentOf(t *testing.T, typ reflect.Type, field string) string {
	t.Helper()
	folder := filepath.Join("../..", strings.TrimPrefix(typ.PkgPath(), "edov/"))
	if comments[folder] == nil {
		comments[folder] = readComments(t, folder)
	}
	name, _, _ := strings.Cut(typ.Name(), "[")
	text := comments[folder][name+"."+field]
	return asSentence(word.ReplaceAllStringFunc(text, func(ident string) string {
		if value, ok := comments[folder][ident]; ok && ident != strings.ToLower(ident) {
			return value
		}
		return ident
	}))
}

// word is what may be the name of a constant or of a field: in JSON it has another.
var word = regexp.MustCompile(`\b[A-Z][a-z]+[A-Z][A-Za-z]*\b`)

func readComments(t *testing.T, folder string) map[string]string {
	t.Helper()
	list := map[string]string{}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", folder, err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch spec := n.(type) {
			case *ast.ValueSpec:
				for i, v := range spec.Values {
					if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						list[spec.Names[i].Name] = lit.Value
					}
				}
			case *ast.TypeSpec:
				if s, ok := spec.Type.(*ast.StructType); ok {
					readFields(list, spec.Name.Name, s)
				}
			}
			return true
		})
	}
	return list
}

// readFields notes the comments on fields, and the names of fields of several words in JSON.
func readFields(list map[string]string, typ string, s *ast.StructType) {
	for _, f := range s.Fields.List {
		text := strings.Join(strings.Fields(f.Doc.Text()+" "+f.Comment.Text()), " ")
		for _, name := range f.Names {
			list[typ+"."+name.Name] = withoutName(text, name.Name)
			if f.Tag == nil {
				continue
			}
			tag, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
			if strings.Contains(tag, "_") {
				list[name.Name] = tag
			}
		}
	}
}

func asSentence(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if s == "" || strings.Contains(first, "_") {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

// withoutName is a comment without the name of the field that it is on.
func withoutName(text, name string) string {
	rest, ok := strings.CutPrefix(text, name+" ")
	if !ok {
		return text
	}
	return strings.TrimPrefix(strings.TrimPrefix(rest, "is "), "are ")
}

// TestFormatsPage holds the table of docs/formats.md to the table of formats.
func TestFormatsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range formats {
		row := "| `" + f.name + "` |"
		for _, kind := range []result{aReport, aSecrets, aUsers, aPlan, aDocument, aList} {
			if f.of&kind != 0 {
				row += " yes"
			}
			row += " |"
		}
		if row += " " + f.about + " |\n"; !strings.Contains(string(page), row) {
			t.Errorf("docs/formats.md has no row %s", row)
		}
		if isWritten := f.reports != nil || f.name == "text" || f.name == "json"; (f.of&aReport != 0) != isWritten {
			t.Errorf("%s is offered for reports, and nothing writes it; or the reverse", f.name)
		}
	}
	for kind := range documents {
		if !strings.Contains(string(page), "`edov-"+kind+"`") {
			t.Errorf("docs/formats.md does not name edov-%s", kind)
		}
	}
}

// TestFormatCompletion: each command completes the formats that it has.
func TestFormatCompletion(t *testing.T) {
	for args, want := range map[string]string{
		"secrets": "csv\ta table for spreadsheets", "app": "powershell\tcommands", "report": "sarif\tSARIF",
		"history list": "json\tfor programs",
	} {
		got := runProgram(t, "", append(append([]string{"__complete"}, strings.Fields(args)...), "--format", "")...)
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%s: %s", args, got.stdout)
		}
	}
	if got := runProgram(t, "", "__complete", "report", "--format", ""); strings.Contains(got.stdout, "csv") {
		t.Errorf("report completes a format that it has not: %s", got.stdout)
	}
}
