package flow

import (
	"encoding/json"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"edov/flow/strictjson"
)

// errorBody is one real failure from a public report.
type errorBody struct {
	ID     string          `json:"id"`
	Kind   string          `json:"kind"`
	AADSTS []int           `json:"aadsts"`
	Body   json.RawMessage `json:"body"`
}

func errorBodies(t testing.TB) []errorBody {
	t.Helper()
	data, err := os.ReadFile("../testdata/error-bodies.json")
	if err != nil {
		t.Fatal(err)
	}
	var bodies []errorBody
	if err := json.Unmarshal(data, &bodies); err != nil {
		t.Fatal(err)
	}
	return bodies
}

// issuerComplaint recognizes the bodies in which a product, not Microsoft, refuses the issuer:
// they contain no OAuth error.
func issuerComplaint(id string) bool {
	return strings.HasPrefix(id, "relay-issuer") || strings.HasPrefix(id, "disc-")
}

func TestRealErrorBodies(t *testing.T) {
	for _, b := range errorBodies(t) {
		t.Run(b.ID, func(t *testing.T) {
			var fields map[string]any
			text := string(b.Body)
			if json.Unmarshal(b.Body, &fields) != nil {
				if err := json.Unmarshal(b.Body, &text); err != nil {
					t.Fatal(err)
				}
			}
			f, ok := ParseFailureText(text)
			if !ok {
				if issuerComplaint(b.ID) {
					return
				}
				t.Fatalf("no failure was found in %q", text)
			}
			if !slices.Equal(f.Codes, b.AADSTS) && (len(f.Codes) > 0 || len(b.AADSTS) > 0) {
				t.Errorf("codes %v, want %v", f.Codes, b.AADSTS)
			}
			for name, got := range map[string]string{
				"error": f.OAuthError, "trace_id": f.TraceID,
				"correlation_id": f.CorrelationID, "timestamp": f.Timestamp, "suberror": f.Suberror,
			} {
				if want, _ := fields[name].(string); want != "" && got != want {
					t.Errorf("%s %q, want %q", name, got, want)
				}
			}
			for label, got := range map[string]string{
				"Trace ID: ": f.TraceID, "Correlation ID: ": f.CorrelationID,
				"Correlation Id: ": f.CorrelationID, "Timestamp: ": f.Timestamp,
			} {
				plain, _ := url.PathUnescape(text)
				if strings.Contains(plain+text, label) && got == "" &&
					!strings.HasSuffix(strings.TrimSpace(plain), strings.TrimSpace(label)) {
					t.Errorf("%q is in the text but was not read", label)
				}
			}
			if f.Description == "" && f.OAuthError == "" {
				t.Error("neither error nor description was kept")
			}
		})
	}
}

// TestRealErrorBodiesAsAnswers reads the same bodies as the token endpoint and
// the callback would deliver them.
func TestRealErrorBodiesAsAnswers(t *testing.T) {
	seen := 0
	for _, b := range errorBodies(t) {
		switch b.Kind {
		case "token_json":
			v, err := strictjson.Parse(b.Body, strictjson.Document)
			if err != nil {
				t.Fatalf("%s: %v", b.ID, err)
			}
			f, ok := FailureOfJSON(v)
			if !ok || !slices.Equal(f.Codes, b.AADSTS) {
				t.Errorf("%s: %+v, want codes %v", b.ID, f, b.AADSTS)
			}
			seen++
		case "authorize_redirect_fields", "authorize_form_post":
			var fields map[string]any
			if err := json.Unmarshal(b.Body, &fields); err != nil {
				t.Fatal(err)
			}
			values := url.Values{}
			for name, value := range fields {
				if s, ok := value.(string); ok {
					values.Set(name, s)
				}
			}
			f := failureFromParams(values)
			if f.OAuthError != values.Get("error") || !slices.Equal(f.Codes, b.AADSTS) && len(b.AADSTS) > 0 {
				t.Errorf("%s: %+v, want codes %v", b.ID, f, b.AADSTS)
			}
			seen++
		}
	}
	if seen < 25 {
		t.Errorf("only %d bodies were tried", seen)
	}
}

// The last number counts: the ones before only wrap it.
func TestFailureCode(t *testing.T) {
	f := &Failure{Codes: []int{70002, 54005}}
	if f.Code() != 54005 {
		t.Errorf("code %d, want 54005", f.Code())
	}
}

func FuzzParseFailureText(f *testing.F) {
	for _, b := range errorBodies(f) {
		f.Add(string(b.Body))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if failure, ok := ParseFailureText(text); ok {
			if failure.OAuthError == "" && failure.Description == "" {
				t.Errorf("a failure without words in %q", text)
			}
			if len(failure.Description) > maxDescription {
				t.Error("the description is not bounded")
			}
		}
	})
}
