package fault_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// reports are texts of real reports, rebuilt, with the cause that was found in the end. finds is the command that
// proves it where the text alone can't show it.
var reports = map[string]struct{ cause, finds string }{
	"01-spinnaker-401":           {"", "edov signin"},
	"02-authjs-jwtinvalid":       {"platform-spa", "edov"},
	"03-traefik-graph-signature": {"graph-token-verified", "edov inspect"},
	"04-plus-in-secret":          {"secret-changed-on-way", "edov secrets --probe"},
	"05-50105-nested-group":      {"nested-group", ""},
	"06-idx10214-space":          {"stray-characters", ""},
	"07-kid-not-found":           {"app-signing-key", ""},
	"10-betterauth-notlinked":    {"email-unverified", ""},
	"14-phoenix-email-scope":     {"no-mail-attribute", "edov signin"},
	"17-supabase-issuer":         {"issuer-common", ""},
	"18-fetch-failed":            {"no-ipv6-route", ""},
	"19-ssl-verify":              {"tls-inspection", ""},
	"20-federated-ids":           {"federated-subject", ""},
	"22-no-reply-address":        {"redirect-listen-address", ""},
	"24-correlation-failed":      {"cookie-samesite", ""},
	"27-allauth-generic":         {"secret-id-pasted", "edov"},
	"29-50194-tenant-lowercase":  {"AADSTS50194", ""},
	"38-authjs-configuration":    {"platform-spa", ""},
	"39-9002331":                 {"AADSTS9002331", ""},
	"41-50011-http":              {"redirect-http-behind-proxy", ""},
	"42-50146":                   {"AADSTS50146", ""},
	"43-idx10205-common":         {"issuer-template", ""},
}

// TestReports: whoever has only this text is led to the true cause, among the first two, or to the command that finds
// it.
func TestReports(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/explain/reports/*.txt")
	if len(files) < 22 {
		t.Fatalf("%d reports", len(files))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		want, ok := reports[name]
		if !ok {
			continue // it is no text to explain: a secret, a token
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		e, _ := fault.ExplainText(string(data), fault.About{})
		ids := []string{e.ID}
		for _, c := range e.Causes[:min(2, len(e.Causes))] {
			ids = append(ids, c.ID)
		}
		if want.cause != "" && !slices.Contains(ids, want.cause) {
			t.Errorf("%s: %v, want %s", name, ids, want.cause)
		}
		if !strings.Contains(e.Check, want.finds) {
			t.Errorf("%s: the way to find it is %q, want %s", name, e.Check, want.finds)
		}
	}
}
